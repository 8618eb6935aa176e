// Makes src/api/schema.gen.ts from the server's description of its API.
import { writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const nodes = await openapi(new URL("../../../openapi/openapi.json", import.meta.url));
writeFileSync(new URL("../src/api/schema.gen.ts", import.meta.url), astToString(nodes));
