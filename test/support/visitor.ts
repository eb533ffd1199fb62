/**
 * A small browser without JavaScript over the real app: it keeps cookies, follows redirects, fills in the forms it is shown
 * and reads a page by its words.
 */
import { Readable } from "node:stream";
import type { Express } from "express";
import { type HTMLElement, parse } from "node-html-parser";
import request from "supertest";

export interface Shown {
  readonly status: number;
  /** Where redirects ended. */
  readonly address: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: HTMLElement;
  heading(): string;
}

export type Filled = Readonly<Record<string, string | readonly string[]>>;

export interface Visitor {
  open(address: string): Promise<Shown>;
  /** Fills in the step's form (the first post form in main) and presses its first button, or the one named `go=press`. */
  fill(filled?: Filled, press?: string): Promise<Shown>;
  /** Sends exactly these fields to an address, following what comes back. */
  post(address: string, fields: Filled, headers?: Readonly<Record<string, string>>): Promise<Shown>;
  /** Like `post`, without following. */
  postOnce(address: string, body: string | Buffer, headers?: Readonly<Record<string, string>>): Promise<Shown>;
  shown(): Shown;
  /** What the step's form would send as it stands. */
  fields(): URLSearchParams;
  cookies: Map<string, string>;
  /** Another browser with the same cookies: a second tab. */
  clone(): Visitor;
}

export function visitor(app: Express, headers: Readonly<Record<string, string>> = {}): Visitor {
  return visitorWith(app, headers, new Map(), undefined);
}

function visitorWith(
  app: Express,
  headers: Readonly<Record<string, string>>,
  cookies: Map<string, string>,
  at: Shown | undefined,
): Visitor {
  let current = at;

  const exchange = async (
    method: "get" | "post",
    address: string,
    body?: string | Buffer,
    extra: Readonly<Record<string, string>> = {},
  ) => {
    const call = request(app)[method](address).redirects(0).buffer(true).parse(bufferText);
    for (const [name, value] of Object.entries({ ...headers, ...extra })) call.set(name, value);
    if (cookies.size > 0) call.set("Cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    if (body !== undefined && !("Content-Type" in extra)) call.set("Content-Type", "application/x-www-form-urlencoded");
    if (Buffer.isBuffer(body)) call.serialize((bytes) => bytes);
    const response = await (body === undefined ? call : call.send(body));
    for (const line of [response.headers["set-cookie"] ?? []].flat()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return { status: response.status, location: response.headers.location, page: shownFrom(response, address) };
  };

  const follow = async (first: Awaited<ReturnType<typeof exchange>>) => {
    let answer = first;
    for (let hops = 0; answer.location !== undefined && hops < 10; hops += 1)
      answer = await exchange("get", answer.location);
    current = answer.page;
    return answer.page;
  };

  const shown = () => {
    if (!current) throw new Error("nothing is shown yet");
    return current;
  };

  const step = () => {
    const form = shown().body.querySelector("main form[method=post]");
    if (!form) throw new Error(`no form on ${shown().address}: ${shown().text.slice(0, 200)}`);
    return form;
  };

  const self: Visitor = {
    cookies,
    shown,
    open: async (address) => follow(await exchange("get", address)),
    post: async (address, fields, extra) => follow(await exchange("post", address, encoded(fields).toString(), extra)),
    postOnce: async (address, body, extra) => (await exchange("post", address, body, extra)).page,
    fields: () => formFields(step()),
    fill: async (filled = {}, press) => {
      const form = step();
      const fields = formFields(form);
      for (const [name, value] of Object.entries(filled)) {
        fields.delete(name);
        for (const each of [value].flat()) fields.append(name, each);
      }
      const button =
        press === undefined
          ? undefined
          : form.querySelectorAll("button").find((each) => each.getAttribute("value") === press);
      if (press !== undefined && !button) throw new Error(`no button ${press}`);
      if (button) fields.append(button.getAttribute("name") ?? "", button.getAttribute("value") ?? "");
      return follow(await exchange("post", form.getAttribute("action") ?? shown().address, fields.toString()));
    },
    clone: () => visitorWith(app, headers, new Map(cookies), current),
  };
  return self;
}

function formFields(form: HTMLElement): URLSearchParams {
  const fields = new URLSearchParams();
  for (const control of form.querySelectorAll("input, textarea")) {
    const type = control.getAttribute("type") ?? "";
    if (/radio|checkbox/.test(type) && !control.hasAttribute("checked")) continue;
    const value = control.tagName === "TEXTAREA" ? control.textContent : (control.getAttribute("value") ?? "");
    fields.append(control.getAttribute("name") ?? "", value);
  }
  return fields;
}

function encoded(fields: Filled): URLSearchParams {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
  return new URLSearchParams(pairs);
}

function shownFrom(response: request.Response, address: string): Shown {
  const html = String(response.body ?? "");
  const body = parse(html);
  return {
    status: response.status,
    address,
    html,
    headers: response.headers,
    body,
    text: (body.querySelector("main") ?? body).structuredText,
    heading: () => body.querySelector("h1")?.structuredText ?? "",
  };
}

/** Superagent types what it hands to a parser as its own response; it is the stream. */
function bufferText(response: unknown, done: (error: Error | null, body: string) => void): void {
  const chunks: Buffer[] = [];
  if (!(response instanceof Readable)) throw new TypeError("the answer is no stream");
  response.on("data", (chunk: Buffer) => chunks.push(chunk));
  response.on("end", () => done(null, Buffer.concat(chunks).toString("utf8")));
}
