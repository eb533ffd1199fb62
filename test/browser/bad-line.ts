/** A line between phone and server that can be cut, slowed to a halt, or lose the answer after the server has acted. */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { closed, listening } from "../support/browser.ts";

/**
 * `deaf`: what is sent arrives, and its answer does not. `mute`: the same, and nobody is told that the line is gone.
 * `hotspot`: somebody else's page answers.
 */
export type State = "good" | "cut" | "deaf" | "mute" | "hotspot";

export interface BadLine {
  readonly origin: string;
  state: State;
  /** Where it leads: a server's origin. */
  to: string;
  /** Posts that came through to the server. */
  readonly posts: readonly string[];
  stop(): Promise<void>;
}

export async function openBadLine(): Promise<BadLine> {
  const posts: string[] = [];
  const server = createServer((request, response) => {
    if (line.state === "cut") return void request.socket.destroy();
    if (line.state === "hotspot")
      return void response.end("<!doctype html><title>Wi-Fi</title><main><h1>Pay here</h1></main>");
    if (request.method === "POST") posts.push(request.url ?? "");
    pass(request, response, line);
  });
  const line: BadLine = {
    origin: await listening(server),
    state: "good",
    to: "",
    posts,
    stop: () => closed(server),
  };
  return line;
}

function pass(request: IncomingMessage, response: ServerResponse, line: BadLine): void {
  const { state } = line;
  const { method, headers } = request;
  const onward = forward(new URL(request.url ?? "/", line.to), { method, headers }, (answer) => {
    if (state === "mute") return void answer.resume();
    if (state !== "deaf") {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      return;
    }
    // Only once the server has done everything.
    answer.resume().on("end", () => request.socket.destroy());
  });
  onward.on("error", () => request.socket.destroy());
  request.pipe(onward);
}
