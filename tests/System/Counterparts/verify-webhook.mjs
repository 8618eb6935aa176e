// Verifies one delivery with the reference library: {secret, headers, body} on standard input; exit code 0 means that the signature holds.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));
try {
  new Webhook(secret).verify(body, headers);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
