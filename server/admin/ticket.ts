/** What a page of the sign-in carries to the next, sealed: that the password was right, and a secret that is being set up. */
import { z } from "zod";
import type { Random } from "../records/world.ts";
import { seal, unseal } from "../web/sealed.ts";

const shape = z.strictObject({
  /** `code`: the second factor is asked for. `enrol`: it is set up. */
  kind: z.enum(["code", "enrol"]),
  name: z.string(),
  secret: z.string(),
  at: z.number(),
  /** What the first step was. */
  by: z.enum(["password", "provider"]),
});

export type Ticket = Readonly<z.infer<typeof shape>>;

const LASTS = 10 * 60_000;

export function ticketFor(ticket: Ticket, key: Uint8Array, random: Random): string {
  return seal(JSON.stringify(ticket), key, random).toString("base64url");
}

/** Undefined for whatever is not ours, is of another kind or is older than ten minutes. */
export function ticketIn(typed: string, kind: Ticket["kind"], key: Uint8Array, now: Date): Ticket | undefined {
  const plain = unseal(Buffer.from(typed, "base64url"), key);
  const ticket = plain === undefined ? undefined : shape.parse(JSON.parse(plain));
  if (!ticket || ticket.kind !== kind || Math.abs(now.getTime() - ticket.at) > LASTS) return undefined;
  return ticket;
}
