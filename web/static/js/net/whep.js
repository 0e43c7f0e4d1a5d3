/**
 * Watching: the stage, or with `source` one seat's picture, on one connection that outlives every change of source.
 *
 * @import { MediaRefused } from "./sdp.js"
 * @import { SessionState } from "./session.js"
 */
import { CLOCK } from "./clock.js";
import { MediaSession } from "./session.js";

/**
 * @typedef {object} Watching
 * @property {string} seat
 * @property {string} [source] a seat to preview instead of the stage
 * @property {(stream: MediaStream) => void} stream called on each join
 * @property {(state: SessionState, refusal: MediaRefused | null) => void} changed
 */

/** @param {Watching} watching @returns {MediaSession} */
export function viewer({ seat, source, stream, changed }) {
  return new MediaSession({
    url: `/whep/${seat}${source ? `?source=${encodeURIComponent(source)}` : ""}`,
    peer: (iceServers) => new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers }),
    fetch: (input, init) => fetch(input, init),
    clock: CLOCK,
    random: Math.random,
    prepare: (peer) => receive(peer, stream),
    changed,
  });
}

/** @param {RTCPeerConnection} peer @param {(stream: MediaStream) => void} stream */
function receive(peer, stream) {
  const tracks = new MediaStream();
  for (const kind of ["video", "audio"]) {
    tracks.addTrack(peer.addTransceiver(kind, { direction: "recvonly" }).receiver.track);
  }
  stream(tracks);
}
