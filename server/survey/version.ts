/** A version is the hash of what it names: change a comma in one language and it is another version. */
import { createHash } from "node:crypto";
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

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, content]) => content !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, content]) => `${JSON.stringify(key)}:${canonical(content)}`).join(",")}}`;
}
