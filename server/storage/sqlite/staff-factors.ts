/** Second factors of the staff, their recovery codes, and invitations of further staff. */
import type { StaffFactor, StaffInvitation, StaffMember } from "../../records/staff.ts";
import type { Staff } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { bindingIn } from "./staff-identities.ts";
import { verb } from "./verb.ts";

const FACTOR = "SELECT secret, step FROM staff_factor WHERE name = ?";
const SET_FACTOR = `
  INSERT INTO staff_factor (name, secret, step) VALUES (?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET secret = excluded.secret, step = excluded.step`;
const USE_STEP = "UPDATE staff_factor SET step = ? WHERE name = ? AND step < ?";
const FORGET_RECOVERY = "DELETE FROM staff_recovery WHERE name = ?";
const ADD_RECOVERY = "INSERT INTO staff_recovery (name, hash) VALUES (?, ?)";
const USE_RECOVERY = "DELETE FROM staff_recovery WHERE name = ? AND hash = ?";
const COUNT_RECOVERY = "SELECT count(*) FROM staff_recovery WHERE name = ?";

export function factorsIn(
  kept: Connection,
): Pick<Staff, "factor" | "enrol" | "useStep" | "useRecovery" | "countRecovery"> {
  const factor = kept.prepare<[string], StaffFactor>(FACTOR);
  const set = kept.prepare<[string, Uint8Array, number]>(SET_FACTOR);
  const useStep = kept.prepare<[number, string, number]>(USE_STEP);
  const forget = kept.prepare<[string]>(FORGET_RECOVERY);
  const add = kept.prepare<[string, Uint8Array]>(ADD_RECOVERY);
  const use = kept.prepare<[string, Uint8Array]>(USE_RECOVERY);
  const count = kept.prepare<[string], number>(COUNT_RECOVERY).pluck();
  const enrol = kept.transaction((name: string, { secret, step }: StaffFactor, recovery: readonly Uint8Array[]) => {
    set.run(name, secret, step);
    forget.run(name);
    for (const hash of recovery) add.run(name, hash);
  });
  return {
    factor: verb((name) => factor.get(name)),
    enrol: verb((name, made, recovery) => enrol.immediate(name, made, recovery)),
    useStep: verb((name, step) => (useStep.run(step, name, step).changes === 1 ? "used" : "used-before")),
    useRecovery: verb((name, hash) => (use.run(name, hash).changes === 1 ? "used" : "unknown")),
    countRecovery: verb((name) => count.get(name) ?? 0),
  };
}

const INVITE = "INSERT INTO staff_invitation (hash, name, role, until) VALUES (?, ?, ?, ?)";
const INVITED = "SELECT name, role, until FROM staff_invitation WHERE hash = ?";
const USE_UP = "DELETE FROM staff_invitation WHERE hash = ?";
const JOIN = `
  INSERT INTO staff (name, role, password_hash, disabled) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING`;

export function invitationsIn(kept: Connection): Pick<Staff, "invite" | "invited" | "join"> {
  const invite = kept.prepare<[Uint8Array, string | null, string, number]>(INVITE);
  const invited = kept.prepare<[Uint8Array], StaffInvitation>(INVITED);
  const useUp = kept.prepare<[Uint8Array]>(USE_UP);
  const add = kept.prepare<[string, string, string]>(JOIN);
  const { isTaken, bind } = bindingIn(kept);
  const join = kept.transaction(
    (hash: Uint8Array, { name, role, passwordHash }: StaffMember, identity?: Uint8Array) => {
      if (!invited.get(hash)) return "not-invited";
      if (identity && isTaken(name, identity)) return "identity-taken";
      if (add.run(name, role, passwordHash).changes === 0) return "name-taken";
      if (identity) bind(name, identity);
      useUp.run(hash);
      return "added";
    },
  );
  return {
    invite: verb((hash, { name, role, until }) => void invite.run(hash, name, role, until)),
    invited: verb((hash) => invited.get(hash)),
    join: verb((hash, member, identity) => join.immediate(hash, member, identity)),
  };
}
