/** ID tokens as somebody would forge them: signed with whatever key, or with none. */
import { createHmac, type KeyObject, sign } from "node:crypto";

export type Claims = Readonly<Record<string, unknown>>;

export interface Signing {
  readonly alg: string;
  readonly kid?: string;
  readonly key?: KeyObject;
  readonly secret?: string | Buffer;
}

/** A JWT in compact form (RFC 7515): `RS256` with `key`, `HS256` with `secret`, anything else unsigned. */
export function token(claims: Claims, { alg, kid, key, secret }: Signing): string {
  const head = encoded({ alg, ...(kid === undefined ? {} : { kid }), typ: "JWT" });
  const input = `${head}.${encoded(claims)}`;
  if (key) return `${input}.${sign("sha256", Buffer.from(input), key).toString("base64url")}`;
  return `${input}.${secret === undefined ? "" : createHmac("sha256", secret).update(input).digest("base64url")}`;
}

/** What a token says, whoever signed it. */
export function claimsOf(jwt: string): Claims {
  return JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
}

function encoded(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
