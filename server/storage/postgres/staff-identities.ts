/** Who of the staff signs in at the provider. */
import type { StaffIdentities } from "../staff-identities.ts";
import { type Connection, type Database, LOCKS, PIKIR } from "./connection.ts";
import { repeatable } from "./verb.ts";

const ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock($1, $2)";
const ACCOUNT_OF = "SELECT name FROM staff_identity WHERE identity = $1";
const HAS = "SELECT 1 FROM staff_identity WHERE name = $1";
const UNBIND = "DELETE FROM staff_identity WHERE name = $1";
/** Whoever's account was disabled may come again by another link. */
const FREE = `
  DELETE FROM staff_identity
  WHERE identity = $1 AND name IN (SELECT name FROM staff WHERE disabled)`;
const TAKEN = `
  SELECT 1 FROM staff_identity JOIN staff ON staff.name = staff_identity.name
  WHERE identity = $1 AND staff.name <> $2 AND NOT disabled`;
const BIND = "INSERT INTO staff_identity (name, identity) VALUES ($1, $2)";

export function staffIdentitiesIn(database: Database): StaffIdentities {
  return {
    accountOf: repeatable(async (identity) => (await database.rows<{ name: string }>(ACCOUNT_OF, [identity]))[0]?.name),
    has: repeatable(async (name) => (await database.rows(HAS, [name])).length === 1),
    bind: repeatable((name, identity) =>
      database.transaction(async (connection) => {
        if (await isTaken(connection, name, identity)) return "taken";
        await bind(connection, name, identity);
        return "bound";
      }),
    ),
    unbind: repeatable(async (name) => void (await database.changes(UNBIND, [name]))),
  };
}

/** From now on within this transaction nobody else binds one. */
export async function isTaken(connection: Connection, name: string, identity: Uint8Array): Promise<boolean> {
  await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.staffing]);
  return (await connection.rows(TAKEN, [identity, name])).length > 0;
}

/** An identity that is not taken. */
export async function bind(connection: Connection, name: string, identity: Uint8Array): Promise<void> {
  await connection.changes(FREE, [identity]);
  await connection.changes(UNBIND, [name]);
  await connection.changes(BIND, [name, identity]);
}
