// Cedar's own validator: {schema, policies: [text, …]} on standard input; a line for each policy: "valid", "warned" (with warnings) or the first error's message.
import { readFileSync } from "node:fs";
import { validate } from "@cedar-policy/cedar-wasm/nodejs";

const { schema, policies } = JSON.parse(readFileSync(0, "utf8"));
const size = 200;
for (let start = 0; start < policies.length; start += size) {
  const some = policies.slice(start, start + size);
  const parts = { staticPolicies: {}, templates: {} };
  some.forEach((text, at) => { parts[text.includes("?") ? "templates" : "staticPolicies"][`p${at}`] = text; });
  const answer = validate({ schema, policies: parts });
  if (answer.type === "failure") {
    throw new Error(answer.errors[0].message);
  }
  const of = (problems) => new Map(problems.map((problem) => [problem.policyId, problem.error.message]));
  const [errors, warnings] = [of(answer.validationErrors), of(answer.validationWarnings)];
  some.forEach((_, at) => { console.log(JSON.stringify(errors.get(`p${at}`) ?? (warnings.has(`p${at}`) ? "warned" : "valid"))); });
}
