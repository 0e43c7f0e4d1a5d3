// Reads a Content-Security-Policy and prints what Google's evaluator finds in it, as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const { CspEvaluator } = require("csp_evaluator");
const { CspParser } = require("csp_evaluator/dist/parser.js");

const { csp } = new CspParser(readFileSync(0, "utf8"));
const findings = new CspEvaluator(csp).evaluate();
console.log(JSON.stringify(findings.map(({ severity, directive, value }) => ({ severity, directive, value }))));
