/** The audit log: it is added to and read. */
import { type AuditSearch, BEGINNING, type Deed, type Entry, entryHash } from "../../records/audit.ts";
import type { Audit } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

const LAST = "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1";
const ADD = "INSERT INTO audit (number, at, who, act, about, hash) VALUES (?, ?, ?, ?, ?, ?)";
/** `like` knows small and capital letters of ASCII alone, so the words are compared in the program, entry by entry. */
const BEFORE = `
  SELECT number, at, who, act, about, hash FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?`;
const AFTER = "SELECT number, at, who, act, about, hash FROM audit WHERE number > ? ORDER BY number LIMIT ?";

const ROWS_A_PAGE = 1000;

/** Adds one to the end, inside a transaction of the caller's. */
export function notingIn(kept: Connection): (deed: Deed) => void {
  const last = kept.prepare<[], { readonly number: number; readonly hash: Uint8Array }>(LAST);
  const add = kept.prepare<[number, number, string, string, string, Uint8Array]>(ADD);
  return (deed) => {
    const { number, hash } = last.get() ?? { number: 0, hash: BEGINNING };
    const next = entryHash(hash, number + 1, deed);
    add.run(number + 1, deed.at, deed.who, deed.act, deed.about, next);
  };
}

export function auditIn(kept: Connection): Audit {
  const before = kept.prepare<[number, number], Entry>(BEFORE);
  const after = kept.prepare<[number, number], Entry>(AFTER);
  const addNext = kept.transaction(notingIn(kept));
  const rowsAfter = verb((number: number) => after.all(number, ROWS_A_PAGE));
  return {
    add: verb((deed) => addNext.immediate(deed)),
    page: verb((words, number, most, search = {}) => {
      const found: Entry[] = [];
      for (let at = number ?? Number.MAX_SAFE_INTEGER; found.length < most; ) {
        const rows = before.all(at, ROWS_A_PAGE);
        found.push(...rows.filter((entry) => says(entry, words) && fits(entry, search)));
        at = rows.at(-1)?.number ?? 0;
        if (rows.length < ROWS_A_PAGE) break;
      }
      return found.slice(0, most);
    }),
    each: async function* each() {
      for (let number: number | undefined = 0; number !== undefined; ) {
        const rows: readonly Entry[] = await rowsAfter(number);
        yield* rows;
        number = rows.length < ROWS_A_PAGE ? undefined : rows.at(-1)?.number;
      }
    },
  };
}

function says({ who, act, about }: Entry, words: readonly string[]): boolean {
  const text = `${who} ${act} ${about}`.toLocaleLowerCase();
  return words.every((word) => text.includes(word.toLocaleLowerCase()));
}

function fits({ who, act, at }: Entry, search: AuditSearch): boolean {
  const { from = 0, until = Number.MAX_SAFE_INTEGER } = search;
  const isTheirs = who.toLocaleLowerCase().includes((search.who ?? "").toLocaleLowerCase());
  return isTheirs && (search.act === undefined || act === search.act) && at >= from && at < until;
}
