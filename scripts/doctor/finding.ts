/** What the doctor says, and how a rule says it. */
import type { Observed } from "./observed.ts";

export interface Finding {
  /** `wrong`: answers can be lost or secrecy breaks. `look`: it may be meant so. */
  readonly kind: "wrong" | "look" | "well";
  /** What was found, a sentence. */
  readonly what: string;
  /** What to do about it, a sentence; nothing to do where all is well. */
  readonly advice?: string;
}

export type Rule = (seen: Observed) => readonly Finding[];

export const well = (what: string): readonly Finding[] => [{ kind: "well", what }];
export const look = (what: string, advice: string): readonly Finding[] => [{ kind: "look", what, advice }];
export const wrong = (what: string, advice: string): readonly Finding[] => [{ kind: "wrong", what, advice }];
