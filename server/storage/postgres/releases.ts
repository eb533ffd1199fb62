/** Releases: what each is, and what the disclosure gate did for it. */
import type { KeptRelease } from "../../records/kept-release.ts";
import type { Releases } from "../storage.ts";
import { type Database, LOCKS, PIKIR } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

export function releasesIn(database: Database): Releases {
  return { keep: keepIn(database), of: ofIn(database) };
}

const KEEP =
  "INSERT INTO data_release (id, survey, request, json) VALUES ($1, $2, $3, $4::json) ON CONFLICT DO NOTHING";

const ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock($1, $2)";
const BESIDE = "SELECT count(*)::integer AS count FROM data_release WHERE survey = $1";

function keepIn(database: Database): Releases["keep"] {
  return verb(({ id, survey, request, json }, beside) =>
    database.transaction(async (connection) => {
      await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.releasing]);
      const [there] = await connection.rows<{ count: number }>(BESIDE, [survey]);
      if (there?.count !== beside) return "known";
      return (await connection.changes(KEEP, [id, survey, request, json])) === 1 ? "kept" : "known";
    }),
  );
}

const OF = "SELECT id, survey, request, json::text AS json FROM data_release WHERE survey = $1 ORDER BY id";

function ofIn(database: Database): Releases["of"] {
  return repeatable((survey) => database.rows<KeptRelease>(OF, [survey]));
}
