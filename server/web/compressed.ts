/**
 * Sending a page, compressed at once where the browser takes gzip. A page is some kilobytes: the streams and threads of a
 * general middleware cost several times the compressing itself (README, Decisions).
 */
import { gzipSync } from "node:zlib";
import type { Response } from "express";

/** Smaller answers fit one packet as they are. */
const WORTHWHILE = 1000;
/** A window of 8 KiB spans a page, and making it costs less than the default's. */
const OPTIONS = { level: 6, windowBits: 13, memLevel: 6 };

/** To a browser that does not name gzip the page goes as it is. */
export function sendCompressed(response: Response, page: string): void {
  response.setHeader("Vary", "Accept-Encoding");
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(response.req.get("accept-encoding") ?? "");
  if (page.length < WORTHWHILE || !takesGzip) {
    response.send(page);
    return;
  }
  response.setHeader("Content-Encoding", "gzip");
  response.send(gzipSync(page, OPTIONS));
}
