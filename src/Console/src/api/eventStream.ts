export interface ServerEvent {
  name: string;
  data: string;
}

/** The events of a text/event-stream body (HTML standard, 9.2.6): name and data; comments, ids and retry are passed over. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent | "comment"> {
  const reader = body.pipeThrough(new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  let name = "message";
  let data: string[] = [];
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "") {
          if (data.length > 0) {
            yield { name, data: data.join("\n") };
          }
          name = "message";
          data = [];
        } else if (line.startsWith(":")) {
          yield "comment";
        } else if (line.startsWith("event:")) {
          name = line.slice(6).trimStart();
        } else if (line.startsWith("data:")) {
          data.push(line.slice(5).replace(/^ /, ""));
        }
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
