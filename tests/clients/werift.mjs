// werift as publisher of VP8 packets that the test made, or as viewer that hands its packets to the test.
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket, useOPUS, useVP8 } from "werift";
import { dismissed, negotiate, say, told, way } from "./wire.mjs";

const pc = new RTCPeerConnection({
  iceServers: [],
  bundlePolicy: "max-bundle",
  // Its gatherer leaves the loopback interface out.
  iceAdditionalHostAddresses: ["127.0.0.1"],
  codecs: { audio: [useOPUS()], video: [useVP8()] },
});

function* packets(frames) {
  for (let number = 0, count = 0; ; count++) {
    const payloads = frames[count % frames.length];
    for (const [index, payload] of payloads.entries()) {
      const marker = index === payloads.length - 1;
      const header = new RtpHeader({ payloadType: 96, sequenceNumber: number++ & 0xffff, timestamp: count * 4500, marker });
      yield new RtpPacket(header, Buffer.from(payload, "base64"));
    }
  }
}

async function publish() {
  const { frames } = await told();
  const track = new MediaStreamTrack({ kind: "video" });
  pc.addTransceiver(track, { direction: "sendonly" });
  const session = await connect();
  const source = packets(frames);
  const timer = setInterval(() => {
    for (let packet = source.next().value; ; packet = source.next().value) {
      track.writeRtp(packet);
      if (packet.header.marker) return;
    }
  }, 50);
  await dismissed();
  clearInterval(timer);
  return session;
}

async function view() {
  pc.addTransceiver("audio", { direction: "recvonly" });
  const video = pc.addTransceiver("video", { direction: "recvonly" });
  video.onTrack.subscribe((track) => {
    // What comes while it still sets its receiver up is lost to it.
    track.onReceiveRtp.once(({ header }) => video.receiver.sendRtcpPLI(header.ssrc));
    track.onReceiveRtp.subscribe(({ header, payload }) => {
      say({ timestamp: header.timestamp, marker: header.marker, payload: payload.toString("base64") });
    });
  });
  const session = await connect();
  await told();
  return session;
}

async function connect() {
  const connected = pc.connectionStateChange.watch((state) => state === "connected");
  await pc.setLocalDescription(await pc.createOffer());
  const session = await negotiate(pc.localDescription.sdp);
  await pc.setRemoteDescription({ type: "answer", sdp: session.answer });
  await connected;
  say({ state: "connected" });
  return session;
}

const session = await (way === "publish" ? publish() : view());
say({ ended: (await session.end()).status });
process.exit();
