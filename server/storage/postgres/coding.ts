/** What staff made of open answers. */
import { type Code, type Coding, codeIds, type Frame, type Settlement } from "../../records/coding.ts";
import type { Codings } from "../storage.ts";
import type { Connection, Database } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

/** Also the lock: whoever changes a survey's codings waits here for who began before. */
const CHANGED = `
  INSERT INTO coding_revision (survey, number) VALUES ($1, 1)
  ON CONFLICT (survey) DO UPDATE SET number = coding_revision.number + 1`;
const REVISION = "SELECT number FROM coding_revision WHERE survey = $1";
const CODINGS = "SELECT question, mark, coder, code FROM coding WHERE survey = $1 ORDER BY question, mark, coder";
const SETTLEMENTS = "SELECT question, mark, code FROM coding_settled WHERE survey = $1 ORDER BY question, mark";
const FRAMES = "SELECT survey, question, number, json FROM coding_frame WHERE survey = $1 ORDER BY question, number";
const KEY = "SELECT key FROM coding_key WHERE survey = $1";
const MAKE_KEY = "INSERT INTO coding_key (survey, key) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const SETTLE = `
  INSERT INTO coding_settled (survey, question, mark, code) VALUES ($1, $2, $3, $4)
  ON CONFLICT (survey, question, mark) DO UPDATE SET code = excluded.code`;
const FORGET = [
  "DELETE FROM coding WHERE survey = $1 AND mark = ANY ($2::text[])",
  "DELETE FROM coding_settled WHERE survey = $1 AND mark = ANY ($2::text[])",
] as const;

export function codingsIn(database: Database): Codings {
  const changing = <Given extends readonly unknown[], Result>(
    act: (connection: Connection, survey: string, ...given: Given) => Promise<Result>,
  ) =>
    verb((survey: string, ...given: Given) =>
      database.transaction(async (connection) => {
        await connection.changes(CHANGED, [survey]);
        return act(connection, survey, ...given);
      }),
    );
  const keyOf = async (survey: string) => (await database.rows<{ key: Uint8Array }>(KEY, [survey]))[0]?.key;
  return {
    frames: repeatable(async (survey) => (await database.rows<FrameRow>(FRAMES, [survey])).map(frameFrom)),
    keepFrame: verb((frame) => database.transaction((connection) => keepFrame(connection, frame))),
    markKey: repeatable(async (survey, made) => {
      await database.changes(MAKE_KEY, [survey, made]);
      return (await keyOf(survey)) ?? made;
    }),
    knownMarkKey: repeatable(keyOf),
    revision: repeatable(
      async (survey) => (await database.rows<{ number: number }>(REVISION, [survey]))[0]?.number ?? 0,
    ),
    of: repeatable((survey) => database.rows<Coding>(CODINGS, [survey])),
    settled: repeatable((survey) => database.rows<Settlement>(SETTLEMENTS, [survey])),
    code: changing(code),
    takeBack: changing(takeBack),
    settle: changing(async (connection, survey, { question, mark, code }) => {
      await connection.changes(SETTLE, [survey, question, mark, code]);
    }),
    forget: changing(async (connection, survey, marks) => {
      for (const sql of FORGET) await connection.changes(sql, [survey, marks]);
    }),
  };
}

interface FrameRow {
  readonly survey: string;
  readonly question: string;
  readonly number: number;
  readonly json: { readonly codes: readonly Code[]; readonly coders: 1 | 2 };
}

/** Taken with no check of its shape: it had one when it was kept. */
function frameFrom({ json, ...row }: FrameRow): Frame {
  return { ...row, ...json };
}

const NEWEST = "SELECT coalesce(max(number), 0) AS number FROM coding_frame WHERE survey = $1 AND question = $2";
const KEEP_FRAME = "INSERT INTO coding_frame (survey, question, number, json) VALUES ($1, $2, $3, $4::json)";
const DROPS = [
  "DELETE FROM coding WHERE survey = $1 AND question = $2 AND code <> ALL ($3::text[])",
  "DELETE FROM coding_settled WHERE survey = $1 AND question = $2 AND code <> ALL ($3::text[])",
] as const;

async function keepFrame(connection: Connection, frame: Frame): Promise<"kept" | "stale"> {
  const { survey, question, number, codes, coders } = frame;
  await connection.changes(CHANGED, [survey]);
  const [newest] = await connection.rows<{ number: number }>(NEWEST, [survey, question]);
  if (newest?.number !== number - 1) return "stale";
  await connection.changes(KEEP_FRAME, [survey, question, number, JSON.stringify({ codes, coders })]);
  for (const sql of DROPS) await connection.changes(sql, [survey, question, codeIds(frame)]);
  return "kept";
}

const CODERS = "SELECT coder FROM coding WHERE survey = $1 AND question = $2 AND mark = $3";
const IS_SETTLED = "SELECT 1 FROM coding_settled WHERE survey = $1 AND question = $2 AND mark = $3";
const CODE = `
  INSERT INTO coding (survey, question, mark, coder, code) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (survey, question, mark, coder) DO UPDATE SET code = excluded.code`;
const TAKE_BACK = "DELETE FROM coding WHERE survey = $1 AND question = $2 AND mark = $3 AND coder = $4";

async function code(
  connection: Connection,
  survey: string,
  { question, mark, coder, code }: Coding,
  coders: number,
): Promise<"kept" | "done"> {
  const { others, own, settled } = await standing(connection, survey, { question, mark, coder });
  if (others >= coders || (others > 0 && own) || settled) return "done";
  await connection.changes(CODE, [survey, question, mark, coder, code]);
  return "kept";
}

async function takeBack(
  connection: Connection,
  survey: string,
  coding: Omit<Coding, "code">,
): Promise<"taken-back" | "done"> {
  const { others, settled } = await standing(connection, survey, coding);
  if (others > 0 || settled) return "done";
  await connection.changes(TAKE_BACK, [survey, coding.question, coding.mark, coding.coder]);
  return "taken-back";
}

async function standing(connection: Connection, survey: string, { question, mark, coder }: Omit<Coding, "code">) {
  const coders = (await connection.rows<{ coder: string }>(CODERS, [survey, question, mark])).map((row) => row.coder);
  const settled = await connection.rows(IS_SETTLED, [survey, question, mark]);
  return {
    others: coders.filter((name) => name !== coder).length,
    own: coders.includes(coder),
    settled: settled.length > 0,
  };
}
