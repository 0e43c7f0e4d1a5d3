/**
 * Publishing from a seat: one connection, on which the camera, a shared screen or nothing follow one another.
 *
 * @import { MediaRefused } from "./sdp.js"
 * @import { SessionState } from "./session.js"
 * @import { Content } from "../core/encodings.js"
 */
import { encodings, fitted } from "../core/encodings.js";
import { CLOCK } from "./clock.js";
import { MediaSession } from "./session.js";

/** Bit/s. */
const MOST_AUDIO = 64_000;

/** @typedef {{ video: MediaStreamTrack | null, audio: MediaStreamTrack | null }} Tracks */

export class Publisher {
  /** @type {Tracks} */
  #tracks = { video: null, audio: null };
  /** @type {Content} */
  #content = "camera";

  /** @param {string} seat @param {(state: SessionState, refusal: MediaRefused | null) => void} changed */
  constructor(seat, changed) {
    this.session = new MediaSession({
      url: `/whip/${seat}`,
      peer: (iceServers) => new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers }),
      fetch: (input, init) => fetch(input, init),
      clock: CLOCK,
      random: Math.random,
      prepare: (peer) => this.#send(peer),
      agreed: (peer) => void fit(sender(peer, "video"), this.#content),
      changed,
    });
  }

  /** Send these from now on, without a new connection where there is one. @param {Partial<Tracks>} tracks @param {Content} content of the picture */
  async use(tracks, content) {
    this.#tracks = { ...this.#tracks, ...tracks };
    this.#content = content;
    const { peer } = this.session;
    for (const [kind, track] of Object.entries(tracks)) await sender(peer, kind)?.replaceTrack(track);
    await fit(sender(peer, "video"), content);
  }

  /** @param {RTCPeerConnection} peer */
  #send(peer) {
    const { video, audio } = this.#tracks;
    peer.addTransceiver(video ?? "video", { direction: "sendonly", sendEncodings: encodings(this.#content) });
    peer.addTransceiver(audio ?? "audio", { direction: "sendonly", sendEncodings: [{ maxBitrate: MOST_AUDIO }] });
  }
}

/** Sizes and rates for what is sent; a browser that minds keeps those it has. @param {RTCRtpSender | undefined} from @param {Content} content */
async function fit(from, content) {
  if (!from) return;
  try {
    await from.setParameters(fitted(from.getParameters(), content));
  } catch (error) {
    console.warn("layers stay as they are:", error);
  }
}

/** @param {RTCPeerConnection | null} peer @param {string} kind @returns {RTCRtpSender | undefined} */
function sender(peer, kind) {
  return peer?.getTransceivers().find((one) => one.receiver.track.kind === kind)?.sender;
}
