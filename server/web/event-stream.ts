/** Server-sent events (HTML Living Standard, 9.2): what is written to a response, line by line. */
import type { Response } from "express";

export interface EventStream {
  /** `data`: sent as JSON, which has no line breaks of its own. */
  send(event: string, data: object): void;
  /** A comment: it keeps the connection, and proxies that end silent ones, from giving up. */
  beat(): void;
  end(): void;
}

/** `gone`: called once, when the browser or we have ended it. */
export function openEventStream(response: Response, gone: () => void): EventStream {
  response.status(200);
  response.setHeader("Content-Type", "text/event-stream; charset=utf-8");
  response.setHeader("Cache-Control", "no-store");
  // nginx would collect what is sent until it fills a buffer.
  response.setHeader("X-Accel-Buffering", "no");
  response.flushHeaders();
  response.on("close", gone);
  // A reader that is too slow misses some: each event says everything anew, so nothing is collected for it.
  const write = (text: string) => {
    if (!response.writableEnded && !response.writableNeedDrain) response.write(text);
  };
  return {
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    beat: () => write(": \n\n"),
    end: () => void response.end(),
  };
}
