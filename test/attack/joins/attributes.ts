/**
 * Joins by what is known of a person besides the answers: the only one to answer in English, the one who began before the
 * new version, the first of a new month. The attacker is granted all of it (the counters and the drafts tell much of it), and
 * reads the same off the responses. Fewer than K who share what is known of them are too few.
 */
import { monthOf } from "../../../server/records/month.ts";
import type { SeenRow } from "../observation.ts";
import type { Result } from "../result.ts";
import type { Case, Join } from "./case.ts";
import { matched } from "./matching.ts";

/** Columns of a response, in their order in the table. */
const VERSION = 2;
const LANGUAGE = 3;
const MONTH = 5;
const WITHHELD = "other";

interface Known {
  readonly column: number;
  /** Undefined: not known, so anything fits. */
  readonly of: (person: number) => string | undefined;
}

export const attributes: Join = (the) => {
  const language = { column: LANGUAGE, of: (person: number) => the.loot.sends[person]?.plan.language };
  const version = { column: VERSION, of: (person: number) => the.loot.sends[person]?.begun.version };
  const month = { column: MONTH, of: (person: number) => monthOfSend(person, the) };
  return [
    byKnowledge("language", [language], the),
    byKnowledge("version", [version], the),
    byKnowledge("month", [month], the),
    byKnowledge("all three", [language, version, month], the),
  ];
};

function monthOfSend(person: number, { loot }: Case): string | undefined {
  const sent = loot.sends[person];
  return sent && monthOf(new Date(sent.at));
}

/** Once the survey is closed, nobody can be hidden among more than were left. */
function byKnowledge(what: string, known: readonly Known[], the: Case): Result {
  const siblings = siblingsIn(the);
  const fits = (person: number, response: SeenRow) =>
    known.every(({ column, of }) => agrees(of(person), response, column, siblings.get(response.key) ?? []));
  const needed = Math.min(the.loot.pool, ...the.evidence.groups.map(({ responses }) => responses.length));
  return matched({ join: `known: ${what}`, groups: the.evidence.groups, fits, needed }, the);
}

/** Of each response those that came in the same batch; none where that is not sure. */
function siblingsIn({ evidence }: Case): ReadonlyMap<string, readonly SeenRow[]> {
  const single = evidence.groups.filter((group) => group.single);
  return new Map(single.flatMap(({ responses }) => responses.map(({ key }) => [key, responses] as const)));
}

/**
 * A value named is that value; of months a batch tells its last. One withheld is any that none of the batch's responses names that
 * are otherwise told apart in the same way.
 */
function agrees(value: string | undefined, response: SeenRow, column: number, batch: readonly SeenRow[]): boolean {
  if (value === undefined) return true;
  const shown = response.values[column];
  if (column === MONTH) return typeof shown === "string" && value <= shown;
  if (shown !== WITHHELD) return shown === value;
  const alike = (other: SeenRow) => column === LANGUAGE || other.values[LANGUAGE] === response.values[LANGUAGE];
  return !batch.some((other) => alike(other) && other.values[column] === value);
}
