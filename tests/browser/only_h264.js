/** Put into a presenter's page before its own scripts: this browser sends H.264 and nothing else, as encoders do. */
const add = RTCPeerConnection.prototype.addTransceiver;

RTCPeerConnection.prototype.addTransceiver = function (track, init) {
  const transceiver = add.call(this, track, init);
  if (init.direction === "sendonly" && transceiver.receiver.track.kind === "video") {
    const { codecs } = RTCRtpSender.getCapabilities("video");
    transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => mimeType === "video/H264"));
  }
  return transceiver;
};
