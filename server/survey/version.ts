/** A version is the hash of what it names: change a comma in one language and it is another version. */
import { createHash } from "node:crypto";
import { canonical } from "./canonical.ts";
import type { Definition } from "./definition.ts";

/** SHA-256, 64 hexadecimal digits, of the definition's content; the order of keys and the YAML's layout do not matter. */
export function versionOf(definition: Definition): string {
  return hash(definition);
}

/** The version of the consent text alone, as the consent receipt names it: 64 hexadecimal digits. */
export function consentVersionOf(definition: Definition): string {
  return hash(definition.consent);
}

function hash(content: unknown): string {
  return createHash("sha256").update(canonical(content)).digest("hex");
}
