import assert from "node:assert/strict";
import { test } from "node:test";

import { quality, reading } from "../../../../web/static/js/core/quality.js";

/** @param {number} at @param {number} bytes @param {number} lost */
const sent = (at, bytes, lost) => [
  { type: "outbound-rtp", kind: "video", timestamp: at, bytesSent: bytes, packetsSent: bytes / 1000, framesEncoded: at / 50, frameHeight: 720 },
  { type: "outbound-rtp", kind: "audio", timestamp: at, bytesSent: 0, packetsSent: 0 },
  { type: "remote-inbound-rtp", packetsLost: lost, roundTripTime: 0.04 },
  { type: "codec" },
];

test("two readings make a rate", () => {
  const before = reading(sent(1000, 100_000, 0));
  const after = reading(sent(3000, 500_000, 100));

  assert.deepEqual(quality(before, after), { bitrate: 1_600_000, loss: 0.2, rtt: 40, frames: 20, height: 720 });
});

test("what comes in is read as well, with the round trip of the path in use", () => {
  const report = [
    { type: "inbound-rtp", timestamp: 1000, bytesReceived: 10, packetsReceived: 2, packetsLost: 1, framesDecoded: 5, frameHeight: 360 },
    { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.02 },
  ];

  assert.deepEqual(reading(report), { at: 1000, bytes: 10, packets: 2, lost: 1, frames: 5, rtt: 0.02, height: 360 });
});

test("nothing lost of nothing sent is no loss, and no time is no division by zero", () => {
  const same = reading([]);

  assert.deepEqual(quality(same, same), { bitrate: 0, loss: 0, rtt: null, frames: 0, height: 0 });
});
