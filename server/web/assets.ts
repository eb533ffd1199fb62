/** Static files: read and compressed once at the start, addressed by the hash of their content, cached for ever. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Request, Response } from "express";

export interface Assets {
  /** `/static/pikir.css` -> `/static/pikir.3f2a….css`. */
  address(name: string): string;
  serve(request: Request, response: Response, next: () => void): void;
}

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly br: Buffer;
  readonly gzip: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** `libraries`: files of libraries, by the name that they are served under. */
export function readAssets(folder: string, libraries: Readonly<Record<string, string>> = {}): Assets {
  const addresses = new Map<string, string>();
  const assets = new Map<string, Asset>();
  const files = [
    ...readdirSync(folder).map((name) => [name, join(folder, name)] as const),
    ...Object.entries(libraries),
  ];
  for (const [name, file] of files) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const plain = readFileSync(file);
    const hash = createHash("sha256").update(plain).digest("hex").slice(0, 12);
    const address = `/static/${name.replace(/(\.[a-z]+)$/, `.${hash}$1`)}`;
    addresses.set(name, address);
    assets.set(address, { type, plain, ...compressed(hash, plain) });
  }
  return {
    address: (name) => {
      const address = addresses.get(name);
      if (address === undefined) throw new Error(`there is no static file ${name}`);
      return address;
    },
    serve: (request, response, next) => {
      const asset = assets.get(request.path);
      if (asset) sendAsset(asset, request, response);
      else next();
    },
  };
}

const known = new Map<string, Pick<Asset, "br" | "gzip">>();

/** As small as it gets, which takes a while: once for each content, however many apps this process makes. */
function compressed(hash: string, plain: Buffer): Pick<Asset, "br" | "gzip"> {
  const before = known.get(hash);
  if (before) return before;
  const made = { br: brotliCompressSync(plain), gzip: gzipSync(plain, { level: 9 }) };
  known.set(hash, made);
  return made;
}

function sendAsset(asset: Asset, request: Request, response: Response): void {
  const coding = request.acceptsEncodings("br", "gzip", "identity");
  response.setHeader("Content-Type", asset.type);
  response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
  response.setHeader("Vary", "Accept-Encoding");
  if (coding !== "br" && coding !== "gzip") {
    response.send(asset.plain);
    return;
  }
  response.setHeader("Content-Encoding", coding);
  response.send(asset[coding]);
}
