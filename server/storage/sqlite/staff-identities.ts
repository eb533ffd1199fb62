/** Who of the staff signs in at the provider. */
import type { StaffIdentities } from "../staff-identities.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

const ACCOUNT_OF = "SELECT name FROM staff_identity WHERE identity = ?";
const HAS = "SELECT 1 FROM staff_identity WHERE name = ?";
const UNBIND = "DELETE FROM staff_identity WHERE name = ?";
/** Whoever's account was disabled may come again by another link. */
const TAKEN = `
  SELECT 1 FROM staff_identity JOIN staff ON staff.name = staff_identity.name
  WHERE identity = ? AND staff.name <> ? AND disabled = 0`;
const FREE = `
  DELETE FROM staff_identity
  WHERE identity = ? AND name IN (SELECT name FROM staff WHERE disabled = 1)`;
const BIND = "INSERT INTO staff_identity (name, identity) VALUES (?, ?)";

export function staffIdentitiesIn(kept: Connection): StaffIdentities {
  const accountOf = kept.prepare<[Uint8Array], string>(ACCOUNT_OF).pluck();
  const has = kept.prepare<[string]>(HAS);
  const unbind = kept.prepare<[string]>(UNBIND);
  const { isTaken, bind } = bindingIn(kept);
  const bindFree = kept.transaction((name: string, identity: Uint8Array) => {
    if (isTaken(name, identity)) return "taken";
    bind(name, identity);
    return "bound";
  });
  return {
    accountOf: verb((identity) => accountOf.get(identity)),
    has: verb((name) => has.get(name) !== undefined),
    bind: verb((name, identity) => bindFree.immediate(name, identity)),
    unbind: verb((name) => void unbind.run(name)),
  };
}

/** For whoever binds within a transaction of their own. */
export function bindingIn(kept: Connection) {
  const taken = kept.prepare<[Uint8Array, string]>(TAKEN);
  const free = kept.prepare<[Uint8Array]>(FREE);
  const unbind = kept.prepare<[string]>(UNBIND);
  const add = kept.prepare<[string, Uint8Array]>(BIND);
  return {
    isTaken: (name: string, identity: Uint8Array) => taken.get(identity, name) !== undefined,
    /** Of an identity that is not taken. */
    bind: (name: string, identity: Uint8Array) => {
      free.run(identity);
      unbind.run(name);
      add.run(name, identity);
    },
  };
}
