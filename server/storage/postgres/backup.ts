/**
 * A copy of what is kept, by `pg_dump`. By itself `pg_dump` fixes the moment it copies and only then locks the tables. A release
 * that comes between the two empties and fills the urn and the responses, and `TRUNCATE` is no respecter of moments
 * (https://www.postgresql.org/docs/15/mvcc-caveats.html): the copy would have all participations and not one answer. So the tables are
 * held first, the moment is fixed after that, and `pg_dump` is told to copy that one.
 */
import { chmodSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Storage } from "../storage.ts";
import { UnusableDatabase } from "../unusable.ts";
import { alone, type Connection, LOCKS, PIKIR, statementsOn } from "./connection.ts";
import { runProgram } from "./program.ts";
import { codeOf, verb } from "./verb.ts";

const SET = "SET lock_timeout = '60s'; SET idle_in_transaction_session_timeout = 0";
/** Until this connection ends, releases pass over their turns: waiting for a table they would have all others wait behind them. */
const HOLD_RELEASES = "SELECT pg_advisory_lock($1, $2)";
/** `LOCK` fixes no moment. Named is every table of what is kept that is ever truncated. */
const HOLD_TABLES = `
  BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  LOCK TABLE acknowledgement, urn, response, withdrawal_request, participation IN ACCESS SHARE MODE`;
const MOMENT = "SELECT pg_export_snapshot() AS snapshot";

/** What passes is not read at all, and the role of backups may not read it. */
const PASSING = `
  SELECT quote_ident(relname) AS name FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relpersistence = 'u' ORDER BY relname`;
const ROLE = "SELECT current_user <> session_user AS taken, current_user AS name";

export function backUpIn(url: string): Storage["backUp"] {
  return verb((folder) =>
    alone(url, "copying", async (client) => {
      const connection = statementsOn(client);
      const file = join(folder, "pikir.dump");
      try {
        await client.query(SET);
        await connection.rows(HOLD_RELEASES, [PIKIR, LOCKS.copying]);
        await client.query(HOLD_TABLES);
        const [moment] = await connection.rows<{ snapshot: string }>(MOMENT);
        const options = [...(await chosen(connection)), `--snapshot=${moment?.snapshot}`, `--file=${file}.part`];
        await runProgram("pg_dump", url, (address) => ["--no-password", ...options, address]);
      } catch (error) {
        throw told(error);
      }
      chmodSync(`${file}.part`, 0o600);
      renameSync(`${file}.part`, file);
      return file;
    }),
  );
}

/** What goes into the copy, as options of `pg_dump`. Rights and owners are given anew where it is restored. */
async function chosen(connection: Connection): Promise<readonly string[]> {
  const [role] = await connection.rows<{ taken: boolean; name: string }>(ROLE);
  const passing = await connection.rows<{ name: string }>(PASSING);
  return [
    "--format=custom",
    "--no-owner",
    "--no-privileges",
    "--no-unlogged-table-data",
    ...passing.map(({ name }) => `--exclude-table=public.${name}`),
    // They name sessions of the last hour, and are of use to nobody after a restore.
    "--exclude-table-data=public.acknowledgement",
    ...(role?.taken ? [`--role=${role.name}`] : []),
  ];
}

function told(error: unknown): unknown {
  if (codeOf(error) === "42501")
    return new UnusableDatabase(
      "this login may not read all that is kept; run db/postgres/set-up.sql once more, start Pikir, then this again",
    );
  return error;
}
