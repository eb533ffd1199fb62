/** Bringing a dump back into an empty database, by `pg_restore`, in one transaction. */
import type { ClientBase } from "pg";
import { UnusableDatabase } from "../unusable.ts";
import { alone, statementsOn } from "./connection.ts";
import { runProgram } from "./program.ts";

const ROLE = "SELECT current_user <> session_user AS taken, current_user AS name";
const TABLES = "SELECT count(*) AS tables FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";

/** `file`: what `backUp` wrote. Refuses a database that holds anything, and a dump that cannot be read; then nothing is changed. */
export async function restorePostgres(url: string, file: string): Promise<void> {
  await verifyDump(file);
  const role = await alone(url, "migrating", emptyWithRole);
  const rights = role === undefined ? [] : [`--role=${role}`];
  const options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", ...rights];
  await runProgram("pg_restore", url, (address) => ["--no-password", ...options, `--dbname=${address}`, file]);
}

/** Reads a dump to its end. */
export async function verifyDump(file: string): Promise<void> {
  await runProgram("pg_restore", undefined, () => ["--file=/dev/null", file]);
}

/** The role whose the tables shall be; undefined where this login has no other. */
async function emptyWithRole(client: ClientBase): Promise<string | undefined> {
  const connection = statementsOn(client);
  const [found] = await connection.rows<{ tables: number }>(TABLES);
  if (found?.tables !== 0)
    throw new UnusableDatabase(
      "the database that DATABASE_URL names is not empty, and nothing is written over: make a new one with createdb, and run db/postgres/set-up.sql in it",
    );
  const [role] = await connection.rows<{ taken: boolean; name: string }>(ROLE);
  return role?.taken ? role.name : undefined;
}
