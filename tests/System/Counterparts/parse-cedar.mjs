// Whether Cedar's own parser reads a text as policies and templates: a text as a JSON string a line on standard input, true or false a line on standard output.
import { createInterface } from "node:readline";
import { policySetTextToParts } from "@cedar-policy/cedar-wasm/nodejs";

for await (const line of createInterface({ input: process.stdin })) {
  console.log(policySetTextToParts(JSON.parse(line)).type === "success");
}
