/**
 * Put into a viewer's page before its own scripts: keeps every media connection that the page makes, counts what is
 * decoded, and looks at the picture as a person would.
 */
const SMALL = { width: 64, height: 36 };
const LOOK = 20;

const pause = () => new Promise((done) => setTimeout(done, LOOK));

class Lens {
  connections = [];
  #drawing = new OffscreenCanvas(SMALL.width, SMALL.height).getContext("2d", { willReadFrequently: true });

  /** The average red, green and blue of the picture; null where there is none yet. */
  colour() {
    const video = document.querySelector("video");
    if (!video?.videoWidth) return null;
    this.#drawing.drawImage(video, 0, 0, SMALL.width, SMALL.height);
    const pixels = this.#drawing.getImageData(0, 0, SMALL.width, SMALL.height).data;
    const sums = [0, 0, 0];
    for (let at = 0; at < pixels.length; at += 4) for (const part of [0, 1, 2]) sums[part] += pixels[at + part];
    return sums.map((sum) => (sum * 4) / pixels.length);
  }

  /** When, in milliseconds since 1970, the picture was first seen to be of a colour. */
  async until(colour, tolerance) {
    for (;;) {
      const seen = this.colour();
      if (seen?.every((part, at) => Math.abs(part - colour[at]) <= tolerance)) return Date.now();
      await pause();
    }
  }

  /** What the latest connection has decoded so far, and of which codec. */
  async decoded() {
    const report = await this.connections.at(-1).getStats();
    const video = [...report.values()].find(({ type, kind }) => type === "inbound-rtp" && kind === "video");
    return { frames: video?.framesDecoded ?? 0, codec: report.get(video?.codecId)?.mimeType ?? "" };
  }

  /** Comes back once so many frames more are decoded. */
  async advance(count) {
    const { frames } = await this.decoded();
    for (let now; ; await pause()) {
      now = await this.decoded();
      if (now.frames >= frames + count) return now;
    }
  }
}

const lens = (window.lens = new Lens());
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) {
    super(...given);
    lens.connections.push(this);
  }
};
