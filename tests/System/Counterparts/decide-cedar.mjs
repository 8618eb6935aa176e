// Cedar's own engine, line by line: a scenario {policies, templates, links, refused, entities, requests} on standard input; {problem, refused, answers} on standard output.
// The policies are parsed once for all requests of a scenario. A refused policy is one that the other side did not read: true where this side does not either.
import { createInterface } from "node:readline";
import { policySetTextToParts, preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";

for await (const line of createInterface({ input: process.stdin })) {
  const { policies, templates, links, refused, entities, requests } = JSON.parse(line);
  const parsed = preparsePolicySet("scenario", { staticPolicies: policies, templates, templateLinks: links });
  const answers = parsed.type === "failure" ? [] : requests.map((request) => {
    const answer = statefulIsAuthorized({ ...request, preparsedPolicySetId: "scenario", entities });
    if (answer.type === "failure") {
      return { problem: answer.errors[0].message };
    }
    const { decision, diagnostics } = answer.response;
    return { decision, reason: diagnostics.reason.sort(), errors: diagnostics.errors.map((error) => error.policyId).sort() };
  });
  console.log(JSON.stringify({
    problem: parsed.type === "failure" ? parsed.errors[0].message : null,
    refused: refused.map((text) => policySetTextToParts(text).type === "failure"),
    answers,
  }));
}
