/** Markup as preact nodes, without a build. Importing the signals makes components follow what they read. */
import "@preact/signals";
import htm from "htm";
import { h } from "preact";

/** @import { VNode } from "preact" */

/** @type {(strings: TemplateStringsArray, ...values: unknown[]) => VNode} */
export const html = /** @type {any} */ (htm.bind(h));
