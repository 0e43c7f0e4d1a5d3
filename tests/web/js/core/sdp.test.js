import assert from "node:assert/strict";
import { test } from "node:test";

import { iceServers, linkTo, restarted, restartFragment, soundRepaired } from "../../../../web/static/js/core/sdp.js";

/** @param {...string} lines */
const sdp = (...lines) => lines.map((line) => `${line}\r\n`).join("");

const SOUND = sdp("m=audio 9 UDP/TLS/RTP/SAVPF 111 0", "a=rtpmap:111 opus/48000/2", "a=rtcp-fb:111 transport-cc", "a=rtpmap:0 PCMU/8000");

test("lost sound is asked for again, once", () => {
  const asked = sdp("m=audio 9 UDP/TLS/RTP/SAVPF 111 0", "a=rtpmap:111 opus/48000/2", "a=rtcp-fb:111 nack", "a=rtcp-fb:111 transport-cc", "a=rtpmap:0 PCMU/8000");

  assert.equal(soundRepaired(SOUND), asked);
  assert.equal(soundRepaired(asked), asked);
});

test("an offer without Opus stays what it is", () => {
  const silent = sdp("m=video 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 VP8/90000");

  assert.equal(soundRepaired(silent), silent);
});

test("a restart says the new credentials of the bundle, and whose they are", () => {
  const offer = sdp("v=0", "a=group:BUNDLE 0 1", "m=video 9 UDP/TLS/RTP/SAVPF 96", "a=ice-ufrag:new1", "a=ice-pwd:secret", "a=mid:0", "m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=ice-ufrag:new1", "a=ice-pwd:secret", "a=mid:1");

  assert.equal(restartFragment(offer), sdp("a=ice-ufrag:new1", "a=ice-pwd:secret", "m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:0"));
});

test("the answer goes on with the server's new credentials and candidates in every line", () => {
  const old = ["a=ice-ufrag:old1", "a=ice-pwd:older", "a=candidate:1 1 udp 1 192.0.2.1 1 typ host"];
  const answer = sdp("v=0", "a=ice-lite", "m=video 9 x 96", "a=mid:0", ...old, "a=recvonly", "m=audio 9 x 111", "a=mid:1", ...old);
  const fragment = sdp("a=ice-lite", "a=ice-ufrag:new2", "a=ice-pwd:newer", "m=video 9 x 0", "a=mid:0", "a=candidate:1 1 udp 1 192.0.2.2 2 typ host");

  const fresh = ["a=ice-ufrag:new2", "a=ice-pwd:newer", "a=candidate:1 1 udp 1 192.0.2.2 2 typ host", "a=end-of-candidates"];
  const expected = sdp("v=0", "a=ice-lite", "m=video 9 x 96", "a=mid:0", "a=recvonly", ...fresh, "m=audio 9 x 111", "a=mid:1", ...fresh);
  assert.equal(restarted(answer, fragment), expected);
});

test("links are found among others, with their relays' credentials", () => {
  const header =
    '</whep/s/1/layer>; rel="urn:layer", <stun:192.0.2.1>; rel="ice-server", ' +
    '<turn:turn.example:3478?transport=tcp>; rel="ice-server"; username="1700:me"; credential="a\\"b,c="; credential-type="password"';

  assert.equal(linkTo(header, "urn:layer"), "/whep/s/1/layer");
  assert.equal(linkTo(header, "urn:other"), null);
  assert.deepEqual(iceServers(header), [
    { urls: "stun:192.0.2.1" },
    { urls: "turn:turn.example:3478?transport=tcp", username: "1700:me", credential: 'a"b,c=' },
  ]);
});
