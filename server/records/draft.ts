/** Unsent answers with what the journey needs to go on. Sealed before it is stored; opened only by its citizen's session. */
import { z } from "zod";
import type { Answers, Fields } from "../survey/answer.ts";
import { FLAGS, type Flag } from "./flag.ts";

export interface Draft {
  /** Of the definition begun: a new version published meanwhile does not change the questions under way. */
  readonly version: string;
  /** Of the consent text agreed to. */
  readonly consent: string;
  /** Where the invitation hung, for the counters. */
  readonly place: string;
  /** Orders shuffled options. */
  readonly seed: string;
  readonly answers: Answers;
  /** Pages sent, answered or skipped. */
  readonly passed: readonly string[];
  /** When each page, and the check page, was first shown: milliseconds since 1970. */
  readonly shown: Readonly<Record<string, number>>;
  /** Reasons for doubt that came up on the way; a bit each of what is sent. */
  readonly flags: readonly Flag[];
  /** What was typed on a page and could not be read as answers yet. */
  readonly typed?: { readonly page: string; readonly fields: Fields } | undefined;
}

const answer = z.union([z.string(), z.number(), z.array(z.string()), z.record(z.string(), z.number())]);

export const draftShape: z.ZodType<Draft> = z.strictObject({
  version: z.string(),
  consent: z.string(),
  place: z.string(),
  seed: z.string(),
  answers: z.record(z.string(), answer),
  passed: z.array(z.string()),
  shown: z.record(z.string(), z.number()),
  // Drafts of an earlier program have none.
  flags: z.array(z.enum(FLAGS)).default([]),
  typed: z.strictObject({ page: z.string(), fields: z.record(z.string(), z.array(z.string()).readonly()) }).optional(),
});

/** The draft with one more reason for doubt; a draft that has it already stays as it is. */
export function withFlag(draft: Draft, flag: Flag): Draft {
  return draft.flags.includes(flag) ? draft : { ...draft, flags: [...draft.flags, flag] };
}
