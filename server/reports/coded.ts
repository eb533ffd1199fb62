/**
 * What coders made of open answers, as shares. Codings are joined to the texts by their marks while the responses are read, and
 * counted as a question of its own: never crossed with another, so that no table leads from what somebody wrote to what else
 * they answered. A text's code is the one that counts in the end (`finalCode`); a text without one is not in the base.
 */
import {
  byText,
  type CodedText,
  type Coding,
  codeIds,
  type Frame,
  finalCode,
  markOf,
  newestFrames,
  pairsOf,
  type Settlement,
} from "../records/coding.ts";
import { type Agreement, cohensKappa } from "../statistics/kappa.ts";
import type { Answers } from "../survey/answer.ts";
import type { Text } from "../survey/definition.ts";
import { ANSWERED, NOT_ASKED, SKIPPED } from "./answer-codes.ts";
import type { SurveyCounts } from "./counting.ts";
import type { Column } from "./data-matrix.ts";
import { answerTo, type Item } from "./items.ts";
import { type ChoiceReport, questionReport, type Sample } from "./shares.ts";
import { placesIn, type Selection, tallyOf } from "./tally.ts";

/** The little of the storage that coded shares need. */
export interface ReadingCodings {
  frames(survey: string): Promise<readonly Frame[]>;
  knownMarkKey(survey: string): Promise<Uint8Array | undefined>;
  of(survey: string): Promise<readonly Coding[]>;
  settled(survey: string): Promise<readonly Settlement[]>;
}

/** `base`: the valid responses whose text has a code; `skipped`: asked, and wrote nothing or have no code yet. */
export interface CodedReport extends ChoiceReport {
  /** The version of the frame. */
  readonly frame: number;
  /** How many code each text. */
  readonly coders: 1 | 2;
  /** Valid responses that hold a text, coded or not. */
  readonly written: number;
  /** The question's own words, and those of each code; the code for what no code is for has none. */
  readonly text: Text;
  readonly labels: Readonly<Record<string, Text>>;
  /** How far each two coders agreed, by Cohen's kappa over the texts that both coded, before anything was settled. */
  readonly agreement: readonly Agreement[];
}

/** A coded question as an item, so that it is shown and written like every other. */
export function codedItem(question: string, { text, options, labels }: CodedReport): Item {
  const codes = Object.keys(options).map((id) => {
    const label = labels[id];
    return label ? { id, label } : { id };
  });
  return { id: codedId(question), question, kind: "one", text, options: codes };
}

export function codedId(question: string): string {
  return `${question}.coded`;
}

export interface CodedQuestion {
  readonly frame: Frame;
  /** The text's item with the codes as its options. */
  readonly item: Item;
  readonly agreement: readonly Agreement[];
}

/** What a block of responses wrote to one question. */
export interface CodedBlock {
  readonly column: Column;
  /** By response: 1 where it holds a text. */
  readonly written: Uint8Array;
}

/** Takes the responses one by one, in the order of the matrix. */
export interface CodedBuilder {
  readonly questions: readonly CodedQuestion[];
  add(answers: Answers, asked: readonly number[]): void;
  /** By question: of those added since the last time. */
  taken(): readonly CodedBlock[];
}

/** Undefined where nothing is coded. `items`: of the survey, as for the matrix. */
export async function openCoded(
  reading: ReadingCodings | undefined,
  survey: string,
  items: readonly Item[],
): Promise<CodedBuilder | undefined> {
  const key = await reading?.knownMarkKey(survey);
  if (!reading || !key) return undefined;
  const frames = newestFrames(await reading.frames(survey));
  const [codings, settled] = [await reading.of(survey), await reading.settled(survey)];
  const columns = items.flatMap((item, at) => {
    const frame = item.kind === "text" ? frames.get(item.id) : undefined;
    if (!frame) return [];
    const of = <Said extends { readonly question: string }>(said: readonly Said[]) =>
      said.filter(({ question }) => question === item.id);
    return [createColumn(item, at, frame, byText(of(codings), of(settled)), key)];
  });
  return {
    add: (answers, asked) => {
      for (const column of columns) column.add(answers, asked);
    },
    questions: columns.map(({ question }) => question),
    taken: () => columns.map((column) => column.taken()),
  };
}

function createColumn(item: Item, at: number, frame: Frame, texts: ReadonlyMap<string, CodedText>, key: Uint8Array) {
  const ids = codeIds(frame);
  const coded: Item = { ...item, kind: "one", options: ids.map((id) => ({ id })) };
  let codes: number[] = [];
  let written: number[] = [];
  const codeOf = (text: string): number => {
    const coded = texts.get(markOf(key, item.id, text));
    const code = coded && finalCode(coded, frame);
    return code === undefined ? SKIPPED : ANSWERED + ids.indexOf(code);
  };
  return {
    question: {
      frame,
      item: coded,
      agreement: pairsOf(texts.values(), ids).flatMap(({ table }) => cohensKappa(table) ?? []),
    },
    add(answers: Answers, asked: readonly number[]) {
      const answer = asked.includes(at) ? answerTo(item, answers) : undefined;
      const isText = typeof answer === "string" && answer !== "";
      written.push(isText ? 1 : 0);
      codes.push(isText ? codeOf(answer) : asked.includes(at) ? SKIPPED : NOT_ASKED);
    },
    taken(): CodedBlock {
      const column = { item: coded, codes: Uint16Array.from(codes), chosen: [], values: new Float64Array() };
      const block = { column, written: Uint8Array.from(written) };
      codes = [];
      written = [];
      return block;
    },
  };
}

/** By question. */
export function codedReports(
  questions: readonly CodedQuestion[],
  { coded }: Pick<SurveyCounts, "coded">,
  selection: Selection,
  sample: Sample,
): Readonly<Record<string, CodedReport>> {
  const places = placesIn(selection);
  const reports = questions.flatMap(({ frame, agreement }, at): readonly (readonly [string, CodedReport])[] => {
    const its = coded[at];
    if (!its) return [];
    const report = questionReport(its.item, tallyOf(its, selection), sample) as ChoiceReport;
    const labels = Object.fromEntries(frame.codes.map(({ id, label }) => [id, label]));
    const texts = selection.strata.reduce(
      (sum, place, stratum) => sum + (place < places ? (its.written.counts[2 * stratum + 1] ?? 0) : 0),
      0,
    );
    const { number, coders, question } = frame;
    return [[question, { ...report, frame: number, coders, written: texts, text: its.item.text, labels, agreement }]];
  });
  return Object.fromEntries(reports);
}
