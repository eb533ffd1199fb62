/** A browser without JavaScript: keeps its cookies, follows redirects, posts the forms it was shown. */
import type { Dispatcher } from "undici";
import { filledIn, stepForm } from "./form.ts";

/** Something else came than a citizen should see; the message says where. */
export class Unexpected extends Error {}

export interface Shown {
  /** The path where redirects ended, without its query. */
  readonly path: string;
  readonly html: string;
}

export interface Browser {
  /** Opens an address and expects a page. */
  open(address: string): Promise<Shown>;
  /** Fills in the shown page's own form and presses a button of it; expects a page. */
  fill(
    shown: Shown,
    answers?: Readonly<Record<string, readonly string[]>>,
    press?: string,
    scripted?: Readonly<Record<string, string>>,
  ): Promise<Shown>;
  /** What a page of the portal sends by itself: a post without a form, answered with nothing. */
  tell(address: string): Promise<void>;
}

/** One line to the server, shared by many browsers; it counts what goes over it. */
export interface Line {
  readonly origin: string;
  readonly dispatcher: Dispatcher;
  requests: number;
}

const FORM = "application/x-www-form-urlencoded";
const MOST_REDIRECTS = 5;
const LIMIT = 30_000;

/** `address`: where it says it comes from, to a server that trusts the line as a proxy. */
export function openBrowser(line: Line, language: string, address?: string): Browser {
  const cookies = new Map<string, string>();

  const exchange = async (method: "GET" | "POST", path: string, body: string | undefined) => {
    line.requests += 1;
    const from = address === undefined ? {} : { "x-forwarded-for": address };
    const headers = { ...headersOf(line, cookies, language, body), ...from };
    const limits = { headersTimeout: LIMIT, bodyTimeout: LIMIT };
    const { dispatcher, origin } = line;
    const answer = await dispatcher.request({ origin, path, method, headers, body: body ?? null, ...limits });
    keepCookies(cookies, answer.headers["set-cookie"]);
    return { status: answer.statusCode, location: answer.headers.location, html: await answer.body.text() };
  };

  const load = async (method: "GET" | "POST", address: string, body?: string): Promise<Shown> => {
    let path = address;
    let answer = await exchange(method, path, body);
    for (let hops = 0; answer.status === 303 && typeof answer.location === "string"; hops += 1) {
      if (hops === MOST_REDIRECTS) throw new Unexpected(`${method} ${withoutQuery(address)} leads round and round`);
      path = answer.location;
      answer = await exchange("GET", path, undefined);
    }
    if (answer.status !== 200)
      throw new Unexpected(
        `${method} ${withoutQuery(address)} ended at ${withoutQuery(path)} with status ${answer.status}`,
      );
    return { path: withoutQuery(path), html: answer.html };
  };

  return {
    open: (address) => load("GET", address),
    fill: async (shown, answers = {}, press, scripted) => {
      const form = stepForm(shown.html);
      if (!form) throw new Unexpected(`${shown.path} has no form`);
      const body = filledIn(form, answers, press, scripted);
      if (body === undefined) throw new Unexpected(`${shown.path} does not offer what was to be answered or pressed`);
      return load("POST", form.action, body);
    },
    tell: async (address) => {
      const { status } = await exchange("POST", address, undefined);
      if (status !== 204) throw new Unexpected(`POST ${withoutQuery(address)} answered ${status}`);
    },
  };
}

/** Compression is left out: both ends run on the same cores, and squeezing pages for a loopback says nothing. */
function headersOf(
  line: Line,
  cookies: ReadonlyMap<string, string>,
  language: string,
  body: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = { "accept-encoding": "identity", "accept-language": language };
  if (cookies.size > 0) headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  if (body === undefined) return headers;
  return { ...headers, "content-type": FORM, origin: line.origin, "sec-fetch-site": "same-origin" };
}

function keepCookies(cookies: Map<string, string>, set: string | readonly string[] | undefined): void {
  for (const line of [set ?? []].flat()) {
    const [pair = ""] = line.split(";", 1);
    const cut = pair.indexOf("=");
    cookies.set(pair.slice(0, cut), pair.slice(cut + 1));
  }
}

/** A query may hold the pass, which is not for reports of trouble. */
function withoutQuery(address: string): string {
  return address.split("?", 1)[0] ?? address;
}
