import assert from "node:assert/strict";
import { test } from "node:test";

import { best, destinations, narrowed } from "../../../../web/static/js/core/ways.js";

const UDP = "a=candidate:1 1 udp 2130706431 203.0.113.7 8001 typ host";
const TCP = "a=candidate:2 1 tcp 2105524223 203.0.113.7 8001 typ host tcptype passive";
const ANSWER = ["v=0", "m=video 8001 UDP/TLS/RTP/SAVPF 96", UDP, TCP, "a=end-of-candidates", ""].join("\r\n");

test("an answer is narrowed to one way, or is none where the server does not offer it", () => {
  assert.equal(narrowed(ANSWER, "udp"), ANSWER.replace(`${TCP}\r\n`, ""));
  assert.equal(narrowed(ANSWER, "relay"), ANSWER.replace(`${TCP}\r\n`, ""));
  assert.equal(narrowed(ANSWER, "tcp"), ANSWER.replace(`${UDP}\r\n`, ""));
  assert.equal(narrowed(ANSWER.replace(`${TCP}\r\n`, ""), "tcp"), null);
});

test("where a server takes media is told once", () => {
  assert.deepEqual(destinations(ANSWER), ["203.0.113.7 8001"]);
});

test("the best way is known as soon as nothing better can come", () => {
  assert.equal(best({ udp: "trying", tcp: "works", relay: "waiting" }), null);
  assert.equal(best({ udp: "works", tcp: "waiting", relay: "waiting" }), "udp");
  assert.equal(best({ udp: "blocked", tcp: "absent", relay: "works" }), "relay");
  assert.equal(best({ udp: "blocked", tcp: "blocked", relay: "absent" }), "none");
});
