/**
 * Publishing from a seat: one connection, on which the camera, a shared screen or nothing follow one another.
 *
 * @import { MediaRefused } from "./sdp.js"
 * @import { SessionState } from "./session.js"
 */
import { CLOCK } from "./clock.js";
import { MediaSession } from "./session.js";

/** Enough for a sharp 720p picture; what is forwarded costs every viewer as much. */
const MOST_VIDEO = 1_800_000;
const MOST_AUDIO = 64_000;

/** @typedef {{ video: MediaStreamTrack | null, audio: MediaStreamTrack | null }} Tracks */

export class Publisher {
  /** @type {Tracks} */
  #tracks = { video: null, audio: null };

  /** @param {string} seat @param {(state: SessionState, refusal: MediaRefused | null) => void} changed */
  constructor(seat, changed) {
    this.session = new MediaSession({
      url: `/whip/${seat}`,
      peer: () => new RTCPeerConnection({ bundlePolicy: "max-bundle" }),
      fetch: (input, init) => fetch(input, init),
      clock: CLOCK,
      random: Math.random,
      prepare: (peer) => this.#send(peer),
      changed,
    });
  }

  /** Send these from now on, without a new connection where there is one. @param {Partial<Tracks>} tracks */
  async use(tracks) {
    this.#tracks = { ...this.#tracks, ...tracks };
    for (const [kind, track] of Object.entries(tracks)) {
      await sender(this.session.peer, kind)?.replaceTrack(track);
    }
  }

  /** @param {RTCPeerConnection} peer */
  #send(peer) {
    for (const [kind, most] of /** @type {const} */ ([["video", MOST_VIDEO], ["audio", MOST_AUDIO]])) {
      peer.addTransceiver(this.#tracks[kind] ?? kind, {
        direction: "sendonly",
        sendEncodings: [{ maxBitrate: most }],
      });
    }
  }
}

/** @param {RTCPeerConnection | null} peer @param {string} kind @returns {RTCRtpSender | undefined} */
function sender(peer, kind) {
  return peer?.getTransceivers().find((one) => one.receiver.track.kind === kind)?.sender;
}
