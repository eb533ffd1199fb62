/** Staff accounts, which are kept, and staff sessions, which pass. */
import type { Role, StaffMember, StaffSession } from "../../records/staff.ts";
import type { Staff } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { factorsIn, invitationsIn } from "./staff-factors.ts";
import { bindingIn } from "./staff-identities.ts";
import { verb } from "./verb.ts";

export function staffIn(kept: Connection, passing: Connection): Staff {
  return {
    ...accountsIn(kept),
    ...changingIn(kept, passing),
    ...sessionsIn(passing),
    ...invitationIn(kept),
    ...invitationsIn(kept),
    ...factorsIn(kept),
  };
}

const COUNT = "SELECT count(*) FROM staff";
const ADD = `
  INSERT INTO staff (name, role, password_hash, disabled) VALUES (@name, @role, @passwordHash, @disabled)
  ON CONFLICT DO NOTHING`;
const ADD_FIRST = `
  INSERT INTO staff (name, role, password_hash, disabled)
  SELECT @name, @role, @passwordHash, @disabled WHERE NOT EXISTS (SELECT 1 FROM staff)`;
const FIND = `SELECT name, role, password_hash AS "passwordHash", disabled FROM staff WHERE name = ?`;
const LIST = `SELECT name, role, password_hash AS "passwordHash", disabled FROM staff ORDER BY name`;

interface StaffRow {
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly disabled: 0 | 1;
}

const SET_PASSWORD = "UPDATE staff SET password_hash = ? WHERE name = ?";

function accountsIn(kept: Connection): Pick<Staff, "count" | "add" | "addFirst" | "find" | "list" | "setPassword"> {
  const count = kept.prepare<[], number>(COUNT).pluck();
  const add = kept.prepare<[StaffRow]>(ADD);
  const addFirst = kept.prepare<[StaffRow]>(ADD_FIRST);
  const find = kept.prepare<[string], StaffRow>(FIND);
  const list = kept.prepare<[], StaffRow>(LIST);
  const setPassword = kept.prepare<[string, string]>(SET_PASSWORD);
  const { bind } = bindingIn(kept);
  const first = kept.transaction((member: StaffMember, identity: Uint8Array | undefined) => {
    if (addFirst.run(rowOf(member)).changes === 0) return "not-first";
    if (identity) bind(member.name, identity);
    return "added";
  });
  return {
    count: verb(() => count.get() ?? 0),
    add: verb((member) => (add.run(rowOf(member)).changes === 1 ? "added" : "name-taken")),
    addFirst: verb((member, identity) => first.immediate(member, identity)),
    find: verb((name) => {
      const row = find.get(name);
      return row && memberFrom(row);
    }),
    list: verb(() => list.all().map(memberFrom)),
    setPassword: verb((name, passwordHash) => void setPassword.run(passwordHash, name)),
  };
}

function rowOf({ name, role, passwordHash, disabled }: StaffMember): StaffRow {
  return { name, role, passwordHash, disabled: disabled ? 1 : 0 };
}

function memberFrom(row: StaffRow): StaffMember {
  return { ...row, disabled: row.disabled === 1 };
}

const DISABLE = "UPDATE staff SET disabled = 1 WHERE name = ?";
const SET_ROLE = "UPDATE staff SET role = ? WHERE name = ?";
const ADMINISTERS = "SELECT role = 'administrator' AND disabled = 0 FROM staff WHERE name = ?";
const OTHERS = "SELECT count(*) FROM staff WHERE role = 'administrator' AND disabled = 0 AND name <> ?";
/** Links that were made before may be those of whoever goes: they are made anew. */
const UNINVITE = "DELETE FROM staff_invitation";
const CLOSE_ALL = "DELETE FROM staff_session WHERE name = ?";

/** The account first: should the sessions outlive it, they are those of a disabled member, or have the new role. */
function changingIn(kept: Connection, passing: Connection): Pick<Staff, "disable" | "setRole"> {
  const disable = kept.prepare<[string]>(DISABLE);
  const setRole = kept.prepare<[Role, string]>(SET_ROLE);
  const administers = kept.prepare<[string], 0 | 1>(ADMINISTERS).pluck();
  const uninvite = kept.prepare<[]>(UNINVITE);
  const others = kept.prepare<[string], number>(OTHERS).pluck();
  const closeAll = passing.prepare<[string]>(CLOSE_ALL);
  const change = kept.transaction((name: string, act: () => unknown) => {
    const found = administers.get(name);
    if (found === undefined) return "unknown" as const;
    if (found === 1 && others.get(name) === 0) return "last-administrator" as const;
    act();
    uninvite.run();
    return "changed" as const;
  });
  const changed = (name: string, act: () => unknown) => {
    const outcome = change.immediate(name, act);
    if (outcome === "changed") closeAll.run(name);
    return outcome;
  };
  return {
    disable: verb((name) => {
      const outcome = changed(name, () => disable.run(name));
      return outcome === "changed" ? "disabled" : outcome;
    }),
    setRole: verb((name, role) => changed(name, () => setRole.run(role, name))),
  };
}

const OPEN = "INSERT INTO staff_session (id, name, started_at, seen_at) VALUES (?, ?, ?, ?)";
const FIND_SESSION = `SELECT name, started_at AS "startedAt", seen_at AS "seenAt" FROM staff_session WHERE id = ?`;
const TOUCH = "UPDATE staff_session SET seen_at = ? WHERE id = ?";
const CLOSE = "DELETE FROM staff_session WHERE id = ?";
const SESSIONS_OF = `
  SELECT id, name, started_at AS "startedAt", seen_at AS "seenAt" FROM staff_session
  WHERE name = ? ORDER BY seen_at DESC`;
const SWEEP = "DELETE FROM staff_session WHERE seen_at < ? OR started_at < ?";

type Sessions = Pick<
  Staff,
  "openSession" | "findSession" | "touchSession" | "closeSession" | "sessionsOf" | "sweepSessions"
>;

function sessionsIn(passing: Connection): Sessions {
  const open = passing.prepare<[Uint8Array, string, number, number]>(OPEN);
  const find = passing.prepare<[Uint8Array], StaffSession>(FIND_SESSION);
  const touch = passing.prepare<[number, Uint8Array]>(TOUCH);
  const close = passing.prepare<[Uint8Array]>(CLOSE);
  const sessionsOf = passing.prepare<[string], StaffSession & { readonly id: Uint8Array }>(SESSIONS_OF);
  const sweep = passing.prepare<[number, number]>(SWEEP);
  return {
    openSession: verb((id, { name, startedAt, seenAt }) => void open.run(id, name, startedAt, seenAt)),
    findSession: verb((id) => find.get(id)),
    touchSession: verb((id, seenAt) => void touch.run(seenAt, id)),
    closeSession: verb((id) => void close.run(id)),
    sessionsOf: verb((name) => sessionsOf.all(name)),
    sweepSessions: verb((seenBefore, startedBefore) => void sweep.run(seenBefore, startedBefore)),
  };
}

const SET_INVITATION = `
  INSERT INTO invitation (only, hash) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET hash = excluded.hash`;
const INVITATION = "SELECT hash FROM invitation";

function invitationIn(kept: Connection): Pick<Staff, "setInvitation" | "invitation"> {
  const set = kept.prepare<[Uint8Array]>(SET_INVITATION);
  const hash = kept.prepare<[], Uint8Array>(INVITATION).pluck();
  return { setInvitation: verb((made) => void set.run(made)), invitation: verb(() => hash.get()) };
}
