/**
 * What a population is made of, as far as somebody has counted it: the shares of the groups that a survey's questions ask
 * about. Reports weight answers so that the sample has these shares.
 *
 * A margin's groups are options of a question, or several options as one where the source does not tell them apart. This
 * file is the shape; `margins-reading.ts` checks it against the survey.
 */
import { z } from "zod";
import { told } from "./told.ts";
import { day, id, text } from "./words.ts";

const group = z.strictObject({
  id,
  /** Of several options as one; a single option has its own label. */
  label: text.optional(),
  options: z.array(id).min(1, told("no-option")),
  /** People. All groups of a margin have counts, or all have shares. */
  count: z.number().int().min(1).optional(),
  /** Between 0 and 1. */
  share: z.number().gt(0, told("not-above-0")).lt(1, told("not-below-1")).optional(),
  /** The group that this one is joined to where fewer than `least` people of the sample are in it. */
  into: id.optional(),
});

const margin = z.strictObject({
  /** Of kind one. */
  question: id,
  /** Whom the figures are of. */
  universe: text,
  /** Who counted, and by whom it was passed on. */
  source: text,
  /** What day the figures are of. */
  date: day,
  /** What the counts add up to, as the source says it. */
  total: z.number().int().min(1).optional(),
  groups: z.array(group).min(2, told("two-groups")),
  /** Options that the source does not count. Who chose one is treated like somebody who did not answer. */
  outside: z.array(id).default([]),
});

export const marginsShape = z.strictObject({
  survey: id,
  /** Groups of fewer people in the sample are joined to the group they name, or refused. */
  least: z.number().int().min(1).default(1),
  margins: z.array(margin).min(1, told("no-margin")),
  /** What is known of the population and not used, and why: told in the report. */
  /** Groups of people whom reports always show, whether or not a margin counts them: those who are easily missed. */
  watched: z.array(z.strictObject({ id, label: text, question: id, options: z.array(id).min(1) })).default([]),
  "left-out": z.array(z.strictObject({ what: text, why: text })).default([]),
});

export type Margins = Readonly<z.infer<typeof marginsShape>>;
export type Margin = Readonly<Margins["margins"][number]>;
export type MarginGroup = Margin["groups"][number];

/** The part of the population in each group, in their order: above 0, adding up to 1. */
export function targetsOf(margin: Margin): readonly number[] {
  const parts = margin.groups.map(({ count, share }) => count ?? share ?? 0);
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}
