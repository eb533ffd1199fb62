/** Joins by length: whoever wrote much has a long sealed row or a long draft, and in the end a long response. */
import type { Group } from "../evidence.ts";
import type { SeenRow } from "../observation.ts";
import type { Result } from "../result.ts";
import type { Case, Join } from "./case.ts";
import { matched } from "./matching.ts";

export const lengths: Join = (the) => [sealedLength(the), draftLength(the)];

/** In a batch, the n-th in length is the n-th in length; how far apart the lengths lie does not matter. */
function sealedLength(the: Case): Result {
  const sealed = (person: number) => the.evidence.traces.get(person)?.sealed;
  const bounds = new Map(the.evidence.groups.flatMap((group) => boundsOf(group, sealed)));
  const fits = (person: number, response: SeenRow) => {
    const length = sealed(person);
    const bound = bounds.get(response.key);
    return length === undefined || bound === undefined || (length >= bound.least && length <= bound.most);
  };
  return matched({ join: "length of the sealed row", groups: open(the), fits, needed: 2 * the.loot.pool }, the);
}

/** Of M people and R responses, the r-th shortest response is of somebody between the r-th and the (r + M - R)-th shortest row. */
function boundsOf({ candidates, responses }: Group, lengthOf: (person: number) => number | undefined) {
  const known = candidates.flatMap(({ person }) => lengthOf(person) ?? []).sort((a, b) => a - b);
  const unknown = candidates.length - known.length;
  const spare = Math.max(0, candidates.length - responses.length);
  const bySize = responses.toSorted((a, b) => answersOf(a) - answersOf(b));
  return bySize.map((row, at) => {
    const least = known[Math.max(0, at - unknown)] ?? 0;
    const most = known[at + spare + unknown] ?? Number.POSITIVE_INFINITY;
    return [row.key, { least, most }] as const;
  });
}

/** Bytes of a draft besides the answers: versions, pages, times. Whoever takes part once can count them in their own. */
const FRAME = { least: 330, most: 480 };
const STEP = 1024;
/** Nonce and tag of the seal. */
const SEAL = 28;

/** A draft padded to so many steps held answers of so many bytes; unless all drafts are of one length whatever they hold. */
function draftLength(the: Case): Result {
  const { traces } = the.evidence;
  const sizes = new Set([...traces.values()].flatMap(({ draft }) => draft?.size ?? []));
  const fits = (person: number, response: SeenRow) => {
    const size = traces.get(person)?.draft?.size;
    if (size === undefined || sizes.size <= 1) return true;
    const steps = (size - SEAL) / STEP;
    const bytes = answersOf(response);
    return steps >= Math.ceil((bytes + FRAME.least) / STEP) && steps <= Math.ceil((bytes + FRAME.most) / STEP);
  };
  const result = matched({ join: "length of the draft", groups: open(the), fits, needed: 2 * the.loot.pool }, the);
  return {
    ...result,
    note: `${sizes.size} lengths of ${[...traces.values()].filter(({ draft }) => draft).length} drafts`,
  };
}

function open({ evidence }: Case): readonly Group[] {
  return evidence.groups.filter(({ closing }) => !closing);
}

function answersOf({ values }: SeenRow): number {
  const last = values.at(-1);
  return typeof last === "string" ? Buffer.byteLength(last) : 0;
}
