/** What a report says of its weights: the contract's `weights`, and the remarks beside it. */
import type { Text } from "../survey/definition.ts";
import type { DefinitionFault } from "../survey/reading.ts";

export interface WeightsReport {
  readonly method: "raking";
  readonly margins: readonly MarginReport[];
  /** Times through all margins. */
  readonly iterations: number;
  /** False: the margins contradict each other, and nothing is weighted. */
  readonly converged: boolean;
  /** Valid responses. */
  readonly n: number;
  /** Kish's. */
  readonly n_effective: number;
  readonly design_effect: number;
  /** Of weights that are 1 on average; null where a page hides them. */
  readonly min: number | null;
  readonly max: number | null;
}

export interface MarginReport {
  readonly question: string;
  readonly universe: Text;
  readonly source: Text;
  readonly date: string;
  /** Valid responses without an answer that belongs to a group: this margin leaves their weights alone. */
  readonly missing: number;
  readonly groups: readonly {
    readonly id: string;
    readonly label?: Text;
    readonly options: readonly string[];
    readonly n: number;
    /** Among those who are in a group, before weighting; null where nobody is. */
    readonly share: number | null;
    /** In the population. */
    readonly target: number;
  }[];
}

export interface WeightingReport {
  readonly left_out: readonly { readonly what: Text; readonly why: Text }[];
  /** What weights cut to the cap would be like; null where none is above it. They are used nowhere. */
  readonly trimmed: TrimmedReport | null;
  readonly notes: readonly WeightingNote[];
}

export interface TrimmedReport {
  readonly cap: number;
  readonly at_cap: number;
  readonly n_effective: number;
  readonly design_effect: number;
  /** How far a group's weighted share would then be from its target, at the most: a fraction. */
  readonly departure: number;
}

export type WeightingNote =
  /** Refusals: nothing is weighted. */
  | { readonly kind: "faulty"; readonly faults: readonly DefinitionFault[] }
  | { readonly kind: "nobody" }
  | {
      readonly kind: "empty";
      readonly margin: string;
      readonly groups: readonly { readonly group: string; readonly label?: Text }[];
    }
  /** On pages, in the place of groups that would tell of the few who answered. */
  | { readonly kind: "too-few" }
  | { readonly kind: "not-converged"; readonly sweeps: number; readonly worst: number }
  /** Warnings: it is weighted, and should be read with this in mind. */
  | {
      readonly kind: "joined";
      readonly margin: string;
      readonly group: string;
      /** A group of several options has a name of its own. */
      readonly label?: Text;
      readonly n: number;
      readonly into: string;
      readonly into_label?: Text;
    }
  | {
      readonly kind: "few";
      readonly margin: string;
      readonly group: string;
      readonly label?: Text;
      readonly n: number;
      readonly least: number;
    }
  | { readonly kind: "missing"; readonly margin: string; readonly n: number; readonly of: number }
  | { readonly kind: "large-weight"; readonly max: number }
  | {
      readonly kind: "large-design-effect";
      readonly design_effect: number;
      readonly n: number;
      readonly n_effective: number;
    };

const REFUSALS: readonly WeightingNote["kind"][] = ["faulty", "nobody", "empty", "too-few", "not-converged"];

export function isRefusal({ kind }: WeightingNote): boolean {
  return REFUSALS.includes(kind);
}
