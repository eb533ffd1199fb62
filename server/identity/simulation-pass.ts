/**
 * The pass that lets `simulate` into a simulated survey, and only there. It is a signature that only the installation's
 * secret can make, good for the month it was made in and the next day's turn of it.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { monthOf } from "../records/month.ts";

/** `key`: derived from the secret for this purpose. 43 characters, safe in an address. */
export function simulationPass(key: Uint8Array, survey: string, now: Date): string {
  return createHmac("sha256", key)
    .update(`${survey} ${monthOf(now)}`)
    .digest("base64url");
}

export function isSimulationPass(pass: string, key: Uint8Array, survey: string, now: Date): boolean {
  const yesterday = new Date(now.getTime() - 86_400_000);
  return [now, yesterday].some((day) => equal(pass, simulationPass(key, survey, day)));
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
