// A viewer on Node's own WebSocket (undici). Steps come in as lines of JSON, and what came of each goes out as one.
import { createInterface } from "node:readline";

const [url, seat, cookie] = process.argv.slice(2);

class Viewer extends EventTarget {
  held = { views: new Map() };

  async connect() {
    this.by = null;
    const headers = { cookie, origin: url };
    this.socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws/${seat}`, { headers });
    this.socket.onmessage = ({ data }) => this.take(JSON.parse(data));
    await heard(this.socket, "open");
    const welcomed = heard(this, "welcome");
    this.socket.send(JSON.stringify({ type: "hello", epoch: this.held.epoch, seq: this.held.seq }));
    return (await welcomed).detail.role;
  }

  take(message) {
    if (message.type === "snapshot") {
      this.held = { epoch: message.epoch, seq: message.seq, views: new Map() };
      this.put(message.views);
    } else if (message.type === "changed") {
      if (this.held.seq !== message.first - 1) throw new Error("a gap");
      this.held.seq = message.last;
      this.put(message.views);
    }
    if (["snapshot", "changed"].includes(message.type)) this.by ??= message.type;
    this.dispatchEvent(new CustomEvent(message.type, { detail: message }));
    if ("views" in message) this.dispatchEvent(new Event("moved"));
  }

  /** Views lie flat, under kind and key together. */
  put(changes) {
    for (const [kind, keys] of Object.entries(changes)) {
      for (const [key, view] of Object.entries(keys)) {
        const place = JSON.stringify([kind, key]);
        if (view === null) this.held.views.delete(place);
        else this.held.views.set(place, view);
      }
    }
  }

  async hash(left) {
    const kinds = {};
    for (const [place, view] of this.held.views) {
      const [kind, key] = JSON.parse(place);
      if (!left.has(kind)) (kinds[kind] ??= {})[key] = view;
    }
    const bytes = new TextEncoder().encode(JSON.stringify(kinds, sorted));
    return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
  }

  async until({ wanted }) {
    while (!(this.held.seq >= wanted)) await heard(this, "moved");
    const { epoch, seq } = this.held;
    return { epoch, seq, by: this.by, whole: await this.hash(new Set()), shared: await this.hash(await own()) };
  }

  async drop() {
    const closed = heard(this.socket, "close");
    this.socket.close();
    await closed;
  }

  async post({ body }) {
    const headers = { cookie, "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
    const sent = { method: "POST", headers, body: JSON.stringify(body) };
    return (await fetch(`${url}/api/seats/${seat}/commands`, sent)).json();
  }
}

const heard = (target, type) =>
  new Promise((resolve, reject) => {
    target.addEventListener(type, resolve, { once: true });
    target.addEventListener("error", reject, { once: true });
  });

const sorted = (_, value) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;

async function own() {
  const contract = await (await fetch(`${url}/api/asyncapi.json`)).json();
  const kinds = Object.entries(contract.components.schemas.Picture.properties);
  return new Set(kinds.filter(([, views]) => views["x-seen-by"].includes("own")).map(([kind]) => kind));
}

const viewer = new Viewer();
for await (const line of createInterface({ input: process.stdin })) {
  const step = JSON.parse(line);
  console.log(JSON.stringify({ [step.do]: (await viewer[step.do](step)) ?? null }));
}
process.exit();
