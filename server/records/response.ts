/** Sent answers: anonymous, and the same thing while sealed in the urn and after its release. */
import { z } from "zod";
import type { Answers } from "../survey/answer.ts";
import { type Definition, type Question, questionsOf } from "../survey/definition.ts";
import { FLAGS } from "./flag.ts";

export interface Response {
  /** Of the definition answered: 64 hexadecimal digits. */
  readonly version: string;
  readonly language: string;
  /** `web`, or what the import named. */
  readonly channel: string;
  /** `2024-10`. */
  readonly month: string;
  /** Seconds, coarse (`duration.ts`); null where nobody measured (paper). */
  readonly duration: number | null;
  readonly flags: readonly (typeof FLAGS)[number][];
  readonly answers: Answers;
  /** HMAC of the withdrawal code, hexadecimal; null where there was none (import). */
  readonly withdrawal: string | null;
}

/** A released response as it is kept and counted: its flags as one number (`flagBits`), and without what would withdraw it. */
export type CountedResponse = Omit<Response, "flags" | "withdrawal"> & { readonly flags: number };

/** What a group too small to be named in its batch is released as. */
export const OTHER = "other";

const answer = z.union([z.string(), z.number(), z.array(z.string()), z.record(z.string(), z.number())]);

/** A response as it comes back from the urn or the database. */
export const responseShape: z.ZodType<Response> = z.strictObject({
  version: z.string(),
  language: z.string(),
  channel: z.string(),
  month: z.string().regex(/^\d{4}-\d{2}$/),
  duration: z.number().nullable(),
  flags: z.array(z.enum(FLAGS)),
  answers: z.record(z.string(), answer),
  withdrawal: z.string().nullable(),
});

const STEP = 4096;

/**
 * The size, in bytes, to which every response of a definition is padded before sealing: the largest that could be
 * sent, in steps of 4 KiB, so that a row's length says nothing of what was answered.
 */
export function paddedSize(definition: Definition): number {
  const frame = 512;
  const bytes = questionsOf(definition).reduce((sum, question) => sum + largest(question), frame);
  return Math.ceil(bytes / STEP) * STEP;
}

/** The most bytes an answer can take as JSON with its key. A UTF-16 unit of text takes three bytes at the most. */
function largest(question: Question): number {
  const key = question.id.length + 4;
  switch (question.kind) {
    case "one":
      return key + 42;
    case "several":
      return key + question.options.reduce((sum, option) => sum + option.id.length + 3, 2);
    case "scale":
    case "number":
      return key + 32;
    case "grid":
      return key + question.rows.reduce((sum, row) => sum + row.id.length + 12, 2);
    case "text":
      return key + question.max * 3 + 2;
  }
}
