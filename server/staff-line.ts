/**
 * The staff's pages in one process, where several serve: what is being made for them (a release, a report, texts to be coded)
 * lives in one process's memory. The others pass such requests on, over a socket that only this user can reach.
 */
import { chmodSync, renameSync, rmSync } from "node:fs";
import { request as ask, createServer, type RequestListener, type Server } from "node:http";
import type { RequestHandler } from "express";

/** Where the request came from, told from process to process; nobody else can reach the socket. */
const FROM = "x-pikir-from";

/**
 * Serves what the others pass on. Whoever held the socket before goes on with what they have: it listens under a name of its own
 * that takes the place of theirs, and whoever leaves removes no name but that one. `exclusive`: the primary would hand out theirs.
 */
export async function listenForStaff(path: string, app: RequestListener): Promise<Server> {
  const server = createServer((request, response) => {
    const from = request.headers[FROM];
    delete request.headers[FROM];
    Object.defineProperty(request.socket, "remoteAddress", { value: from, configurable: true });
    app(request, response);
  });
  const own = `${path}.${process.pid}`;
  rmSync(own, { force: true });
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen({ path: own, exclusive: true }, done);
  });
  chmodSync(own, 0o600);
  renameSync(own, path);
  return server;
}

/** Middleware: passes the request on; where nobody listens, it goes on here. */
export function passToStaff(path: string): RequestHandler {
  return (request, response, next) => {
    const headers = { ...request.headers, [FROM]: request.socket.remoteAddress ?? "" };
    const passed = ask({ socketPath: path, method: request.method, path: request.originalUrl, headers });
    passed.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.once("error", () => {
      if (response.headersSent) response.destroy();
      else next();
    });
    response.once("close", () => passed.destroy());
    request.pipe(passed);
  };
}
