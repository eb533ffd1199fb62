/** The key variables of a survey as numbers, each with the ways in which its values can be joined, from fine to coarse. */
import { ANSWERED } from "../reports/answer-codes.ts";
import type { Column, DataMatrix } from "../reports/data-matrix.ts";
import type { ItemOption } from "../reports/items.ts";
import type { DisclosureKey } from "../survey/disclosure.ts";
import type { Coded } from "./classes.ts";

export interface Level {
  /** `as-asked`, a recoding's id, or `left-out`. */
  readonly name: string;
  /** By code as asked: the code at this level. */
  readonly map: readonly number[];
  readonly size: number;
  /** What the values are then, in the order of their codes from `ANSWERED` on; undefined as asked and left out. */
  readonly groups?: readonly JoinedOptions[];
}

/** Options as one. */
export interface JoinedOptions extends ItemOption {
  readonly options: readonly string[];
}

export interface KeyLadder {
  readonly question: string;
  /** By record. */
  readonly asked: Coded;
  /** From as asked to left out. */
  readonly levels: readonly Level[];
}

export const AS_ASKED = "as-asked";
export const LEFT_OUT = "left-out";

/** `records`: the rows of the matrix that count, in the order wanted. Throws where the survey does not ask a key. */
export function ladderOf(matrix: DataMatrix, records: Int32Array, key: DisclosureKey): KeyLadder {
  const column = matrix.columns.find(({ item }) => item.id === key.question);
  if (!column) throw new Error(`${key.question} is a key and no question`);
  const asked = column.item.kind === "several" ? setsOf(column, records) : codesOf(column, records);
  const recodings = (key.recodings ?? []).map(({ id, groups }) => recoded(column, id, groups));
  const same = Array.from({ length: asked.size }, (_, code) => code);
  return {
    question: key.question,
    asked,
    levels: [
      { name: AS_ASKED, map: same, size: asked.size },
      ...recodings,
      { name: LEFT_OUT, map: same.map(() => 0), size: 1 },
    ],
  };
}

function codesOf({ codes, item }: Column, records: Int32Array): Coded {
  const found = new Uint16Array(records.length);
  for (const [at, row] of records.entries()) found[at] = codes[row] ?? 0;
  return { codes: found, size: ANSWERED + item.options.length };
}

/** Of several answers each set is a value of its own. */
function setsOf({ codes, chosen }: Column, records: Int32Array): Coded {
  const places = new Map<string, number>();
  const found = new Uint32Array(records.length);
  for (const [at, row] of records.entries()) {
    const code = codes[row] ?? 0;
    if (code < ANSWERED) {
      found[at] = code;
      continue;
    }
    const set = chosen.map((bits) => bits[row] ?? 0).join();
    const place = places.get(set) ?? places.size;
    places.set(set, place);
    found[at] = ANSWERED + place;
  }
  return { codes: found, size: ANSWERED + places.size };
}

type Groups = NonNullable<DisclosureKey["recodings"]>[number]["groups"];

/** An option that only an older version had, and no group names, is a group of its own. */
function recoded({ item }: Column, name: string, groups: Groups): Level {
  const named = groups.map(({ id, label, options }): JoinedOptions => ({ id, label, options }));
  const lone = item.options.filter(({ id }) => !groups.some(({ options }) => options.includes(id)));
  const alone = lone.map((option): JoinedOptions => ({ ...option, options: [option.id] }));
  const placeOf = (id: string) => {
    const group = groups.findIndex(({ options }) => options.includes(id));
    return group >= 0 ? group : groups.length + lone.findIndex((option) => option.id === id);
  };
  const before = Array.from({ length: ANSWERED }, (_, code) => code);
  return {
    name,
    map: [...before, ...item.options.map(({ id }) => ANSWERED + placeOf(id))],
    size: ANSWERED + groups.length + lone.length,
    groups: [...named, ...alone],
  };
}
