/**
 * How well media travels, from two readings of RTCPeerConnection.getStats().
 *
 * @typedef {object} Reading
 * @property {number} at milliseconds
 * @property {number} bytes
 * @property {number} packets
 * @property {number} lost
 * @property {number} frames decoded or encoded
 * @property {number | null} rtt seconds
 * @property {number} height of the picture
 */

/**
 * @typedef {object} Quality
 * @property {number} bitrate bit/s
 * @property {number} loss from 0 to 1
 * @property {number | null} rtt milliseconds
 * @property {number} frames a second
 * @property {number} height
 */

/** @typedef {Iterable<Record<string, any>>} Report */

/** What counts in a report, for either direction. @param {Report} report @returns {Reading} */
export function reading(report) {
  const sum = { at: 0, bytes: 0, packets: 0, lost: 0, frames: 0, rtt: /** @type {number | null} */ (null), height: 0 };
  for (const stats of report) {
    sum.at = Math.max(sum.at, stats.timestamp ?? 0);
    TAKES[stats.type]?.(sum, stats);
  }
  return sum;
}

/** @type {Record<string, (sum: Reading, stats: Record<string, any>) => void>} */
const TAKES = {
  "inbound-rtp": (sum, stats) => {
    stream(sum, stats, stats.bytesReceived, stats.packetsReceived);
    sum.lost += stats.packetsLost ?? 0;
    sum.frames += stats.framesDecoded ?? 0;
  },
  "outbound-rtp": (sum, stats) => {
    stream(sum, stats, stats.bytesSent, stats.packetsSent);
    sum.frames += stats.framesEncoded ?? 0;
  },
  "remote-inbound-rtp": (sum, stats) => {
    sum.lost += stats.packetsLost ?? 0;
    sum.rtt = stats.roundTripTime ?? sum.rtt;
  },
  "candidate-pair": (sum, stats) => {
    if (stats.nominated) sum.rtt ??= stats.currentRoundTripTime ?? null;
  },
};

/** @param {Reading} sum @param {Record<string, any>} stats @param {number} [bytes] @param {number} [packets] */
function stream(sum, stats, bytes = 0, packets = 0) {
  sum.bytes += bytes;
  sum.packets += packets;
  sum.height = Math.max(sum.height, stats.frameHeight ?? 0);
}

/** What passed between two readings. @param {Reading} before @param {Reading} after @returns {Quality} */
export function quality(before, after) {
  const seconds = Math.max((after.at - before.at) / 1000, 0.001);
  const lost = Math.max(after.lost - before.lost, 0);
  const packets = Math.max(after.packets - before.packets, 0);
  return {
    bitrate: Math.max(0, ((after.bytes - before.bytes) * 8) / seconds),
    loss: lost + packets ? lost / (lost + packets) : 0,
    rtt: after.rtt === null ? null : after.rtt * 1000,
    frames: Math.max(0, (after.frames - before.frames) / seconds),
    height: after.height,
  };
}
