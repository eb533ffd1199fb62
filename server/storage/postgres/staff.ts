/** Staff accounts, which are kept, and staff sessions, which pass. */
import type { StaffMember, StaffSession } from "../../records/staff.ts";
import type { Staff } from "../storage.ts";
import { type Database, LOCKS, PIKIR } from "./connection.ts";
import { factorsIn, invitationsIn } from "./staff-factors.ts";
import { bind } from "./staff-identities.ts";
import { repeatable, verb } from "./verb.ts";

export function staffIn(database: Database): Staff {
  return {
    ...accountsIn(database),
    addFirst: addFirstIn(database),
    ...changingIn(database),
    ...sessionsIn(database),
    ...invitationIn(database),
    ...invitationsIn(database),
    ...factorsIn(database),
  };
}

const COUNT = "SELECT count(*) AS count FROM staff";
const ADD = `
  INSERT INTO staff (name, role, password_hash, disabled) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;
const FIND = `SELECT name, role, password_hash AS "passwordHash", disabled FROM staff WHERE name = $1`;
const LIST = `SELECT name, role, password_hash AS "passwordHash", disabled FROM staff ORDER BY name`;

const SET_PASSWORD = "UPDATE staff SET password_hash = $2 WHERE name = $1";

function accountsIn(database: Database): Pick<Staff, "count" | "add" | "find" | "list" | "setPassword"> {
  return {
    count: repeatable(async () => (await database.rows<{ count: number }>(COUNT))[0]?.count ?? 0),
    add: verb(async (member) => ((await database.changes(ADD, columnsOf(member))) === 1 ? "added" : "name-taken")),
    find: repeatable(async (name) => (await database.rows<StaffMember>(FIND, [name]))[0]),
    list: repeatable(() => database.rows<StaffMember>(LIST)),
    setPassword: repeatable(
      async (name, passwordHash) => void (await database.changes(SET_PASSWORD, [name, passwordHash])),
    ),
  };
}

function columnsOf({ name, role, passwordHash, disabled }: StaffMember): readonly unknown[] {
  return [name, role, passwordHash, disabled];
}

const ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock($1, $2)";
const ADD_FIRST = `
  INSERT INTO staff (name, role, password_hash, disabled)
  SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM staff)`;

function addFirstIn(database: Database): Staff["addFirst"] {
  return verb((member, identity) =>
    database.transaction(async (connection) => {
      await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.staffing]);
      if ((await connection.changes(ADD_FIRST, columnsOf(member))) === 0) return "not-first";
      if (identity) await bind(connection, member.name, identity);
      return "added";
    }),
  );
}

const DISABLE = "UPDATE staff SET disabled = true WHERE name = $1";
/** Links that were made before may be those of whoever goes: they are made anew. */
const UNINVITE = "DELETE FROM staff_invitation";
const SET_ROLE = "UPDATE staff SET role = $2 WHERE name = $1";
const ADMINISTERS = `SELECT role = 'administrator' AND NOT disabled AS administers FROM staff WHERE name = $1`;
const OTHERS = "SELECT 1 FROM staff WHERE role = 'administrator' AND NOT disabled AND name <> $1 LIMIT 1";
const CLOSE_ALL = "DELETE FROM staff_session WHERE name = $1";

/** One at a time: two administrators who disable each other must not both succeed. */
function changingIn(database: Database): Pick<Staff, "disable" | "setRole"> {
  const changed = (name: string, sql: string, values: readonly unknown[]) =>
    database.transaction(async (connection) => {
      await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.staffing]);
      const [found] = await connection.rows<{ administers: boolean }>(ADMINISTERS, [name]);
      if (!found) return "unknown" as const;
      if (found.administers && (await connection.rows(OTHERS, [name])).length === 0)
        return "last-administrator" as const;
      await connection.changes(sql, values);
      await connection.changes(UNINVITE, []);
      await connection.changes(CLOSE_ALL, [name]);
      return "changed" as const;
    });
  return {
    disable: repeatable(async (name) => {
      const outcome = await changed(name, DISABLE, [name]);
      return outcome === "changed" ? "disabled" : outcome;
    }),
    setRole: repeatable((name, role) => changed(name, SET_ROLE, [name, role])),
  };
}

const OPEN = "INSERT INTO staff_session (id, name, started_at, seen_at) VALUES ($1, $2, $3, $4)";
const FIND_SESSION = `SELECT name, started_at AS "startedAt", seen_at AS "seenAt" FROM staff_session WHERE id = $1`;
const TOUCH = "UPDATE staff_session SET seen_at = $2 WHERE id = $1";
const CLOSE = "DELETE FROM staff_session WHERE id = $1";
const SESSIONS_OF = `
  SELECT id, name, started_at AS "startedAt", seen_at AS "seenAt" FROM staff_session
  WHERE name = $1 ORDER BY seen_at DESC`;
const SWEEP = "DELETE FROM staff_session WHERE seen_at < $1 OR started_at < $2";

type Sessions = Pick<
  Staff,
  "openSession" | "findSession" | "touchSession" | "closeSession" | "sessionsOf" | "sweepSessions"
>;

function sessionsIn(database: Database): Sessions {
  const change = (sql: string, ...values: readonly unknown[]) => database.changes(sql, values).then(() => undefined);
  return {
    openSession: verb((id, { name, startedAt, seenAt }) => change(OPEN, id, name, startedAt, seenAt)),
    findSession: repeatable(async (id) => (await database.rows<StaffSession>(FIND_SESSION, [id]))[0]),
    touchSession: repeatable((id, seenAt) => change(TOUCH, id, seenAt)),
    closeSession: repeatable((id) => change(CLOSE, id)),
    sessionsOf: repeatable((name) => database.rows<StaffSession & { readonly id: Uint8Array }>(SESSIONS_OF, [name])),
    sweepSessions: repeatable((seenBefore, startedBefore) => change(SWEEP, seenBefore, startedBefore)),
  };
}

const SET_INVITATION = `
  INSERT INTO invitation ("only", hash) VALUES (1, $1) ON CONFLICT ("only") DO UPDATE SET hash = excluded.hash`;
const INVITATION = "SELECT hash FROM invitation";

function invitationIn(database: Database): Pick<Staff, "setInvitation" | "invitation"> {
  return {
    setInvitation: repeatable(async (made) => void (await database.changes(SET_INVITATION, [made]))),
    invitation: repeatable(async () => (await database.rows<{ hash: Uint8Array }>(INVITATION))[0]?.hash),
  };
}
