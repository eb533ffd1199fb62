/** Solves the challenge of a consent screen as the page's worker does, for visitors without one. */
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";

/** `field`: what stands in the form. Gives what a solved one sends. */
export async function solved(field: string): Promise<string> {
  const { challenge } = JSON.parse(Buffer.from(field, "base64").toString("utf8"));
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) throw new Error("the challenge could not be solved");
  const { counter, derivedKey } = solution;
  return Buffer.from(JSON.stringify({ challenge, solution: { counter, derivedKey } })).toString("base64");
}
