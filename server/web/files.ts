/** Files that never change: sent as streams, whole or in ranges, named by their hash. */
import type { Response } from "express";

export interface FrozenFile {
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
}

const TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  sav: "application/x-spss-sav",
  dta: "application/x-stata-dta",
  parquet: "application/vnd.apache.parquet",
  json: "application/json",
  xml: "application/xml",
  // A page of ours as a file: shown by a browser it would be a page of this address.
  html: "application/octet-stream",
  R: "text/plain; charset=utf-8",
  md: "text/markdown; charset=utf-8",
};

/** A strong ETag, ranges (RFC 9110, section 14) and 304 for who has it; kept by nobody between. */
export function sendReleaseFile(
  response: Response,
  { path, name, sha256 }: FrozenFile,
  caching: "private, no-cache" | "public, max-age=3600" = "private, no-cache",
): void {
  response.attachment(name);
  response.setHeader("ETag", `"${sha256}"`);
  response.setHeader("Cache-Control", caching);
  response.type(TYPES[name.split(".").at(-1) ?? ""] ?? "text/plain; charset=utf-8");
  response.sendFile(path, { cacheControl: false, lastModified: false, dotfiles: "allow" }, (error?: Error) => {
    if (!error) return;
    // Whoever went away in the middle needs no answer; else the connection says that it was cut.
    if (response.headersSent || !isPastTheEnd(error)) return void response.destroy();
    response.removeHeader("Content-Disposition");
    response.status(416).set(error.headers).end();
  });
}

/** A range that the file does not have; with what it has, as a header. */
function isPastTheEnd(error: Error): error is Error & { readonly headers: Readonly<Record<string, string>> } {
  return "status" in error && error.status === 416 && "headers" in error;
}
