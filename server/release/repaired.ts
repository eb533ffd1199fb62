/** A file once a way to make it safe was chosen: what is released, its weights, and how risky it was and is. */
import { ANSWERED } from "../reports/answer-codes.ts";
import type { DataMatrix } from "../reports/data-matrix.ts";
import { type Weighting, weigh } from "../reports/weighting.ts";
import { type FileRisk, fileRisk } from "../statistics/reidentification-risk.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";
import { classesOf } from "./classes.ts";
import { WITHHELD } from "./local-suppression.ts";
import type { Prepared } from "./prepared.ts";
import type { Proposal } from "./proposals.ts";
import { releasedMargins, withoutEmptyGroups } from "./released-margins.ts";
import { releasedMatrix } from "./released-matrix.ts";

export interface Repaired {
  readonly prepared: Prepared;
  readonly proposal: Proposal;
  readonly matrix: DataMatrix;
  /** Computed from the released matrix and published margins alone. */
  readonly weighting: Weighting;
  readonly before: FileRisk;
  readonly after: FileRisk;
}

export function repair(prepared: Prepared, proposal: Proposal, margins: MarginsRead | undefined): Repaired {
  const { ladders, classes, policy, leftOut, records } = prepared;
  const { k } = policy.protection;
  const matrix = releasedMatrix(
    prepared.matrix,
    records,
    { ladders, proposal, classOf: classes.of },
    { leftOut, least: k },
  );
  const weighting = weighingOf(prepared, proposal, matrix, margins);
  const released = classesOf(records.length, releasedKeys(prepared, proposal));
  const people = populationIn(margins);
  return {
    prepared,
    proposal,
    matrix,
    weighting,
    before: fileRisk(classes.counts, peopleIn(classes, weighting, people), k),
    after: fileRisk(released.counts, peopleIn(released, weighting, people), k),
  };
}

/** Everybody in the file counts: the cleaning rule has spoken. */
function weighingOf(
  { ladders }: Prepared,
  { levels }: Proposal,
  matrix: DataMatrix,
  read: MarginsRead | undefined,
): Weighting {
  const valid = matrix.size;
  const kept = new Uint8Array(valid).fill(1);
  if (!read || "faults" in read) return weigh(matrix, { kept, valid }, read);
  const asked = new Set(matrix.columns.map(({ item }) => item.id));
  const coarse = releasedMargins(read.margins, ladders, levels, (question) => asked.has(question));
  const shown = shownIn(matrix);
  const margins =
    coarse && withoutEmptyGroups(coarse, (question, options) => options.some((id) => shown.has(`${question}/${id}`)));
  return weigh(matrix, { kept, valid }, margins && { margins });
}

/** `question/option` for every answer that some record shows. */
function shownIn({ columns }: DataMatrix): ReadonlySet<string> {
  return new Set(
    columns
      .filter(({ item }) => item.kind === "one")
      .flatMap(({ item, codes }) =>
        [...new Set(codes)].flatMap((code) =>
          item.options[code - ANSWERED] ? [`${item.id}/${item.options[code - ANSWERED]?.id}`] : [],
        ),
      ),
  );
}

function releasedKeys({ ladders, classes }: Prepared, { codes }: Proposal) {
  return ladders.map(({ asked }, key) => {
    const found = new Uint32Array(classes.of.length);
    for (const [record, place] of classes.of.entries()) {
      const code = codes[place]?.[key] ?? 0;
      found[record] = code === WITHHELD ? asked.size : code;
    }
    return { codes: found, size: asked.size + 1 };
  });
}

/** The margins of questions that the file shows as they were asked. */
export function withoutRecoded(
  { prepared, proposal, matrix }: Repaired,
  read: MarginsRead | undefined,
): MarginsRead | undefined {
  if (!read || "faults" in read) return read;
  const recoded = prepared.ladders.filter((_, key) => proposal.levels[key] !== 0).map(({ question }) => question);
  const shown = matrix.columns.map(({ item }) => item.id).filter((id) => !recoded.includes(id));
  const margins = read.margins.margins.filter(({ question }) => shown.includes(question));
  return margins.length === 0 ? undefined : { margins: { ...read.margins, margins } };
}

/** How many people the margins are of, where a source counted them. */
function populationIn(read: MarginsRead | undefined): number | undefined {
  if (!read || "faults" in read) return undefined;
  const counted = read.margins.margins.find(({ groups }) => groups.every(({ count }) => count !== undefined));
  return counted?.groups.reduce((sum, { count }) => sum + (count ?? 0), 0);
}

/** By class: the people it stands for, by the weights; undefined where no population is known. */
function peopleIn(
  { of, counts }: { readonly of: Int32Array; readonly counts: readonly number[] },
  { weights }: Weighting,
  population: number | undefined,
): readonly number[] | undefined {
  if (!weights || population === undefined) return undefined;
  const people = counts.map(() => 0);
  for (const [record, place] of of.entries())
    people[place] = (people[place] ?? 0) + ((weights[record] ?? 0) * population) / of.length;
  return people;
}
