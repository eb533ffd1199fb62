import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, test } from "vitest";
import { messagesOf } from "../../server/web/messages.ts";

test("requests and responses are Express's before Express has seen them, and work as ever", async () => {
  const app = express();
  app.post(
    "/",
    express.text(),
    (request, response) => void response.status(201).send(`${request.get("x-a")} ${request.body}`),
  );
  const seen: boolean[] = [];
  const server = createServer(messagesOf(app), (request, response) => {
    seen.push(Object.getPrototypeOf(request) === app.request, Object.getPrototypeOf(response) === app.response);
    app(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const headers = { "Content-Type": "text/plain", "X-A": "a" };
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body: "words", headers });
  expect([answer.status, await answer.text()]).toEqual([201, "a words"]);
  expect(seen).toEqual([true, true]);
  server.close();
});
