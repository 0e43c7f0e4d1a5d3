/**
 * Cameras, microphones and screens, and why there is none.
 *
 * @import { Drafts } from "../core/drafts.js"
 */

/** What was chosen last; an empty id is the browser's own choice. @typedef {{ camera: string, microphone: string }} Choice */

/** @typedef {"insecure" | "denied" | "missing" | "busy"} Lack */

/** @type {Record<string, Lack>} */
const LACKS = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing", OverconstrainedError: "missing" };

/** Why a device could not be had. */
export class DeviceLack extends Error {
  /** @param {Lack} lack */
  constructor(lack) {
    super(lack);
    this.lack = lack;
  }
}

/** @param {Drafts} drafts @returns {Choice} */
export const remembered = (drafts) => ({ camera: "", microphone: "", ...drafts.read("devices", {}) });

/**
 * Camera and microphone, or the microphone alone where there is no camera.
 *
 * @param {Choice} choice
 * @returns {Promise<MediaStream>}
 */
export async function capture(choice) {
  if (!navigator.mediaDevices) throw new DeviceLack("insecure");
  const audio = { echoCancellation: true, noiseSuppression: true, ...exact(choice.microphone) };
  const video = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, ...exact(choice.camera) };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio, video });
    for (const track of stream.getVideoTracks()) track.contentHint = "motion";
    return stream;
  } catch (error) {
    const lack = lackOf(error);
    if (lack !== "missing") throw new DeviceLack(lack);
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    throw new DeviceLack(lackOf(error));
  }
}

/** A screen, a window or a tab; null where somebody changed their mind. @returns {Promise<MediaStreamTrack | null>} */
export async function captureScreen() {
  try {
    const screen = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15 } } });
    const [track = null] = screen.getVideoTracks();
    // Slides want sharp letters more than smooth motion.
    if (track) track.contentHint = "detail";
    return track;
  } catch {
    return null;
  }
}

/** @returns {Promise<MediaDeviceInfo[]>} with names, once there is a permission */
export async function devices() {
  return (await navigator.mediaDevices?.enumerateDevices()) ?? [];
}

/** A device that was unplugged since must not be in the way. @param {string} id */
const exact = (id) => (id ? { deviceId: { ideal: id } } : {});

/** @param {unknown} error @returns {Lack} */
function lackOf(error) {
  return LACKS[error instanceof Error ? error.name : ""] ?? "busy";
}
