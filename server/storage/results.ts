/** The part of the port for public results. */
export interface PublishedResult {
  /** From 1; the newest is shown. */
  readonly number: number;
  readonly json: string;
  /** A PNG. */
  readonly image: Uint8Array;
}

export interface Results {
  /** Adds a result after those that there are; resolves to its number. */
  publish(survey: string, json: string, image: Uint8Array): Promise<number>;
  /** Which surveys have any. */
  surveys(): Promise<readonly string[]>;
  newest(survey: string): Promise<PublishedResult | undefined>;
}
