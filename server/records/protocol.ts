/**
 * The closing protocol: what was there when a survey was closed and its keys were destroyed, signed, so that anybody can
 * later see that nothing was added, and that no key is left with which a participation could be matched to a person.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { z } from "zod";
import { canonical } from "../survey/canonical.ts";
import type { Response } from "./response.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const count = z.number().int().min(0);

const protocolShape = z.strictObject({
  /** Says what is signed, so that the key's signatures on anything else are worth nothing here. */
  kind: z.literal("Pikir closing protocol 1"),
  survey: z.string(),
  simulated: z.boolean(),
  /** From this day on nothing more was taken. */
  closedOn: day,
  /** When the urn was empty and this was written. */
  madeOn: day,
  software: z.string(),
  /** Hashes of the definitions as they were asked, oldest first (`survey/version.ts`). */
  versions: z.array(hash).min(1).readonly(),
  counts: z.strictObject({
    participations: count,
    /** Imported ones included, withdrawn ones not. */
    released: count,
    imported: count,
    withdrawn: count,
  }),
  /** `responsesHash` of the released responses. */
  responses: hash,
  /** `fingerprint`s of the destroyed keys; null for one that was gone before. */
  keys: z.strictObject({ participation: hash.nullable(), urn: hash.nullable() }),
});

export const signedProtocolShape = z.strictObject({
  protocol: protocolShape,
  /** The installation's, Ed25519 as SubjectPublicKeyInfo (RFC 8410) in base 64. */
  publicKey: z.string(),
  /** Of `messageOf(protocol)`, in base 64. */
  signature: z.string(),
});

export type Protocol = Readonly<z.infer<typeof protocolShape>>;
export type SignedProtocol = Readonly<z.infer<typeof signedProtocolShape>>;

/** What is signed: the protocol as canonical JSON in UTF-8. */
export function messageOf(protocol: Protocol): Uint8Array {
  return Buffer.from(canonical(protocol));
}

/** Whether the signature is of this protocol by the key that stands beside it. Whose key that is, it cannot say. */
export function isSigned({ protocol, publicKey, signature }: SignedProtocol): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
    if (key.asymmetricKeyType !== "ed25519") return false;
    return verify(null, messageOf(protocol), key, Buffer.from(signature, "base64"));
  } catch {
    return false;
  }
}

/**
 * SHA-256, 64 hexadecimal digits, over a line for each response: its row's key and its content as canonical JSON. `rows`
 * come in the order of their keys, which are random: the order is always the same and says nothing, and without the
 * keys nobody can try which answers have this hash.
 */
export async function responsesHash(rows: AsyncIterable<Response & { readonly key: Uint8Array }>): Promise<string> {
  const lines = createHash("sha256");
  for await (const { key, ...response } of rows)
    lines.update(`${Buffer.from(key).toString("hex")} ${canonical(response)}\n`);
  return lines.digest("hex");
}
