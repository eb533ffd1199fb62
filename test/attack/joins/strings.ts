/**
 * A search of every byte of every file, freed pages and old rounds of the log included: answers that are not released, or no
 * longer; identifiers; keys. As they are, in hexadecimal and in base64.
 */
import { filesOf } from "../copies.ts";
import type { Observation } from "../observation.ts";
import { IDENTIFIER, TOKEN } from "../people.ts";
import type { Join } from "./case.ts";

/** Released answers may be read in these. */
const DATABASE = /^(pikir\.db(-wal)?|base\/.*|backup\.sql)$/;
/** SQLite writes into its file only what is committed. */
const COMMITTED = /^pikir\.db$/;
/** In these also what was released once: PostgreSQL's log goes on, and only a compaction ends what it remembers (`emptied-log.ts`). */
const LOG = /^pg_wal\//;

export const strings: Join = (the) => {
  let answers = 0;
  let identifiers = 0;
  const keys = new Set<string>();
  const secrets = the.loot.secrets.flatMap(({ name, bytes }) => forms(bytes).map((form) => ({ name, form })));
  const ever = new Set<string>();
  const places = new Set<string>();
  const people = new Set(the.loot.sends.map(({ plan }) => plan.identifier));
  const live = the.evidence.observations.filter(({ copy }) => copy.kind !== "backup");
  for (const seen of the.evidence.observations) {
    const at = live.indexOf(seen);
    const { coming, going } = onTheWay(seen, live[at - 1], live[at + 1]);
    const released = new Set([...releasedIn(seen), ...going]);
    const besides = new Set([...released, ...coming]);
    for (const token of [...besides, ...releasedBy(seen)]) ever.add(token);
    for (const { name, bytes } of filesOf(seen.copy.folder)) {
      const here = COMMITTED.test(name) ? released : besides;
      const allowed = DATABASE.test(name) ? here : LOG.test(name) ? ever : NONE;
      const tokens = tokensIn(bytes).filter((token) => !allowed.has(token) && !(LOG.test(name) && isCut(token)));
      const inDisguise = countOf(bytes, encoded(Buffer.from(TOKEN)));
      answers += tokens.length + inDisguise;
      if (tokens.length + inDisguise > 0) places.add(`${seen.copy.kind} ${seen.copy.sent} ${name}`);
      identifiers += whole(bytes, people) + countOf(bytes, encoded(Buffer.from(IDENTIFIER)));
      for (const { name: key, form } of secrets) if (bytes.includes(form)) keys.add(key);
    }
  }
  return [
    { join: "readable answers", hits: answers, ...(places.size > 0 ? { note: [...places].join(", ") } : {}) },
    { join: "identifiers", hits: identifiers },
    { join: "bytes of keys", hits: keys.size, note: `${the.loot.secrets.length} keys` },
  ];
};

/** The log's pages have headers, and one of them may cut a word in two. */
function isCut(token: string): boolean {
  return !/^\d+$/.test(token.slice(TOKEN.length));
}

const NONE: ReadonlySet<string> = new Set();

/** Of the responses that came in the transactions of this copy's log, whether or not they are there still. */
function releasedBy({ commits }: Observation): ReadonlySet<string> {
  return releasedIn({ rows: commits.flatMap(({ came }) => came) });
}

/**
 * Where the mixer runs by itself, a copy may be taken while a batch is being written, or between the commit that removes a
 * response and the emptying of file and log that follows it. So what came until the next copy, and what went since the one before, may
 * lie there already or still; and in the copy after that no more.
 */
function onTheWay(seen: Observation, before: Observation | undefined, after: Observation | undefined) {
  if (seen.copy.batches !== undefined || seen.copy.kind !== "live") return { coming: NONE, going: NONE };
  const known = new Set(before?.commits.map(({ id }) => id));
  const went = seen.commits.filter(({ id }) => !known.has(id)).flatMap((commit) => commit.went);
  return {
    coming: releasedIn({ rows: [...(after?.rows ?? [])] }),
    going: releasedIn({ rows: [...(before?.rows ?? []), ...went] }),
  };
}

/** Tokens of the responses that this copy shows as released: they may be read. */
function releasedIn({ rows }: Pick<Observation, "rows">): ReadonlySet<string> {
  const texts = rows.filter(({ table }) => table === "response").map(({ values }) => String(values.at(-1)));
  return new Set(texts.flatMap((text) => tokensIn(Buffer.from(text))));
}

function tokensIn(bytes: Buffer): readonly string[] {
  return placesOf(bytes, Buffer.from(TOKEN)).map((at) => bytes.toString("latin1", at, at + TOKEN.length + 6));
}

/** Somebody's whole identifier: its first six digits alone stand in half a gigabyte of hexadecimal keys by chance. */
function whole(bytes: Buffer, people: ReadonlySet<string>): number {
  return placesOf(bytes, Buffer.from(IDENTIFIER)).filter((at) =>
    people.has(bytes.toString("latin1", at, at + IDENTIFIER.length + 6)),
  ).length;
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
