/** What is written to a socket, byte by byte, and what comes back: for requests that no client library would send. */
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Express } from "express";

/** Serves the app with the limits of main.ts and gives everything that the server answers until it hangs up. */
export async function rawAnswer(app: Express, written: string | Buffer): Promise<string> {
  const server = createServer({ requestTimeout: 2000, headersTimeout: 1000, connectionsCheckingInterval: 200 }, app);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => undefined);
    socket.write(written);
    await once(socket, "close");
    return Buffer.concat(chunks).toString("latin1");
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}
