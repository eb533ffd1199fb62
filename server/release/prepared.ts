/** What the gate looks at: the records that would leave, by what somebody could be recognised in them, and what it would cost to prevent it. */
import type { PublishedSurvey } from "../records/survey.ts";
import { newestOf } from "../records/survey.ts";
import { ANSWERED } from "../reports/answer-codes.ts";
import type { DataMatrix } from "../reports/data-matrix.ts";
import type { Cleaned } from "../reports/doubts.ts";
import { type Disclosure, keysFor, type ReleaseKind } from "../survey/disclosure.ts";
import { answersIn, type Classes, classesOf } from "./classes.ts";
import { type KeyLadder, ladderOf } from "./key-ladder.ts";
import { POLICIES, type Policy } from "./policy.ts";
import { type AskedFile, type Proposal, proposalsFor } from "./proposals.ts";
import { type Random, shuffled } from "./random-order.ts";

export interface Prepared extends AskedFile {
  readonly survey: PublishedSurvey;
  readonly kind: ReleaseKind;
  readonly policy: Policy;
  readonly matrix: DataMatrix;
  /** Rows of the matrix that the cleaning rule keeps, in the random order of the release. */
  readonly records: Int32Array;
  /** Ids of questions that are not in this kind of file. */
  readonly leftOut: ReadonlySet<string>;
  readonly ladders: readonly KeyLadder[];
  readonly classes: Classes;
  /** Ids of the sensitive questions in the file. */
  readonly sensitive: readonly string[];
  /** Cheapest first. None: there are too few records, or all of them answered a sensitive question alike. */
  readonly proposals: readonly Proposal[];
}

/** Why there can be no release. */
export type Unreleasable = "panel" | "no-disclosure" | "nobody";

export function prepare(
  survey: PublishedSurvey,
  kind: ReleaseKind,
  matrix: DataMatrix,
  { kept, valid }: Pick<Cleaned, "kept" | "valid">,
  random: Random,
): Prepared | Unreleasable {
  if (survey.versions.some(({ definition }) => definition.panel)) return "panel";
  const { disclosure } = newestOf(survey).definition;
  if (!disclosure) return "no-disclosure";
  if (valid === 0) return "nobody";
  const policy = POLICIES[kind];
  const records = shuffled(rowsIn(kept, valid), random);
  const leftOut = leftOutOf(disclosure, kind, policy, matrix);
  const asked = matrix.columns.map(({ item }) => item.question);
  const ladders = keysFor(disclosure, kind)
    .filter(({ question }) => asked.includes(question))
    .map((key) => ladderOf(matrix, records, key));
  const classes = classesOf(
    records.length,
    ladders.map(({ asked: coded }) => coded),
  );
  const sensitive = disclosure.sensitive.filter((question) => asked.includes(question) && !leftOut.has(question));
  const answers = answersByClass(classes, sensitive, matrix, records);
  const file = { ladders, classes, answers };
  const proposals = proposalsFor(file, policy.protection, firstLevels(ladders, policy));
  return { survey, kind, policy, matrix, records, leftOut, sensitive, proposals, ...file };
}

function rowsIn(kept: Uint8Array, valid: number): Int32Array {
  const rows = new Int32Array(valid);
  let at = 0;
  for (const [row, is] of kept.entries()) if (is === 1) rows[at++] = row;
  return rows;
}

function leftOutOf(disclosure: Disclosure, kind: ReleaseKind, { numbers }: Policy, { columns }: DataMatrix) {
  const typed = columns.filter(({ item }) => item.kind === "text" || (item.kind === "number" && !numbers));
  return new Set([...typed.map(({ item }) => item.question), ...(kind === "public" ? disclosure["not-public"] : [])]);
}

function answersByClass(
  classes: Classes,
  sensitive: readonly string[],
  matrix: DataMatrix,
  records: Int32Array,
): AskedFile["answers"] {
  const found = sensitive.map((question) => {
    const { codes } = ladderOf(matrix, records, { question }).asked;
    return answersIn(classes, { codes, isAnswer: (code) => code >= ANSWERED });
  });
  return classes.counts.map((_, place) => found.map((sets) => sets[place] ?? new Set<number>()));
}

/** The public's file begins at the first recoding of each key that has one. */
export function firstLevels(ladders: readonly KeyLadder[], { recodes }: Policy): readonly number[] {
  return ladders.map(({ levels }) => (recodes && levels.length > 2 ? 1 : 0));
}
