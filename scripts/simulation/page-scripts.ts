/** What the scripts of a page would have put into its hidden fields, for walkers that have none. */
import { createHmac } from "node:crypto";
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import type { Shown } from "./browser.ts";
import type { Equipment } from "./equipment.ts";
import { stepForm } from "./form.ts";

export type Scripted = Readonly<Record<string, string>>;

/** What one walker of a kind leaves for the next: the one solution that is sent again and again. */
export interface Loot {
  solution?: string;
}

/** The consent screen's. */
export async function onConsent(shown: Shown, equipment: Equipment | undefined, loot: Loot): Promise<Scripted> {
  const field = stepForm(shown.html)?.controls.find(({ name }) => name === "challenge_solution")?.value;
  if (!equipment || equipment.challenge === "none" || field === undefined) return {};
  if (equipment.challenge === "solved") return { challenge_solution: await solved(field) };
  loot.solution ??= await solved(field);
  return { challenge_solution: loot.solution };
}

/** A page of questions'. */
export function onQuestions(shown: Shown, equipment: Equipment | undefined): Scripted {
  const key = /name="device_mark"[^>]* data-key="([^"]+)"/.exec(shown.html)?.[1];
  if (key === undefined || equipment?.device === undefined) return {};
  return { device_mark: createHmac("sha256", key).update(equipment.device).digest("hex") };
}

/** As the page's worker does it. `field`: what stands in the form; gives what is sent instead. */
export async function solved(field: string): Promise<string> {
  const { challenge } = JSON.parse(Buffer.from(field, "base64").toString("utf8"));
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) throw new Error("the challenge could not be solved");
  const { counter, derivedKey } = solution;
  return Buffer.from(JSON.stringify({ challenge, solution: { counter, derivedKey } })).toString("base64");
}
