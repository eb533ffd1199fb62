/** A browser for the benchmark: cookies, redirects, compressed answers, and the form of the page; as few instructions as possible. */
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { Pool } from "undici";

export interface Browser {
  /** Follows redirects; resolves to the last page. */
  get(path: string): Promise<Page>;
  post(path: string, body: string): Promise<Page>;
  readonly requests: number;
  readonly bytes: number;
}

export interface Page {
  readonly status: number;
  readonly path: string;
  /** Parsed only when asked for: a browser's work is not the server's. */
  token(): string;
  /** The hidden fields that the citizen's browser sends back as they are. */
  hidden(name: string): string;
}

export function openBrowser(pool: Pool): Browser {
  let cookie = "";
  let requests = 0;
  let bytes = 0;
  const exchange = async (method: "GET" | "POST", path: string, body?: string): Promise<Page> => {
    const headers: Record<string, string> = {
      "accept-encoding": "gzip, br",
      "accept-language": "kk",
      "sec-fetch-site": "same-origin",
    };
    if (cookie !== "") headers.cookie = cookie;
    if (body !== undefined) headers["content-type"] = "application/x-www-form-urlencoded";
    const answer = await pool.request({ method, path, headers, body: body ?? null });
    const content = Buffer.from(await answer.body.arrayBuffer());
    requests += 1;
    bytes += content.length;
    const set = [answer.headers["set-cookie"] ?? []].flat()[0];
    if (set !== undefined) cookie = set.slice(0, set.indexOf(";"));
    const { location } = answer.headers;
    if (typeof location === "string") return exchange("GET", location);
    const coding = answer.headers["content-encoding"];
    return {
      status: answer.statusCode,
      path,
      hidden: (name) => fieldIn(name, plain(content, typeof coding === "string" ? coding : "")),
      token: () => fieldIn("token", plain(content, typeof coding === "string" ? coding : "")),
    };
  };
  return {
    get: (path) => exchange("GET", path),
    post: (path, body) => exchange("POST", path, body),
    get requests() {
      return requests;
    },
    get bytes() {
      return bytes;
    },
  };
}

function plain(content: Buffer, coding: string): string {
  if (coding === "br") return brotliDecompressSync(content).toString("utf8");
  return (coding === "gzip" ? gunzipSync(content) : content).toString("utf8");
}

function fieldIn(name: string, html: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";
}
