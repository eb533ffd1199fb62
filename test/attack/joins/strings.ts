/**
 * A search of every byte of every file, freed pages and old rounds of the log included: answers that are not released, or no
 * longer; identifiers; keys. As they are, in hexadecimal and in base64.
 */
import { filesOf } from "../copies.ts";
import type { Observation } from "../observation.ts";
import { IDENTIFIER, TOKEN } from "../people.ts";
import type { Join } from "./case.ts";

/** Released answers may be read in these. */
const DATABASE = /^(pikir\.db(-wal)?|base\/.*|pg_wal\/.*|backup\.sql)$/;

export const strings: Join = (the) => {
  let answers = 0;
  let identifiers = 0;
  const keys = new Set<string>();
  const secrets = the.loot.secrets.flatMap(({ name, bytes }) => forms(bytes).map((form) => ({ name, form })));
  for (const seen of the.evidence.observations) {
    const released = releasedIn(seen);
    for (const { name, bytes } of filesOf(seen.copy.folder)) {
      const tokens = DATABASE.test(name) ? tokensIn(bytes).filter((token) => !released.has(token)) : tokensIn(bytes);
      answers += tokens.length + countOf(bytes, encoded(Buffer.from(TOKEN)));
      identifiers += countOf(bytes, [Buffer.from(IDENTIFIER), ...encoded(Buffer.from(IDENTIFIER))]);
      for (const { name: key, form } of secrets) if (bytes.includes(form)) keys.add(key);
    }
  }
  return [
    { join: "readable answers", hits: answers },
    { join: "identifiers", hits: identifiers },
    { join: "bytes of keys", hits: keys.size, note: `${the.loot.secrets.length} keys` },
  ];
};

/** Tokens of the responses that this copy shows as released: they may be read. */
function releasedIn({ rows }: Observation): ReadonlySet<string> {
  const texts = rows.filter(({ table }) => table === "response").map(({ values }) => String(values.at(-1)));
  return new Set(texts.flatMap((text) => tokensIn(Buffer.from(text))));
}

function tokensIn(bytes: Buffer): readonly string[] {
  return placesOf(bytes, Buffer.from(TOKEN)).map((at) => bytes.toString("latin1", at, at + TOKEN.length + 6));
}

function countOf(bytes: Buffer, forms: readonly Buffer[]): number {
  return forms.reduce((sum, form) => sum + placesOf(bytes, form).length, 0);
}

function placesOf(bytes: Buffer, form: Buffer): readonly number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, at + form.length)) places.push(at);
  return places;
}

function forms(bytes: Buffer): readonly Buffer[] {
  return [bytes, ...encoded(bytes)];
}

/** In base64 a text looks different at each of three places, and its first and last signs depend on its neighbours. */
function encoded(bytes: Buffer): readonly Buffer[] {
  const hex = bytes.toString("hex");
  const base64 = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const core = text.slice(Math.ceil((shift * 8) / 6), -1);
    return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [...new Set([hex, hex.toUpperCase(), ...base64])].map((text) => Buffer.from(text));
}
