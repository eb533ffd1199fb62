/** Second factors of the staff, their recovery codes, and invitations of further staff. */
import type { StaffFactor, StaffInvitation } from "../../records/staff.ts";
import type { Staff } from "../storage.ts";
import type { Database } from "./connection.ts";
import { bind, isTaken } from "./staff-identities.ts";
import { repeatable, verb } from "./verb.ts";

const FACTOR = "SELECT secret, step FROM staff_factor WHERE name = $1";
const SET_FACTOR = `
  INSERT INTO staff_factor (name, secret, step) VALUES ($1, $2, $3)
  ON CONFLICT (name) DO UPDATE SET secret = excluded.secret, step = excluded.step`;
const USE_STEP = "UPDATE staff_factor SET step = $2 WHERE name = $1 AND step < $2";
const FORGET_RECOVERY = "DELETE FROM staff_recovery WHERE name = $1";
const ADD_RECOVERY = "INSERT INTO staff_recovery (name, hash) SELECT $1, unnest($2::bytea[])";
const USE_RECOVERY = "DELETE FROM staff_recovery WHERE name = $1 AND hash = $2";
const COUNT_RECOVERY = "SELECT count(*) AS count FROM staff_recovery WHERE name = $1";

export function factorsIn(
  database: Database,
): Pick<Staff, "factor" | "enrol" | "useStep" | "useRecovery" | "countRecovery"> {
  return {
    factor: repeatable(async (name) => (await database.rows<StaffFactor>(FACTOR, [name]))[0]),
    enrol: repeatable((name, { secret, step }, recovery) =>
      database.transaction(async (connection) => {
        await connection.changes(SET_FACTOR, [name, secret, step]);
        await connection.changes(FORGET_RECOVERY, [name]);
        await connection.changes(ADD_RECOVERY, [name, recovery]);
      }),
    ),
    useStep: verb(async (name, step) =>
      (await database.changes(USE_STEP, [name, step])) === 1 ? "used" : "used-before",
    ),
    useRecovery: verb(async (name, hash) =>
      (await database.changes(USE_RECOVERY, [name, hash])) === 1 ? "used" : "unknown",
    ),
    countRecovery: repeatable(
      async (name) => (await database.rows<{ count: number }>(COUNT_RECOVERY, [name]))[0]?.count ?? 0,
    ),
  };
}

const INVITE = "INSERT INTO staff_invitation (hash, name, role, until) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
const INVITED = "SELECT name, role, until FROM staff_invitation WHERE hash = $1";
/** Whoever deletes it first has it; the other waits, and finds it gone. */
const USE_UP = "DELETE FROM staff_invitation WHERE hash = $1";
const PUT_BACK = "INSERT INTO staff_invitation (hash, name, role, until) VALUES ($1, $2, $3, $4)";
const JOIN = `
  INSERT INTO staff (name, role, password_hash, disabled) VALUES ($1, $2, $3, false) ON CONFLICT DO NOTHING`;

export function invitationsIn(database: Database): Pick<Staff, "invite" | "invited" | "join"> {
  return {
    invite: repeatable(
      async (hash, { name, role, until }) => void (await database.changes(INVITE, [hash, name, role, until])),
    ),
    invited: repeatable(async (hash) => (await database.rows<StaffInvitation>(INVITED, [hash]))[0]),
    join: verb((hash, { name, role, passwordHash }, identity) =>
      database.transaction(async (connection) => {
        if (identity && (await isTaken(connection, name, identity))) return "identity-taken";
        const [invitation] = await connection.rows<StaffInvitation>(INVITED, [hash]);
        if (!invitation || (await connection.changes(USE_UP, [hash])) === 0) return "not-invited";
        if ((await connection.changes(JOIN, [name, role, passwordHash])) === 1) {
          if (identity) await bind(connection, name, identity);
          return "added";
        }
        await connection.changes(PUT_BACK, [hash, invitation.name, invitation.role, invitation.until]);
        return "name-taken";
      }),
    ),
  };
}
