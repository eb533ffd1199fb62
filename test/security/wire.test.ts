import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Pikir, startPikir } from "../support/pikir.ts";
import { rawAnswer } from "./wire.ts";

let pikir: Pikir;
beforeAll(async () => {
  pikir = await startPikir();
});
afterAll(() => pikir.stop());

const HEAD = "POST /s/egov-2024 HTTP/1.1\r\nHost: 127.0.0.1:3000\r\n";

describe("a request that two servers could read differently", () => {
  test.each([
    ["two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n\r\na=1&bc"],
    [
      "a length and chunks",
      "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n",
    ],
    ["a space before the colon", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"],
    ["chunks of an unknown coding", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"],
    ["a header that is continued on the next line", "X-One: a\r\n b\r\nContent-Length : 0\r\n\r\n"],
    ["a bare line feed in a header", "X-One: a\nX-Two: b\r\nContent-Length: 0\r\n\r\n"],
    ["a chunk that is no number", "Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n"],
  ])("%s is refused, and the connection closed", async (_what, rest) => {
    const answer = await rawAnswer(pikir.app.express, `${HEAD}${rest}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(answer).toMatch(/connection: close/i);
  });

  test("headers without end are cut off", async () => {
    const endless = `GET / HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nX: ${"x".repeat(20_000)}\r\n\r\n`;
    expect(await rawAnswer(pikir.app.express, endless)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe("a client that takes its time", () => {
  test("with its headers or with its body is hung up on", async () => {
    const [headers, body] = await Promise.all([
      rawAnswer(pikir.app.express, "GET / HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nX-Slow: "),
      rawAnswer(
        pikir.app.express,
        `${HEAD}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 50\r\n\r\na=`,
      ),
    ]);
    expect([headers, body].map((answer) => answer.slice(0, 12))).toEqual(["HTTP/1.1 408", "HTTP/1.1 408"]);
  });
});
