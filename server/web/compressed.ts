/**
 * Sending a page, compressed at once where the browser takes gzip. A page is some kilobytes: the streams and threads of a
 * general middleware cost several times the compressing itself (README, Decisions).
 */
import { gzipSync } from "node:zlib";
import type { Response } from "express";
import type { Sheet, Words } from "./sheets.ts";

/** Smaller answers fit one packet as they are. */
const WORTHWHILE = 1000;
/**
 * A window of 8 KiB spans a page, and making it costs less than the default's. Level 4 makes a page 70 bytes larger than
 * level 6 and takes two thirds of its time, which was the largest single piece of a journey's.
 */
const OPTIONS = { level: 4, windowBits: 13, memLevel: 6, chunkSize: 8192 };

/** Whether what is sent may be compressed: a browser that does not name gzip gets it as it is. */
export function takesGzip(response: Response): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(response.req.get("accept-encoding") ?? "");
}

/** An HTML page, whole. */
export function sendCompressed(response: Response, status: number, page: string): void {
  const plain = Buffer.from(page);
  const compress = takesGzip(response) && plain.length >= WORTHWHILE;
  sendBody(response, status, compress ? gzipSync(plain, OPTIONS) : plain, compress);
}

/** The same of a page that was compressed before anybody asked for it. */
export function sendSheet(response: Response, status: number, sheet: Sheet, words: Words): void {
  const compress = takesGzip(response);
  sendBody(response, status, compress ? sheet.gzip(words) : sheet.plain(words), compress);
}

function sendBody(response: Response, status: number, body: Buffer, isCompressed: boolean): void {
  response.setHeader("Vary", "Accept-Encoding");
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.setHeader("Content-Length", body.length);
  if (isCompressed) response.setHeader("Content-Encoding", "gzip");
  response.statusCode = status;
  // Nothing can have changed for a conditional request: private pages are kept nowhere.
  response.end(response.req.method === "HEAD" ? undefined : body);
}

/**
 * 303 to an address of ours; a browser shows no body of it. To `static/pikir.js`, which says so in a header, 204: it cannot
 * see where a 303 leads without fetching the page, and would have to fetch it once more to show it.
 */
export function sendSeeOther(response: Response, to: string): void {
  const fromScript = response.req.get("x-requested-with") === "pikir";
  if (fromScript) response.writeHead(204, { Location: to }).end();
  else response.writeHead(303, { Location: to, "Content-Length": 0 }).end();
}
