/** The beginning of a sign-in at the provider. What has to come back with its end goes sealed into the browser; nothing of it is kept here. */
import { z } from "zod";
import { seal, unseal } from "../../web/sealed.ts";
import { signInPage } from "../sign-in.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";

/** What it is for. */
const purposeShape = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("sign-in") }),
  /** By the link of the first administrator, or of further staff. */
  z.strictObject({ kind: z.enum(["first", "join"]), token: z.string(), name: z.string() }),
  /** Of whoever has just proven who they are; `session`: in which, as it is stored. */
  z.strictObject({ kind: z.literal("connect"), name: z.string(), session: z.string() }),
]);
const shape = z.strictObject({ attempt: z.string(), at: z.number(), purpose: purposeShape });

export type Purpose = Readonly<z.infer<typeof purposeShape>>;
export type Joining = Extract<Purpose, { readonly token: string }>;
export type Connecting = Extract<Purpose, { readonly session: string }>;

/** As citizens' attempts. */
const LASTS = 15 * 60_000;

export const signInAtProvider: StaffHandler = (visit, world) => beginAtProvider(visit, world, { kind: "sign-in" });

/** Whoever joins or connects an account signs in there afresh: it may still know somebody else. */
export async function beginAtProvider(visit: StaffVisit, world: StaffWorld, purpose: Purpose): Promise<StaffReply> {
  const { provider } = world.signIn;
  if (!provider) return refuse("not-found");
  const begun = await provider.begin(visit.language, purpose.kind !== "sign-in");
  if (!begun) return signInPage(visit, world, "unreachable");
  const carried = JSON.stringify({ attempt: begun.attempt, at: visit.now.getTime(), purpose });
  visit.carryAttempt(seal(carried, world.attemptKey, world.random).toString("base64url"));
  return { kind: "to-provider", to: begun.to };
}

/** Undefined for whatever is not ours or took too long. */
export function attemptIn({ attempt, now }: StaffVisit, { attemptKey }: StaffWorld) {
  const plain = attempt === undefined ? undefined : unseal(Buffer.from(attempt, "base64url"), attemptKey);
  const found = plain === undefined ? undefined : shape.parse(JSON.parse(plain));
  return found && Math.abs(now.getTime() - found.at) <= LASTS ? found : undefined;
}
