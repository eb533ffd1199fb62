/** What is said of a release as a whole: in its codebook, its package, its manifest. */
import type { WeightsReport } from "../reports/weights-report.ts";
import type { FileRisk } from "../statistics/reidentification-risk.ts";
import type { Definition } from "../survey/definition.ts";
import type { ReleaseKind } from "../survey/disclosure.ts";
import type { DataSet } from "./data-set.ts";
import type { ReleasedWords } from "./released-words.ts";
import type { Summary } from "./summary.ts";

/** What the gate did, for the disclosure log. */
export interface GateLog {
  readonly k: number;
  readonly l: number;
  readonly keys: readonly string[];
  readonly sensitive: readonly string[];
  /** The ways that were shown, cheapest first, and which was taken. */
  readonly proposals: readonly LoggedProposal[];
  readonly chosen: LoggedProposal;
  readonly before: FileRisk;
  readonly after: FileRisk;
}

export interface LoggedProposal {
  /** By key: `as-asked`, a recoding, `left-out`. */
  readonly levels: Readonly<Record<string, string>>;
  /** By key: in how many records its value is withheld. */
  readonly withheld: Readonly<Record<string, number>>;
  readonly touched: number;
  /** The part of the keys' information that is lost. */
  readonly loss: number;
}

export interface About {
  readonly id: string;
  readonly kind: ReleaseKind;
  readonly survey: string;
  readonly simulated: boolean;
  readonly definition: Definition;
  /** All published versions, oldest first. */
  readonly versions: readonly string[];
  /** `2026-11-27`. */
  readonly madeOn: string;
  readonly software: string;
  /** The cleaning rule's name, and how many it left out. */
  readonly cleaning: string;
  readonly excluded: number;
  /** How many had been withdrawn when it was made. */
  readonly withdrawn: number;
  /** `2024-09` to `2024-11`; undefined where months are not told. */
  readonly months: readonly string[];
  /** Some responses were collected elsewhere. */
  readonly imported: boolean;
  readonly weights: WeightsReport | null;
  readonly gate: GateLog;
  readonly citation: string;
  readonly terms: string;
  /** What people wrote and somebody has read; each in an order of its own. */
  readonly words: readonly ReleasedWords[];
  readonly data: DataSet;
  readonly summaries: readonly Summary[];
}
