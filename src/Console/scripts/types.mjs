// Makes src/api/schema.gen.ts from the server's description of its API.
import { writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";
import ts from "typescript";

const text = ts.factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword);
const nothing = ts.factory.createLiteralTypeNode(ts.factory.createNull());

const nodes = await openapi(new URL("../../../openapi/openapi.json", import.meta.url), {
  // A moment that the description gives no type may be there or not; it is text when it is.
  transform: schema =>
    schema.format === "date-time" && schema.type === undefined ? ts.factory.createUnionTypeNode([text, nothing]) : undefined,
});
writeFileSync(new URL("../src/api/schema.gen.ts", import.meta.url), astToString(nodes));
