// Makes src/api/schema.gen.ts from the server's description of its API, and src/api/keyed.gen.ts: the addresses whose POST takes an Idempotency-Key.
import { readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const description = new URL("../../../openapi/openapi.json", import.meta.url);
const made = name => new URL(`../src/api/${name}.gen.ts`, import.meta.url);
writeFileSync(made("schema"), astToString(await openapi(description)));

const { paths } = JSON.parse(readFileSync(description, "utf8"));
const keyed = Object.keys(paths).filter(path => paths[path].post?.parameters?.some(parameter => parameter.name === "Idempotency-Key"));
if (keyed.length === 0) {
  throw new Error("No address takes an Idempotency-Key: the description has changed its form.");
}
writeFileSync(made("keyed"), `export const keyed: ReadonlySet<string> = new Set(${JSON.stringify(keyed, null, 2)});\n`);
