// Cedar's own engine: {policies, requests} on the first line, whose policies are parsed once; then on each line a number, and as many decisions in turn, answered by
// the nanoseconds of one and by how many were allowed.
import { createInterface } from "node:readline";
import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";

let requests = null;
for await (const line of createInterface({ input: process.stdin })) {
  if (requests === null) {
    const given = JSON.parse(line);
    const parsed = preparsePolicySet("bench", { staticPolicies: given.policies });
    if (parsed.type === "failure") {
      throw new Error(parsed.errors[0].message);
    }
    requests = given.requests.map((request) => ({ ...request, preparsedPolicySetId: "bench" }));
    console.log("ready");
    continue;
  }
  const count = Number(line);
  const began = process.hrtime.bigint();
  let allowed = 0;
  for (let i = 0; i < count; i++) {
    const answer = statefulIsAuthorized(requests[i % requests.length]);
    allowed += answer.response.decision === "allow" ? 1 : 0;
  }
  console.log(`${Number(process.hrtime.bigint() - began) / count} ${allowed}`);
}
