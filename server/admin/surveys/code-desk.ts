/** Where codes are made: the staff's path hands a seed over, and keeps neither codes nor keys. */
import type { PublishedSurvey } from "../../records/survey.ts";

export interface CodeDesk {
  /** What the store is told of the codes that the seed makes; 32 bytes each. */
  marks(made: MadeCodes): readonly Uint8Array[];
  /** A code and its address in each row. */
  csv(made: MadeCodes): string;
  /** Cards to print and cut, as one HTML file. */
  sheet(made: MadeCodes, survey: PublishedSurvey): Promise<string>;
}

/** All that the same codes are made of, as often as they are asked for. */
export interface MadeCodes {
  readonly survey: string;
  readonly count: number;
  readonly place: string | null;
  /** 32 random bytes, as base64url. */
  readonly seed: string;
}
