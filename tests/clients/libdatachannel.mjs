// libdatachannel, the stack of OBS, set up as OBS does for H.264 and Opus; or as viewer that hands over its packets.
import ndc from "node-datachannel";
import { dismissed, negotiate, say, told, way } from "./wire.mjs";

const pc = new ndc.PeerConnection("matrix", { iceServers: [], disableAutoNegotiation: true });
const H264 = 96;
const OPUS = 111;

function offered() {
  return new Promise((resolve) => {
    pc.onGatheringStateChange((state) => {
      if (state === "complete") resolve(pc.localDescription().sdp);
    });
    pc.setLocalDescription("offer");
  });
}

/** A track opens a moment after its connection, and until then throws at whoever uses it. */
async function connect(track) {
  const opened = new Promise((resolve) => track.onOpen(resolve));
  const session = await negotiate(await offered());
  pc.setRemoteDescription(session.answer, "answer");
  await opened;
  say({ state: "connected" });
  return session;
}

function described(direction) {
  const audio = new ndc.Audio("0", direction);
  audio.addOpusCodec(OPUS);
  const video = new ndc.Video("1", direction);
  video.addH264Codec(H264);
  return { audio, video };
}

async function publish() {
  const { frames } = await told();
  const { audio, video } = described("SendOnly");
  audio.addSSRC(1001, "obs", "obs", "audio");
  video.addSSRC(1002, "obs", "obs", "video");
  pc.addTrack(audio);
  const track = pc.addTrack(video);
  const config = new ndc.RtpPacketizationConfig(1002, "obs", H264, 90_000);
  const packetizer = new ndc.H264RtpPacketizer("StartSequence", config, 1200);
  packetizer.addToChain(new ndc.RtcpSrReporter(config));
  packetizer.addToChain(new ndc.RtcpNackResponder());
  track.setMediaHandler(packetizer);
  const session = await connect(track);
  let count = 0;
  const timer = setInterval(() => {
    config.timestamp += 4500;
    track.sendMessageBinary(Buffer.from(frames[count++ % frames.length], "base64"));
  }, 50);
  await dismissed();
  clearInterval(timer);
  return session;
}

async function view() {
  const { audio, video } = described("RecvOnly");
  pc.addTrack(audio).setMediaHandler(new ndc.RtcpReceivingSession());
  const track = pc.addTrack(video);
  track.setMediaHandler(new ndc.RtcpReceivingSession());
  track.onMessage((packet) => {
    const start = 12 + (packet[0] & 0x0f) * 4 + (packet[0] & 0x10 ? 4 + packet.readUInt16BE(14) * 4 : 0);
    const payload = packet.subarray(start).toString("base64");
    say({ timestamp: packet.readUInt32BE(4), marker: packet[1] > 127, payload });
  });
  const session = await connect(track);
  track.requestKeyframe();
  await told();
  return session;
}

const session = await (way === "publish" ? publish() : view());
say({ ended: (await session.end()).status });
pc.close();
process.exit();
