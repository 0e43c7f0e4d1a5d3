/**
 * Trying each way by which media may come: a connection by it and no other, without media, to one's own empty source.
 *
 * @import { Way } from "../core/ways.js"
 * @import { Clock } from "./clock.js"
 * @import { Fetch } from "./sdp.js"
 */
import { narrowed } from "../core/ways.js";
import { negotiate, release } from "./sdp.js";

/** What has not come through by then, in milliseconds, is blocked. */
const PATIENCE = 8000;

/**
 * @typedef {object} Means
 * @property {string} seat
 * @property {(configuration: RTCConfiguration) => RTCPeerConnection} peer
 * @property {Fetch} fetch
 * @property {Clock} clock
 */

/**
 * What a trial found, with the server's whole answer and the relays it names.
 *
 * @typedef {{ works: boolean, offered: boolean, answer: string, servers: RTCIceServer[] }} Found
 */

/** @param {Way} way @param {RTCIceServer[]} servers @param {Means} means @returns {Promise<Found>} */
export async function tryWay(way, servers, { seat, peer: open, fetch, clock }) {
  const relay = way === "relay";
  if (relay && !servers.length) return { works: false, offered: false, answer: "", servers };
  const peer = open(relay ? { iceServers: servers, iceTransportPolicy: "relay" } : {});
  const found = { works: false, offered: true, answer: "", servers };
  peer.addTransceiver("video", { direction: "recvonly" });
  const heed = (/** @type {string} */ answer) => {
    found.answer = answer;
    const only = narrowed(answer, way);
    found.offered = only !== null;
    return only ?? answer;
  };
  try {
    const agreed = await negotiate(peer, `/whep/${seat}?source=${encodeURIComponent(seat)}`, fetch, heed);
    found.servers = agreed.servers;
    found.works = found.offered && (await connected(peer, clock));
    await release(agreed.address, fetch);
  } finally {
    peer.close();
  }
  return found;
}

/** @param {RTCPeerConnection} peer @param {Clock} clock @returns {Promise<boolean>} */
function connected(peer, clock) {
  return new Promise((resolve) => {
    const cancel = clock.after(PATIENCE, () => resolve(false));
    const look = () => {
      if (peer.connectionState !== "connected" && peer.connectionState !== "failed") return;
      cancel();
      resolve(peer.connectionState === "connected");
    };
    peer.addEventListener("connectionstatechange", look);
    look();
  });
}
