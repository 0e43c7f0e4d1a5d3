/**
 * In which sizes a picture is sent: three layers, of which the server gives each viewer the one that fits.
 *
 * A camera keeps its motion and gives up size; a screen keeps every letter and gives up frames.
 */

/** @typedef {{ scaleResolutionDownBy: number, maxBitrate: number, maxFramerate?: number }} Layer */
/** @typedef {"camera" | "screen"} Content */

/** Layer by layer, lowest first, as browsers want them. */
export const RIDS = /** @type {const} */ (["l", "m", "h"]);

/** Bit/s and frames/s; the highest is a sharp 720p picture, and costs every viewer as much. @type {Record<Content, [Layer, Layer, Layer]>} */
const LAYERS = {
  camera: [
    { scaleResolutionDownBy: 4, maxBitrate: 150_000, maxFramerate: 30 },
    { scaleResolutionDownBy: 2, maxBitrate: 500_000, maxFramerate: 30 },
    { scaleResolutionDownBy: 1, maxBitrate: 1_800_000, maxFramerate: 30 },
  ],
  screen: [
    { scaleResolutionDownBy: 1, maxBitrate: 200_000, maxFramerate: 2 },
    { scaleResolutionDownBy: 1, maxBitrate: 600_000, maxFramerate: 5 },
    { scaleResolutionDownBy: 1, maxBitrate: 1_800_000, maxFramerate: 15 },
  ],
};

/** What a browser does where its processor or network cannot keep up. @type {Record<Content, "maintain-framerate" | "maintain-resolution">} */
const PREFERENCES = { camera: "maintain-framerate", screen: "maintain-resolution" };

/** What a new sender is to send. @param {Content} content @returns {RTCRtpEncodingParameters[]} */
export const encodings = (content) => LAYERS[content].map((layer, place) => ({ rid: RIDS[place] ?? "", ...layer }));

/**
 * A sender's parameters for other content. Who was answered without layers has one encoding left: it gets the best.
 *
 * @param {RTCRtpSendParameters} parameters
 * @param {Content} content
 * @returns {RTCRtpSendParameters & { degradationPreference: string }}
 */
export function fitted(parameters, content) {
  const layers = LAYERS[content].slice(-parameters.encodings.length);
  return {
    ...parameters,
    encodings: parameters.encodings.map((one, place) => ({ ...one, ...layers[place] })),
    degradationPreference: PREFERENCES[content],
  };
}
