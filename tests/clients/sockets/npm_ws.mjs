// A viewer on the npm package ws. Steps come in as lines of JSON, and what came of each goes out as one.
import { createHash, randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";

const [url, seat, cookie] = process.argv.slice(2);
const contract = await (await fetch(`${url}/api/asyncapi.json`)).json();
const kinds = contract.components.schemas.Picture.properties;

let socket, epoch, seq, by;
let picture = {};
let moved = () => {};

const merge = (changes) => {
  for (const kind of Object.keys(changes)) {
    const views = (picture[kind] ??= {});
    for (const key of Object.keys(changes[kind])) {
      if (changes[kind][key] === null) delete views[key];
      else views[key] = changes[kind][key];
    }
  }
};

const take = {
  snapshot(message) {
    ({ epoch, seq, views: picture } = message);
    by ??= "snapshot";
    moved();
  },
  changed(message) {
    if (message.first !== seq + 1) throw new Error(`missed ${seq + 1} to ${message.first - 1}`);
    seq = message.last;
    by ??= "changed";
    merge(message.views);
    moved();
  },
};

const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
};

const hash = (wanted) => {
  const kept = Object.entries(picture).filter(([kind, views]) => Object.keys(views).length && wanted(kind));
  return createHash("sha256").update(canonical(Object.fromEntries(kept))).digest("hex");
};

const steps = {
  connect: () =>
    new Promise((resolve, reject) => {
      by = undefined;
      socket = new WebSocket(`${url.replace("http", "ws")}/ws/${seat}`, { headers: { cookie }, origin: url });
      socket.on("error", reject);
      socket.on("open", () => socket.send(JSON.stringify({ type: "hello", epoch, seq })));
      socket.on("message", (data) => {
        const message = JSON.parse(data);
        if (message.type === "welcome") resolve(message.role);
        take[message.type]?.(message);
      });
    }),
  async post({ body }) {
    const headers = { cookie, "content-type": "application/json", "idempotency-key": randomUUID() };
    const answer = await fetch(`${url}/api/seats/${seat}/commands`, { method: "POST", headers, body: JSON.stringify(body) });
    return answer.json();
  },
  drop: () => socket.terminate(),
  async until({ wanted }) {
    while (!(seq >= wanted)) await new Promise((resolve) => (moved = resolve));
    return { epoch, seq, by, whole: hash(() => true), shared: hash((kind) => !kinds[kind]["x-seen-by"].includes("own")) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const step = JSON.parse(line);
  console.log(JSON.stringify({ [step.do]: (await steps[step.do](step)) ?? null }));
}
process.exit();
