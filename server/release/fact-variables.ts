/** What a release says of a record besides its answers, as coarse as its kind allows; its fresh random key; its weight. */
import type { DataMatrix, Labels } from "../reports/data-matrix.ts";
import type { Say } from "../reports/sample-kind.ts";
import { type CodedVariable, missingCodes, type NumberVariable, type TextVariable, type Variable } from "./data-set.ts";
import { DURATION_BANDS, type Fact } from "./policy.ts";
import { bandOf, HIDDEN_DURATION, TOO_FEW } from "./released-matrix.ts";

const KEY_BYTES = 8;

/** How many random bytes the keys of so many records take. */
export function keyBytes(records: number): number {
  return records * KEY_BYTES;
}

export function recordId({ keys, say }: { readonly keys: Uint8Array; readonly say: Say }): TextVariable {
  const hex = Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength);
  return {
    name: "record_id",
    label: say("release.variable.record_id"),
    type: "text",
    bytes: KEY_BYTES * 2,
    at: (record) => hex.toString("hex", record * KEY_BYTES, (record + 1) * KEY_BYTES),
  };
}

export function factVariables({
  matrix,
  facts,
  say,
}: {
  readonly matrix: DataMatrix;
  readonly facts: readonly Fact[];
  readonly say: Say;
}): readonly Variable[] {
  return facts.map((fact) => ({
    name: fact,
    label: say(`release.variable.${fact}`),
    ...factOf(fact, matrix, say),
  }));
}

function factOf(fact: Fact, matrix: DataMatrix, say: Say): Undescribed {
  switch (fact) {
    case "month":
      return words(matrix.months);
    case "language":
      return words(matrix.languages);
    case "channel":
      return words(matrix.channels);
    case "duration":
      return bands(matrix.durations, say);
  }
}

type Undescribed = Omit<CodedVariable, "name" | "label">;

const MISSING = missingCodes(0);

/** Codes in the order of the words, which for months is that of time. */
function words({ words: all, codes }: Labels): Undescribed {
  const sorted = all.filter((word) => word !== TOO_FEW).sort();
  const coded = all.map((word) => (word === TOO_FEW ? MISSING.withheld : sorted.indexOf(word) + 1));
  return {
    type: "coded",
    measure: "nominal",
    values: sorted.map((word, at) => ({ code: at + 1, id: word, label: word })),
    missing: MISSING,
    at: (record) => coded[codes[record] ?? 0] ?? MISSING.withheld,
  };
}

/** A duration that nobody measured was not asked for. */
function bands(durations: Float64Array, say: Say): Undescribed {
  const label = (from: number, to: number | undefined) => {
    if (from === 0) return say("release.duration.under", { to: (to ?? 0) / 60 });
    return to === undefined
      ? say("release.duration.over", { from: from / 60 })
      : say("release.duration.between", { from: from / 60, to: to / 60 });
  };
  return {
    type: "coded",
    measure: "ordinal",
    values: DURATION_BANDS.map((from, at) => ({
      code: at + 1,
      id: String(from),
      label: label(from, DURATION_BANDS[at + 1]),
    })),
    missing: MISSING,
    at: (record) => {
      const seconds = durations[record] ?? Number.NaN;
      if (seconds === HIDDEN_DURATION) return MISSING.withheld;
      return Number.isNaN(seconds) ? MISSING.not_asked : bandOf(seconds);
    },
  };
}

export function weightVariable(weights: Float64Array, say: Say): NumberVariable {
  return {
    name: "weight",
    label: say("release.variable.weight"),
    type: "number",
    whole: false,
    at: (record) => weights[record] ?? Number.NaN,
  };
}
