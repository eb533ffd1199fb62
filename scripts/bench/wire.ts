/**
 * One connection that stays open, and HTTP over it with as few instructions as possible: what the load generator spends, the
 * server it shares the machine with cannot.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

export interface Answer {
  readonly status: number;
  /** The value of a header, written as the server writes it. */
  header(name: string): string | undefined;
  /** Bytes of head and body as they were on the line. */
  readonly bytes: number;
  /** The body, decompressed only where somebody asks. */
  text(): string;
}

export interface Wire {
  /** Sends a whole request; resolves to its answer. Rejects where the connection breaks or the answer has no length. */
  exchange(request: string): Promise<Answer>;
  /** Whether the server has not hung up, as far as is known here. */
  isOpen(): boolean;
  close(): void;
}

interface Waiting {
  readonly done: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

const HEAD_END = "\r\n\r\n";

/** One request at a time. */
export async function openWire(host: string, port: number): Promise<Wire> {
  const socket: Socket = connect({ host, port, noDelay: true });
  await once(socket, "connect");
  let waiting: Waiting | undefined;
  let come: Buffer = Buffer.alloc(0);
  const settle = (act: (waiting: Waiting) => void) => {
    const settled = waiting;
    waiting = undefined;
    if (settled) act(settled);
  };
  socket.on("data", (chunk) => {
    come = come.length === 0 ? chunk : Buffer.concat([come, chunk]);
    const answer = answerIn(come);
    if (answer === undefined) return;
    come = Buffer.alloc(0);
    settle((each) => (answer instanceof Error ? each.fail(answer) : each.done(answer)));
  });
  socket.on("error", (error) => settle(({ fail }) => fail(error)));
  socket.on("close", () => settle(({ fail }) => fail(new Error("the server hung up"))));
  return {
    exchange: (request) =>
      new Promise((done, fail) => {
        waiting = { done, fail };
        if (socket.destroyed) settle((each) => each.fail(new Error("the server has hung up")));
        else socket.write(request, "latin1");
      }),
    isOpen: () => !socket.destroyed && socket.readyState === "open",
    close: () => socket.destroy(),
  };
}

/** Undefined while more has to come. */
function answerIn(come: Buffer): Answer | Error | undefined {
  const end = come.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = come.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const header = (name: string) => new RegExp(`\\r\\n${name}: ([^\\r]*)`, "i").exec(head)?.[1];
  const length = status === 204 ? 0 : Number(header("content-length") ?? Number.NaN);
  if (Number.isNaN(length)) return new Error(`an answer of status ${status} has no length`);
  const bytes = end + HEAD_END.length + length;
  if (come.length < bytes) return undefined;
  return { status, header, bytes, text: () => plain(come.subarray(bytes - length, bytes), header("content-encoding")) };
}

function plain(body: Buffer, coding: string | undefined): string {
  if (coding === "br") return brotliDecompressSync(body).toString("utf8");
  return (coding === "gzip" ? gunzipSync(body) : body).toString("utf8");
}
