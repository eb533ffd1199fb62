/** What staff made of open answers. */
import type { Code, Coding, Frame, Settlement } from "../../records/coding.ts";
import { codeIds } from "../../records/coding.ts";
import type { Codings } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

export function codingsIn(kept: Connection): Codings {
  const changed = kept.prepare<[string]>(CHANGED);
  const revision = kept.prepare<[string], number>(REVISION).pluck();
  const codings = kept.prepare<[string], Coding>(CODINGS);
  const settlements = kept.prepare<[string], Settlement>(SETTLEMENTS);
  /** One transaction that also moves the revision on, unless nothing came of it. */
  const changing = <Given extends readonly unknown[], Result>(act: (survey: string, ...given: Given) => Result) => {
    const whole = kept.transaction((survey: string, ...given: Given) => {
      const result = act(survey, ...given);
      changed.run(survey);
      return result;
    });
    return verb((survey: string, ...given: Given) => whole.immediate(survey, ...given));
  };
  return {
    frames: framesIn(kept),
    keepFrame: keepFrameIn(kept, changed),
    markKey: markKeyIn(kept),
    knownMarkKey: verb((survey) => keyIn(kept, survey)),
    revision: verb((survey) => revision.get(survey) ?? 0),
    of: verb((survey) => codings.all(survey)),
    settled: verb((survey) => settlements.all(survey)),
    code: changing(codeIn(kept)),
    takeBack: changing(takeBackIn(kept)),
    settle: changing(settleIn(kept)),
    forget: changing(forgetIn(kept)),
  };
}

const CHANGED = `
  INSERT INTO coding_revision (survey, number) VALUES (?, 1) ON CONFLICT (survey) DO UPDATE SET number = number + 1`;
const REVISION = "SELECT number FROM coding_revision WHERE survey = ?";
const CODINGS = "SELECT question, mark, coder, code FROM coding WHERE survey = ? ORDER BY question, mark, coder";
const SETTLEMENTS = "SELECT question, mark, code FROM coding_settled WHERE survey = ? ORDER BY question, mark";

const FRAMES = "SELECT survey, question, number, json FROM coding_frame WHERE survey = ? ORDER BY question, number";

interface FrameRow {
  readonly survey: string;
  readonly question: string;
  readonly number: number;
  readonly json: string;
}

function framesIn(kept: Connection): Codings["frames"] {
  const frames = kept.prepare<[string], FrameRow>(FRAMES);
  return verb((survey) => frames.all(survey).map(frameFrom));
}

/** Parsed with no check of its shape: it had one when it was kept. */
function frameFrom({ json, ...row }: FrameRow): Frame {
  return { ...row, ...(JSON.parse(json) as { readonly codes: readonly Code[]; readonly coders: 1 | 2 }) };
}

const NEWEST = "SELECT coalesce(max(number), 0) FROM coding_frame WHERE survey = ? AND question = ?";
const KEEP_FRAME = "INSERT INTO coding_frame (survey, question, number, json) VALUES (?, ?, ?, ?)";
const DROP_CODES = `
  DELETE FROM coding WHERE survey = ? AND question = ? AND code NOT IN (SELECT value FROM json_each(?))`;
const DROP_SETTLED = `
  DELETE FROM coding_settled WHERE survey = ? AND question = ? AND code NOT IN (SELECT value FROM json_each(?))`;

function keepFrameIn(kept: Connection, changed: { run(survey: string): unknown }): Codings["keepFrame"] {
  const newest = kept.prepare<[string, string], number>(NEWEST).pluck();
  const keep = kept.prepare<[string, string, number, string]>(KEEP_FRAME);
  const drops = [DROP_CODES, DROP_SETTLED].map((sql) => kept.prepare<[string, string, string]>(sql));
  const keepFrame = kept.transaction((frame: Frame) => {
    const { survey, question, number, codes, coders } = frame;
    if (newest.get(survey, question) !== number - 1) return "stale";
    keep.run(survey, question, number, JSON.stringify({ codes, coders }));
    for (const drop of drops) drop.run(survey, question, JSON.stringify(codeIds(frame)));
    changed.run(survey);
    return "kept";
  });
  return verb((frame) => keepFrame.immediate(frame));
}

const KEY = "SELECT key FROM coding_key WHERE survey = ?";
const MAKE_KEY = "INSERT INTO coding_key (survey, key) VALUES (?, ?) ON CONFLICT DO NOTHING";

function keyIn(kept: Connection, survey: string): Uint8Array | undefined {
  return kept.prepare<[string], Uint8Array>(KEY).pluck().get(survey);
}

function markKeyIn(kept: Connection): Codings["markKey"] {
  const make = kept.prepare<[string, Uint8Array]>(MAKE_KEY);
  const markKey = kept.transaction((survey: string, made: Uint8Array) => {
    make.run(survey, made);
    return keyIn(kept, survey) ?? made;
  });
  return verb((survey, made) => markKey.immediate(survey, made));
}

const OTHERS = "SELECT count(*) FROM coding WHERE survey = ? AND question = ? AND mark = ? AND coder <> ?";
const OWN = "SELECT 1 FROM coding WHERE survey = ? AND question = ? AND mark = ? AND coder = ?";
const IS_SETTLED = "SELECT 1 FROM coding_settled WHERE survey = ? AND question = ? AND mark = ?";
const CODE = `
  INSERT INTO coding (survey, question, mark, coder, code) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (survey, question, mark, coder) DO UPDATE SET code = excluded.code`;
const TAKE_BACK = "DELETE FROM coding WHERE survey = ? AND question = ? AND mark = ? AND coder = ?";

function codeIn(kept: Connection) {
  const countOthers = kept.prepare<[string, string, string, string], number>(OTHERS).pluck();
  const own = kept.prepare<[string, string, string, string]>(OWN);
  const isSettled = kept.prepare<[string, string, string]>(IS_SETTLED);
  const put = kept.prepare<[string, string, string, string, string]>(CODE);
  return (survey: string, { question, mark, coder, code }: Coding, coders: number) => {
    const others = countOthers.get(survey, question, mark, coder) ?? 0;
    const late = others > 0 && own.get(survey, question, mark, coder) !== undefined;
    if (others >= coders || late || isSettled.get(survey, question, mark) !== undefined) return "done" as const;
    put.run(survey, question, mark, coder, code);
    return "kept" as const;
  };
}

function takeBackIn(kept: Connection) {
  const countOthers = kept.prepare<[string, string, string, string], number>(OTHERS).pluck();
  const isSettled = kept.prepare<[string, string, string]>(IS_SETTLED);
  const remove = kept.prepare<[string, string, string, string]>(TAKE_BACK);
  return (survey: string, { question, mark, coder }: Omit<Coding, "code">) => {
    const late = (countOthers.get(survey, question, mark, coder) ?? 0) > 0;
    if (late || isSettled.get(survey, question, mark) !== undefined) return "done" as const;
    remove.run(survey, question, mark, coder);
    return "taken-back" as const;
  };
}

const SETTLE = `
  INSERT INTO coding_settled (survey, question, mark, code) VALUES (?, ?, ?, ?)
  ON CONFLICT (survey, question, mark) DO UPDATE SET code = excluded.code`;

function settleIn(kept: Connection) {
  const settle = kept.prepare<[string, string, string, string]>(SETTLE);
  return (survey: string, { question, mark, code }: Settlement) => void settle.run(survey, question, mark, code);
}

const FORGET = [
  "DELETE FROM coding WHERE survey = ? AND mark = ?",
  "DELETE FROM coding_settled WHERE survey = ? AND mark = ?",
];

function forgetIn(kept: Connection) {
  const forgets = FORGET.map((sql) => kept.prepare<[string, string]>(sql));
  return (survey: string, marks: readonly string[]) => {
    for (const mark of marks) for (const forget of forgets) forget.run(survey, mark);
  };
}
