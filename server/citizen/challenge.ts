/**
 * The challenge on the consent screen (ALTCHA, https://altcha.org; altcha-lib). The page carries it signed in the very field
 * in which `static/challenge.js` puts the solution, so that without JavaScript it comes back as the stamp of when the page
 * was made. To solve nothing is no fault; a solution that is wrong, forged or used before is.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createChallenge, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import { z } from "zod";
import type { Random } from "../records/world.ts";
import { COST, effortAt } from "../screening/effort.ts";
import { HASTE, type Lane } from "../screening/lane.ts";
import type { CitizenStorage } from "../storage/storage.ts";

export interface Challenging {
  /** What stands in the form's field: a new challenge, in base 64. */
  next(now: Date): Promise<string>;
  /** What came back. `failed`: it was wrong, forged, or used before. */
  verdict(field: string, now: Date): Promise<Verdict>;
}

export interface Verdict {
  readonly lane: Lane;
  readonly failed: boolean;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
const ALGORITHM = "PBKDF2/SHA-256";

const payload = z.strictObject({
  challenge: z.strictObject({
    parameters: z.strictObject({
      algorithm: z.literal(ALGORITHM),
      nonce: z.string(),
      salt: z.string(),
      cost: z.number().int().max(100_000),
      keyLength: z.literal(32),
      keyPrefix: z.string(),
      data: z.strictObject({ made: z.number() }),
    }),
    signature: z.string(),
  }),
  solution: z.strictObject({ counter: z.number(), derivedKey: z.string() }).optional(),
});

type Signed = z.infer<typeof payload>["challenge"];

export interface ChallengeKeys {
  /** Signs challenges. */
  readonly challenge: Uint8Array;
  /** Keys the HMACs under which used ones are remembered. */
  readonly spent: Uint8Array;
}

/** `effort`: overrides what the load asks for (tests, simulations). */
export function openChallenging(
  challenges: CitizenStorage["challenges"],
  keys: ChallengeKeys,
  random: Random,
  effort: (perMinute: number) => number = effortAt,
): Challenging {
  const secret = Buffer.from(keys.challenge).toString("hex");
  const load = openLoad();

  // As the library signs, whose own way passes two threads each time it signs and each time it looks.
  const signatureOf = (parameters: object) =>
    createHmac("sha256", secret)
      .update(JSON.stringify(sorted(parameters)))
      .digest();

  const isSigned = ({ parameters, signature }: Signed) => {
    const [ours, given] = [signatureOf(parameters), Buffer.from(signature, "hex")];
    return given.length === ours.length && timingSafeEqual(ours, given) && given.toString("hex") === signature;
  };

  const isUnspent = async (signature: string, now: Date) => {
    const key = createHmac("sha256", keys.spent).update(signature).digest();
    // A full hour, so that the row does not tell when it came; by then it is too old to be taken.
    const until = Math.ceil((now.getTime() + HOUR) / HOUR) * HOUR;
    return (await challenges.spend(key, until)) === "spent";
  };

  return {
    next: async (now) => {
      const { parameters } = await createChallenge({
        algorithm: ALGORITHM,
        deriveKey,
        cost: COST,
        counter: random.integer(effort(load(now))),
        // Not the protocol's own `expiresAt`: the library would compare it with a clock of its own.
        data: { made: now.getTime() },
      });
      return base64({ challenge: { parameters, signature: signatureOf(parameters).toString("hex") } });
    },
    verdict: async (field, now) => {
      if (field === "") return { lane: "hasty", failed: false };
      const parsed = payload.safeParse(fromBase64(field));
      if (!parsed.success) return { lane: "hasty", failed: true };
      const { challenge, solution } = parsed.data;
      const age = now.getTime() - challenge.parameters.data.made;
      if (!isSigned(challenge)) return { lane: "hasty", failed: true };
      if (solution === undefined || age > HOUR)
        return { lane: age >= 0 && age < HASTE ? "hasty" : "slow", failed: false };
      const { verified } = await verifySolution({ hmacSignatureSecret: secret, challenge, deriveKey, solution });
      const holds = verified && (await isUnspent(challenge.signature, now));
      return holds ? { lane: "solved", failed: false } : { lane: "hasty", failed: true };
    },
  };
}

/** How many were asked for in the last full minute or this one, whichever had more. */
function openLoad(): (now: Date) => number {
  let minute = 0;
  let [before, current] = [0, 0];
  return (now) => {
    const at = Math.floor(now.getTime() / MINUTE);
    if (at !== minute) [before, current] = [at === minute + 1 ? current : 0, 0];
    minute = at;
    current += 1;
    return Math.max(before, current);
  };
}

/** Its members in the order of their names, as they are signed. Their own members are one at the most. */
function sorted(parameters: object): object {
  return Object.fromEntries(Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64");
}

function fromBase64(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64").toString("utf8"));
  } catch {
    return undefined;
  }
}
