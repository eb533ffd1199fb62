/** What a methods report has to say of a survey and no database knows: a text each, as an editor or a client would read it. */
import { z } from "zod";
import { text } from "./words.ts";

export const METHOD_TEXTS = [
  "purpose",
  "sponsor",
  "development",
  "pretest",
  "translation",
  "frame",
  "recruitment",
  "contact",
  "advertising",
  "context",
  "incentives",
  "publication",
  "limitations",
] as const;

export type MethodText = (typeof METHOD_TEXTS)[number];

export const methodsShape = z.strictObject({
  /** What the survey is to find out, and how it is designed. */
  purpose: text.optional(),
  /** Who pays for it, and who carries it out. */
  sponsor: text.optional(),
  /** How the questionnaire came about. */
  development: text.optional(),
  /** On whom it was tried out, and what was changed. */
  pretest: text.optional(),
  /** By whom it was translated, and how that was checked. */
  translation: text.optional(),
  /** The list or the door through which the population was reached, and whom it leaves out. */
  frame: text.optional(),
  recruitment: text.optional(),
  /** How the first contact came about. */
  contact: text.optional(),
  advertising: text.optional(),
  /** On what pages, among what, the invitation hung. */
  context: text.optional(),
  incentives: text.optional(),
  /** Where and when results are published. */
  publication: text.optional(),
  limitations: text.optional(),
});
