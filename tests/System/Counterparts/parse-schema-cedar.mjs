// Whether Cedar's own parser reads a text as a schema: a text as a JSON string a line on standard input, null or the first error's message a line on standard output.
import { createInterface } from "node:readline";
import { checkParseSchema } from "@cedar-policy/cedar-wasm/nodejs";

for await (const line of createInterface({ input: process.stdin })) {
  const answer = checkParseSchema(JSON.parse(line));
  console.log(JSON.stringify(answer.type === "success" ? null : answer.errors.map((error) => `${error.message} ${(error.related ?? []).map((r) => r.message).join()}`).join()));
}
