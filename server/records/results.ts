/** Public results: figures of a public release, frozen, in every language of the survey. Whatever is hidden is not in them. */
import type { Text } from "../survey/definition.ts";

export interface ResultAnswer {
  readonly text: Text;
  /** Null, like the rest, where few gave it or its count would tell how many gave another. */
  readonly count: number | null;
  readonly share: number | null;
  /** The 95% Wilson interval. */
  readonly low: number | null;
  readonly high: number | null;
  /** The same by the weights of the release; null where nothing is weighted. Results of before have none. */
  readonly weighted?: { readonly share: number; readonly low: number; readonly high: number } | null;
}

export interface ResultQuestion {
  readonly id: string;
  readonly kind: "one" | "several" | "scale";
  readonly text: Text;
  /** A row of a grid. */
  readonly part: Text | null;
  /** Who answered it; each share is one of these. */
  readonly base: number;
  /** How many equal answers the weighted ones are worth; null where nothing is weighted. */
  readonly effective?: number | null;
  /** In the questionnaire's order; empty where too few answered. */
  readonly answers: readonly ResultAnswer[];
}

/** What a public release says of itself. */
export interface ResultFigures {
  readonly survey: string;
  readonly simulated: boolean;
  /** The release's id: its files are the open data behind the figures. */
  readonly release: string;
  readonly citation: string;
  /** A day. */
  readonly made_on: string;
  readonly title: Text;
  readonly controller: Text;
  readonly sample: "self-selected" | "invited" | "panel";
  readonly records: number;
  /** The rule's name, and how many it left out. */
  readonly cleaning: { readonly rule: string; readonly excluded: number };
  /** By what the release is weighted: the questions of its margins, of how many records, worth how many. */
  readonly weights?: { readonly by: readonly Text[]; readonly n: number; readonly effective: number } | null;
  /** The main one first, then as they are asked. */
  readonly questions: readonly ResultQuestion[];
}

/** What the picture beside a link to them says, in one language. */
export interface Preview {
  readonly title: string;
  /** How many answered, and when. */
  readonly about: string;
  readonly question: string;
  /** The largest share first. */
  readonly bars: readonly {
    readonly label: string;
    /** Between 0 and 1. */
    readonly share: number;
    readonly low: number;
    readonly high: number;
    readonly percent: string;
  }[];
  readonly foot: string;
}

/** The same once published, with the files that go with it. */
export interface PublicResults extends ResultFigures {
  /** A day. */
  readonly published_on: string;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

/** While a survey is open, results are of so many at least: a few early answers would steer those that follow. */
export const LEAST_WHILE_OPEN = 100;
