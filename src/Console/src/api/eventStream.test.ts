import { expect, test } from "vitest";
import { readEvents } from "./eventStream";

async function read(...pieces: string[]) {
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      for (const piece of pieces) {
        stream.enqueue(new TextEncoder().encode(piece));
      }
      stream.close();
    },
  });
  const events = [];
  for await (const event of readEvents(body)) {
    events.push(event);
  }
  return events;
}

test("Events are read wherever the stream was cut", async () => {
  const text = 'event: hello\ndata: {}\n\n: ping\n\nevent: ticket.opened\r\ndata: {"id":"ñ"}\r\n\r\ndata: a\ndata: b\n\n';
  const expected = [
    { name: "hello", data: "{}" },
    "comment",
    { name: "ticket.opened", data: '{"id":"ñ"}' },
    { name: "message", data: "a\nb" },
  ];
  expect(await read(text)).toEqual(expected);
  expect(await read(...text)).toEqual(expected);
});
