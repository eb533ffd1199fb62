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

export interface LineCounts {
  requests: number;
  /** Asked again after a broken connection, a time-out or a 503. */
  retries: number;
  sends: number;
  sendRetries: number;
  withdrawRetries: number;
  /** On their way at this moment. */
  sending: number;
  withdrawing: number;
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
}

const LIMIT = 8000;
const UNAVAILABLE = 503;

export function lineCounts(): LineCounts {
  return { requests: 0, retries: 0, sends: 0, sendRetries: 0, withdrawRetries: 0, sending: 0, withdrawing: 0 };
}

/** Asks until there is an answer. `cookies` are kept from the head of an answer, even where its body never comes. */
export async function insist(line: Line, cookies: Map<string, string>, asked: Exchange): Promise<Answer> {
  const { counts } = line;
  const [isSend, isWithdrawal] = [isPost(asked, /\/check$/), isPost(asked, /^\/withdraw$/)];
  for (let attempt = 0; ; attempt += 1) {
    line.over.throwIfAborted();
    const origin = line.origin();
    if (origin === undefined) {
      await wait(10);
      continue;
    }
    counts.requests += 1;
    counts.sends += isSend ? 1 : 0;
    counts.sending += isSend ? 1 : 0;
    counts.withdrawing += isWithdrawal ? 1 : 0;
    const answer = await ask(line, origin, cookies, asked).catch(() => undefined);
    counts.sending -= isSend ? 1 : 0;
    counts.withdrawing -= isWithdrawal ? 1 : 0;
    if (answer !== undefined && answer.status !== UNAVAILABLE) return answer;
    counts.retries += 1;
    counts.sendRetries += isSend ? 1 : 0;
    counts.withdrawRetries += isWithdrawal ? 1 : 0;
    await wait(20);
  }
}

function isPost({ method, path }: Exchange, address: RegExp): boolean {
  return method === "POST" && address.test(path);
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
  const { location } = answer.headers;
  const html = await answer.body.text();
  return { status: answer.statusCode, location: typeof location === "string" ? location : undefined, html };
}
