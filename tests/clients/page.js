// A page of another site: the npm package whip-whep on the browser's own WebRTC, with nothing of ours in between.
import { WHEPClient } from "/whip-whep/whep.js";
import { WHIPClient } from "/whip-whep/whip.js";

const PATIENCE = 30_000;
const patches = [];
const layers = [];
const original = window.fetch;
window.fetch = async (input, init = {}) => {
  const response = await original(input, init);
  if (String(input).endsWith("/layer")) layers.push(response.status);
  if (init.method !== "PATCH") return response;
  patches.push(response.status);
  return response.status === 200 ? onlyOneCandidate(response) : response;
};

/** The package (1.2.0) puts commas between the candidates of a restart, which no browser can read if there are several. */
async function onlyOneCandidate(response) {
  const [head, ...candidates] = (await response.text()).split(/(?=a=candidate:)/);
  return new Response(head + candidates[0], { status: response.status, headers: response.headers });
}

async function until(condition, what) {
  const end = Date.now() + PATIENCE;
  for (let found; Date.now() < end; await new Promise((done) => setTimeout(done, 50))) {
    if ((found = await condition())) return found;
  }
  throw new Error(`not ${what}; patches: ${patches}`);
}

async function media(direction, pc) {
  const found = {};
  for (const each of (await pc.getStats()).values()) if (each.type === direction) found[each.kind] = each;
  return found;
}

let pc, client;

/** Publishes the fake camera; its offer, once it is connected. */
window.publish = async (url, token) => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 480 } });
  pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  for (const track of stream.getTracks()) pc.addTransceiver(track, { direction: "sendonly", streams: [stream] });
  client = new WHIPClient();
  return await connect(url, token);
};

/** Views; the offer, once it is connected. */
window.view = async (url, token) => {
  pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  const stream = new MediaStream();
  const screen = document.querySelector("video");
  pc.ontrack = ({ track }) => {
    stream.addTrack(track);
    screen.srcObject = stream;
  };
  pc.addTransceiver("audio", { direction: "recvonly" });
  pc.addTransceiver("video", { direction: "recvonly" });
  client = new WHEPClient();
  return await connect(url, token);
};

async function connect(url, token) {
  let offer;
  client.onOffer = (sdp) => (offer = sdp);
  await (client.publish ?? client.view).call(client, pc, url, token);
  await until(() => pc.connectionState === "connected", "connected");
  return offer;
}

/** The size of the picture, once some more frames of it and some more sound have come. */
window.watch = async () => {
  const first = await until(async () => {
    const now = await media("inbound-rtp", pc);
    return now.video?.framesDecoded && now.audio?.packetsReceived ? now : null;
  }, "received");
  const last = await until(async () => {
    const now = await media("inbound-rtp", pc);
    const pictures = now.video.framesDecoded - first.video.framesDecoded;
    return pictures >= 5 && now.audio.packetsReceived > first.audio.packetsReceived + 5 ? now : null;
  }, "received any longer");
  return [last.video.frameWidth, last.video.frameHeight];
};

/** Restarts ICE; whether the new credentials came to be used, and how each PATCH was answered. */
window.restart = async () => {
  const before = client.etag;
  await client.restart();
  const moved = await until(async () => client.etag !== before && pc.connectionState === "connected", "restarted");
  return { moved, patches };
};

window.select = async (layer) => {
  await client.selectLayer({ encodingId: layer });
  await client.unselectLayer();
  return layers;
};

/** Ends the session as the package does; what the session's address says afterwards. */
window.stop = async (token) => {
  await client.stop();
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(client.resourceURL, { method: "DELETE", headers })).status;
};

window.ready = true;
