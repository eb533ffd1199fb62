/** The way of many browsers to a server that keeps dying: whatever breaks is asked again, with the same cookies. */
import { setTimeout as wait } from "node:timers/promises";
import type { Dispatcher } from "undici";

export interface Line {
  /** Where the server is now; undefined while there is none. */
  readonly origin: () => string | undefined;
  readonly dispatcher: Dispatcher;
  /** Ends everything: what is still asked then is asked for nothing. */
  readonly over: AbortSignal;
  readonly counts: LineCounts;
}

type What = "send" | "withdrawal" | "page";

export type LineCounts = Readonly<Record<What, Tally>>;

interface Tally {
  asked: number;
  /** After a broken connection, a time-out or a 503. */
  again: number;
  /** Of these: there was no answer within the limit. */
  waited: number;
  /** Of these: nobody listened. */
  refused: number;
  /** At this moment. */
  underWay: number;
}

export interface Exchange {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly html: string;
  /** A page of waiting, which a browser fetches again by itself. */
  readonly asksAgain: boolean;
}

const LIMIT = 8000;
const UNAVAILABLE = 503;

export function lineCounts(): LineCounts {
  const none = () => ({ asked: 0, again: 0, waited: 0, refused: 0, underWay: 0 });
  return { send: none(), withdrawal: none(), page: none() };
}

/** Asks until there is an answer. `cookies` are kept from the head of an answer, even where its body never comes. */
export async function insist(line: Line, cookies: Map<string, string>, asked: Exchange): Promise<Answer> {
  const tally = line.counts[what(asked)];
  for (;;) {
    line.over.throwIfAborted();
    const origin = line.origin();
    if (origin !== undefined) {
      tally.asked += 1;
      tally.underWay += 1;
      const answer = await ask(line, origin, cookies, asked).catch((error) => void note(tally, error));
      tally.underWay -= 1;
      if (answer !== undefined && answer.status !== UNAVAILABLE) return answer;
      tally.again += 1;
    }
    await wait(20);
  }
}

function note(tally: Tally, error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT") tally.waited += 1;
  if (code === "ECONNREFUSED") tally.refused += 1;
}

function what({ method, path }: Exchange): What {
  if (method === "POST" && path.endsWith("/check")) return "send";
  return method === "POST" && path === "/withdraw" ? "withdrawal" : "page";
}

async function ask(line: Line, origin: string, cookies: Map<string, string>, { method, path, body }: Exchange) {
  const headers: Record<string, string> = {
    "accept-encoding": "identity",
    "accept-language": "en",
    "sec-fetch-site": "same-origin",
  };
  if (cookies.size > 0) headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  if (body !== undefined) headers["content-type"] = "application/x-www-form-urlencoded";
  const limits = { headersTimeout: LIMIT, bodyTimeout: LIMIT };
  const answer = await line.dispatcher.request({ origin, path, method, headers, body: body ?? null, ...limits });
  for (const set of [answer.headers["set-cookie"] ?? []].flat()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
    cookies.set(name, value);
  }
  const { location, refresh } = answer.headers;
  const html = await answer.body.text();
  const asksAgain = refresh !== undefined;
  return { status: answer.statusCode, location: typeof location === "string" ? location : undefined, html, asksAgain };
}
