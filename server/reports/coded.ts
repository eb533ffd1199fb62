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
import { ANSWERED, type Column, NOT_ASKED, SKIPPED } from "./data-matrix.ts";
import { answerTo, type Item } from "./items.ts";
import { type ChoiceReport, questionReport, type Sample } from "./shares.ts";
import { cellsIn, type Selection, tallies } from "./tally.ts";

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

export interface CodedColumn {
  readonly frame: Frame;
  readonly column: Column;
  readonly agreement: readonly Agreement[];
  /** By response: 1 where it holds a text. */
  readonly written: Uint8Array;
}

/** Takes the responses one by one, in the order of the matrix. */
export interface CodedBuilder {
  add(answers: Answers, asked: readonly number[]): void;
  finished(): readonly CodedColumn[];
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
    finished: () => columns.map((column) => column.finished()),
  };
}

function createColumn(item: Item, at: number, frame: Frame, texts: ReadonlyMap<string, CodedText>, key: Uint8Array) {
  const ids = codeIds(frame);
  const codes: number[] = [];
  const written: number[] = [];
  const codeOf = (text: string): number => {
    const coded = texts.get(markOf(key, item.id, text));
    const code = coded && finalCode(coded, frame);
    return code === undefined ? SKIPPED : ANSWERED + ids.indexOf(code);
  };
  return {
    add(answers: Answers, asked: readonly number[]) {
      const answer = asked.includes(at) ? answerTo(item, answers) : undefined;
      const isText = typeof answer === "string" && answer !== "";
      written.push(isText ? 1 : 0);
      codes.push(isText ? codeOf(answer) : asked.includes(at) ? SKIPPED : NOT_ASKED);
    },
    finished: (): CodedColumn => ({
      frame,
      column: {
        item: { ...item, kind: "one", options: ids.map((id) => ({ id })) },
        codes: Uint16Array.from(codes),
        chosen: [],
        values: new Float64Array(),
      },
      agreement: pairsOf(texts.values(), ids).flatMap(({ table }) => cohensKappa(table) ?? []),
      written: Uint8Array.from(written),
    }),
  };
}

/** By question. */
export function codedReports(
  columns: readonly CodedColumn[],
  selection: Selection,
  sample: Sample,
): Readonly<Record<string, CodedReport>> {
  const none = cellsIn(selection);
  const reports = columns.map(({ frame, column, agreement, written }): readonly [string, CodedReport] => {
    const [tally] = tallies({ columns: [column] }, selection);
    if (!tally) throw new Error("a column has no tally");
    const report = questionReport(column.item, tally, sample) as ChoiceReport;
    const labels = Object.fromEntries(frame.codes.map(({ id, label }) => [id, label]));
    const texts = written.reduce((sum, has, row) => sum + (has === 1 && selection.places[row] !== none ? 1 : 0), 0);
    const { number, coders, question } = frame;
    return [question, { ...report, frame: number, coders, written: texts, text: column.item.text, labels, agreement }];
  });
  return Object.fromEntries(reports);
}
