/**
 * The exchanges that WHIP (RFC 9725) and WHEP share: an offer is posted, the answer set, the session's address kept;
 * later ICE is restarted, a layer chosen, the session ended. The server is ICE-lite and hears from the browser first,
 * so no offer need wait for candidates.
 *
 * @import { Problem } from "../protocol.js"
 */
import { iceServers, linkTo, restarted, restartFragment, soundRepaired } from "../core/sdp.js";
import { problem } from "./post.js";

const LAYER = "urn:ietf:params:whep:ext:core:layer";

/** @typedef {typeof globalThis.fetch} Fetch */

/**
 * What was agreed on.
 *
 * @typedef {object} Agreed
 * @property {string} address at which the session is ended
 * @property {string | null} layers at which a viewer says which layer it wants
 * @property {string} ice the entity tag of the ICE session
 * @property {RTCIceServer[]} servers relays that the server names
 */

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
 * Offer, post, answer; `heed` may change what of the answer is heeded.
 *
 * @param {RTCPeerConnection} peer
 * @param {string} url
 * @param {Fetch} fetch
 * @param {(answer: string) => string} [heed]
 * @returns {Promise<Agreed>}
 */
export async function negotiate(peer, url, fetch, heed = (answer) => answer) {
  const body = await offer(peer);
  const response = await fetch(url, { method: "POST", headers: { "Content-Type": "application/sdp" }, body });
  if (response.status !== 201) throw new MediaRefused(await problem(response));
  await peer.setRemoteDescription({ type: "answer", sdp: heed(await response.text()) });
  const link = response.headers.get("Link") ?? "";
  return {
    address: response.headers.get("Location") ?? url,
    layers: linkTo(link, LAYER),
    ice: response.headers.get("ETag") ?? "*",
    servers: iceServers(link),
  };
}

/** The browser's own offer, with sound repaired too where it lets us ask. @param {RTCPeerConnection} peer @returns {Promise<string>} */
async function offer(peer) {
  const { sdp = "" } = await peer.createOffer();
  try {
    await peer.setLocalDescription({ type: "offer", sdp: soundRepaired(sdp) });
  } catch {
    await peer.setLocalDescription({ type: "offer", sdp });
  }
  return peer.localDescription?.sdp ?? sdp;
}

/**
 * Find another way for the same session: media and keys go on, only ICE begins anew (RFC 9725 section 4.3.2).
 *
 * @param {RTCPeerConnection} peer
 * @param {Agreed} agreed
 * @param {Fetch} fetch
 * @returns {Promise<Agreed>}
 */
export async function restart(peer, agreed, fetch) {
  const before = peer.remoteDescription?.sdp ?? "";
  peer.restartIce();
  const response = await fetch(agreed.address, {
    method: "PATCH",
    headers: { "Content-Type": "application/trickle-ice-sdpfrag", "If-Match": agreed.ice },
    body: restartFragment(await offer(peer)),
  });
  if (response.status !== 200) throw new MediaRefused(await problem(response));
  await peer.setRemoteDescription({ type: "answer", sdp: restarted(before, await response.text()) });
  return { ...agreed, ice: response.headers.get("ETag") ?? "*" };
}

/** Be sent at most this layer. @param {string} layers @param {string} encodingId @param {Fetch} fetch @returns {Promise<boolean>} whether the server heard it */
export async function choose(layers, encodingId, fetch) {
  try {
    const body = JSON.stringify({ encodingId });
    return (await fetch(layers, { method: "POST", headers: { "Content-Type": "application/json" }, body })).ok;
  } catch {
    return false;
  }
}

/** End a session; a server that does not hear it notices by itself. @param {string} address @param {Fetch} fetch */
export async function release(address, fetch) {
  try {
    await fetch(address, { method: "DELETE", keepalive: true });
  } catch {
    // Without a network there is nobody to tell.
  }
}
