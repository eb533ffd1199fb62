/**
 * Tables as somebody printed them, given as data so that their arithmetic can be checked: a YAML file with what the page
 * says, digit for digit, and nothing worked out. `decimals` says how many digits stand after the point.
 */
import { z } from "zod";
import { type DefinitionFault, faultsIn } from "../../survey/reading.ts";
import { parsedAs } from "../../survey/shape-findings.ts";
import { readSource } from "../../survey/source.ts";
import { told } from "../../survey/told.ts";

const id = z.string().min(1).max(80);
const count = z.number().int().min(0);
const percent = z.number().min(0).max(100);
const decimals = z.number().int().min(0).max(6);
const named = { id, decimals };

const shares = z.strictObject({
  ...named,
  /** One answer a person, or several. */
  kind: z.enum(["single", "several"]),
  /** How many people the percentages are of. */
  base: z.number().int().min(1),
  /** Not all answers are printed, so the sums are not looked at. */
  partial: z.literal(true).optional(),
  rows: z
    .array(
      z.strictObject({
        id,
        count: count.optional(),
        percent: percent.optional(),
        /** The printed 95% interval, in percent. */
        low: percent.optional(),
        high: percent.optional(),
      }),
    )
    .min(1),
});

const means = z.strictObject({
  ...named,
  kind: z.literal("means"),
  base: z.number().int().min(1),
  /** The scale's ends: whole numbers. */
  from: z.number().int(),
  to: z.number().int(),
  rows: z.array(z.strictObject({ id, mean: z.number(), sd: z.number().min(0).optional() })).min(1),
});

const breakdown = z.strictObject({
  ...named,
  kind: z.literal("breakdown"),
  /** The same fact in the whole sample, as printed elsewhere. */
  whole: z.strictObject({ percent, decimals, base: z.number().int().min(1) }),
  /** The printed segments hold the highest and the lowest of all; `of`: how many segments there are. */
  extremes: z.strictObject({ of: z.number().int().min(2) }).optional(),
  /** `share`: the segment's part of the sample in percent, where that is printed; `base`: its people. */
  segments: z
    .array(z.strictObject({ id, percent, share: percent.optional(), base: z.number().int().min(1).optional() }))
    .min(1),
});

const rates = z.strictObject({
  ...named,
  /** A percentage printed in words or elsewhere again, with the two numbers it is of. */
  kind: z.literal("rates"),
  rows: z.array(z.strictObject({ id, part: count, whole: z.number().int().min(1), percent })).min(1),
});

const table = z.discriminatedUnion("kind", [shares, means, breakdown, rates]);

const shape = z.strictObject({
  /** Where it was printed. */
  source: z.string().min(1),
  tables: z.array(table).min(1, told("no-table")),
});

export type PublishedTables = Readonly<z.infer<typeof shape>>;
export type PublishedTable = PublishedTables["tables"][number];
export type SharesTable = Readonly<z.infer<typeof shares>>;
export type MeansTable = Readonly<z.infer<typeof means>>;
export type BreakdownTable = Readonly<z.infer<typeof breakdown>>;
export type RatesTable = Readonly<z.infer<typeof rates>>;

/** `file`: the path as it shall appear in the faults, which are in the file's order. Never throws. */
export function readTables(
  file: string,
  yaml: string,
): { readonly published: PublishedTables } | { readonly faults: readonly DefinitionFault[] } {
  const source = readSource(yaml);
  if (!("value" in source)) return { faults: faultsIn(file, "tables", source, []) };
  const parsed = parsedAs(shape, source.value);
  const faults = faultsIn(file, "tables", source, "findings" in parsed ? parsed.findings : []);
  return faults.length === 0 && "data" in parsed ? { published: parsed.data } : { faults };
}
