/** Releases for tests: made-up answers to the national survey, through the real gate. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Response } from "../../server/records/response.ts";
import type { PublishedSurvey } from "../../server/records/survey.ts";
import type { DataSet } from "../../server/release/data-set.ts";
import { keyBytes } from "../../server/release/fact-variables.ts";
import { type Prepared, prepare } from "../../server/release/prepared.ts";
import type { Random } from "../../server/release/random-order.ts";
import { type Repaired, repair } from "../../server/release/repaired.ts";
import { dataSetOf } from "../../server/release/variables.ts";
import { cleaningRule, STUDY } from "../../server/reports/cleaning.ts";
import { clean, doubtsIn } from "../../server/reports/doubts.ts";
import { gather } from "../../server/reports/gather.ts";
import type { Answer } from "../../server/survey/answer.ts";
import { type Definition, questionsOf } from "../../server/survey/definition.ts";
import type { ReleaseKind } from "../../server/survey/disclosure.ts";
import { type MarginsRead, readMargins } from "../../server/survey/margins-reading.ts";
import { readDefinition } from "../../server/survey/reading.ts";
import { versionOf } from "../../server/survey/version.ts";
import { readLanguages } from "../../server/web/languages.ts";
import { published, reading } from "../reports/made.ts";

const ROOT = join(import.meta.dirname, "../..");

export function shipped(id: string): Definition {
  const file = join("db/surveys", `${id}.yaml`);
  const read = readDefinition(file, readFileSync(join(ROOT, file), "utf8"));
  if ("faults" in read) throw new Error(`${id} has faults`);
  return read.definition;
}

export function shippedMargins(definition: Definition): MarginsRead {
  const file = join("db/margins", `${definition.id}.yaml`);
  return readMargins(file, readFileSync(join(ROOT, file), "utf8"), definition);
}

/** The same numbers every time: mulberry32. */
export function seeded(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    bytes: (size) => Uint8Array.from({ length: size }, () => Math.floor(next() * 256)),
    integer: (limit) => Math.floor(next() * limit),
  };
}

/** Answers as people's are: the first options of a question far more often than the last, some skipped. */
export function* responsesTo(definition: Definition, count: number, seed = 1): Generator<Response> {
  const random = seeded(seed);
  const rare = (size: number) => Math.min(random.integer(size), random.integer(size), random.integer(size));
  const version = versionOf(definition);
  const questions = questionsOf(definition);
  for (let at = 0; at < count; at += 1) {
    const answers: Record<string, Answer> = {};
    for (const question of questions) {
      if (random.integer(20) === 0) continue;
      if (question.kind === "one") answers[question.id] = question.options[rare(question.options.length)]?.id ?? "";
      if (question.kind === "several") {
        const options = question.options.filter(({ excludes }) => !excludes && random.integer(4) === 0);
        if (options.length > 0) answers[question.id] = options.map(({ id }) => id);
      }
      if (question.kind === "scale")
        answers[question.id] = question.from + random.integer(question.to - question.from + 1);
      if (question.kind === "number")
        answers[question.id] = question.min + random.integer(question.max - question.min + 1);
      if (question.kind === "grid")
        answers[question.id] = Object.fromEntries(question.rows.map(({ id }) => [id, question.from]));
      if (question.kind === "text") answers[question.id] = `=1+1 words of person ${at}`;
    }
    const language = ["kk", "kk", "ru", "en"][rare(4)] ?? "kk";
    const month = ["2024-09", "2024-10", "2024-11"][rare(3)] ?? "2024-09";
    yield {
      version,
      language,
      channel: "web",
      month,
      duration: 60 + random.integer(900),
      flags: [],
      withdrawal: null,
      answers,
    };
  }
}

export const languages = readLanguages(join(ROOT, "views/languages"));

export interface Made {
  readonly survey: PublishedSurvey;
  readonly prepared: Prepared;
  readonly repaired: Repaired;
  readonly data: DataSet;
}

export async function released(
  definition: Definition,
  responses: Iterable<Response>,
  { kind = "scientific" as ReleaseKind, language = "kk", margins = false, seed = 7, rule = "study" } = {},
): Promise<Made> {
  const survey = published(definition);
  const random = seeded(seed);
  const gathered = await gather(reading(responses), survey);
  const cleaned = clean(doubtsIn(gathered.matrix, gathered.durations), cleaningRule(rule) ?? STUDY);
  const prepared = prepare(survey, kind, gathered.matrix, cleaned, random);
  if (typeof prepared === "string") throw new Error(prepared);
  const [proposal] = prepared.proposals;
  if (!proposal) throw new Error("no proposal");
  const repaired = repair(prepared, proposal, margins ? shippedMargins(definition) : undefined);
  const { matrix, weighting } = repaired;
  const keys = random.bytes(keyBytes(matrix.size));
  const say = languages.translator(language);
  const { facts } = prepared.policy;
  const data = dataSetOf({ survey, matrix, facts, weights: weighting.weights, keys, language, say });
  return { survey, prepared, repaired, data };
}

/** All records of a variable. */
export function valuesOf(data: DataSet, name: string): readonly (number | string)[] {
  const variable = data.variables.find((found) => found.name === name);
  if (!variable) throw new Error(`no variable ${name}`);
  return Array.from({ length: data.records }, (_, record) => variable.at(record));
}

export async function bytesOf(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
