/**
 * How loud a microphone is, from 0 to 1, on a scale that ears would draw.
 *
 * @param {MediaStreamTrack} track
 * @param {(level: number) => void} hear some thirty times a second
 * @returns {() => void} stops
 */
export function listen(track, hear) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    hear(loudness(samples));
  }, 33);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** Silence at −60 dB and below, full at −6 dB. @param {ArrayLike<number>} samples */
export function loudness(samples) {
  let sum = 0;
  for (let place = 0; place < samples.length; place += 1) sum += (samples[place] ?? 0) ** 2;
  const decibels = 10 * Math.log10(sum / Math.max(samples.length, 1) + 1e-12);
  return Math.min(1, Math.max(0, (decibels + 60) / 54));
}

/** Two tones, as a doorbell. @param {AudioContext} context */
export function ring(context) {
  for (const [delay, frequency] of /** @type {const} */ ([[0, 880], [0.28, 660]])) {
    const tone = new OscillatorNode(context, { frequency });
    const volume = new GainNode(context, { gain: 0.0001 });
    const at = context.currentTime + delay;
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.26);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.3);
  }
}
