/** What an operator does on the command line stands in the audit log like what staff do on their pages. */
import { type Act, OPERATOR } from "../server/records/audit.ts";
import type { Audit } from "../server/storage/storage.ts";

/** `about`: what it was done to; never a citizen, and never what a citizen said. */
export function noted(audit: Pick<Audit, "add">, act: Act, about: string, now = new Date()): Promise<void> {
  return audit.add({ at: now.getTime(), who: OPERATOR, act, about });
}
