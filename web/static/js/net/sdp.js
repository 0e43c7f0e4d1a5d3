/**
 * The one exchange that WHIP (RFC 9725) and WHEP share: an offer is posted, the answer set, the session's address kept.
 * The server is ICE-lite and hears from the browser first, so the offer need not wait for candidates.
 *
 * @import { Problem } from "../protocol.js"
 */
import { problem } from "./post.js";

/** A refusal of the media plane. */
export class MediaRefused extends Error {
  /** @param {Problem} refusal */
  constructor(refusal) {
    super(refusal.title);
    this.problem = refusal;
  }

  /** Whether the same again later will do. */
  get passing() {
    return this.problem.status >= 500 || this.problem.status === 429;
  }
}

/**
 * Offer, post, answer; returns the address at which the session is ended.
 *
 * @param {RTCPeerConnection} peer
 * @param {string} url
 * @param {typeof globalThis.fetch} fetch
 * @returns {Promise<string>}
 */
export async function negotiate(peer, url, fetch) {
  await peer.setLocalDescription();
  const body = peer.localDescription?.sdp ?? "";
  const response = await fetch(url, { method: "POST", headers: { "Content-Type": "application/sdp" }, body });
  if (response.status !== 201) throw new MediaRefused(await problem(response));
  await peer.setRemoteDescription({ type: "answer", sdp: await response.text() });
  return response.headers.get("Location") ?? url;
}

/** End a session; a server that does not hear it notices by itself. @param {string} address @param {typeof globalThis.fetch} fetch */
export async function release(address, fetch) {
  try {
    await fetch(address, { method: "DELETE", keepalive: true });
  } catch {
    // Without a network there is nobody to tell.
  }
}
