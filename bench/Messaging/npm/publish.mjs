// One round: node publish.mjs PORT SUBJECT COUNT WINDOW SIZE; prints seconds, connection and warm-up apart.
import { connect } from "nats";

const [port, subject, count, window, size] = process.argv.slice(2).map((a, i) => (i === 1 ? a : Number(a)));
const nc = await connect({ servers: `127.0.0.1:${port}` });
const js = nc.jetstream();
const payload = new Uint8Array(size);

async function run(total) {
  let started = 0;
  const lane = async () => {
    while (started < total) {
      started++;
      await js.publish(subject, payload);
    }
  };
  await Promise.all(Array.from({ length: window }, lane));
}

await run(count / 2);
const began = process.hrtime.bigint();
await run(count);
console.log(Number(process.hrtime.bigint() - began) / 1e9);
await nc.close();
