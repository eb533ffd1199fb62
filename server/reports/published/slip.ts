/** One contradiction in printed figures. */
export interface Slip {
  readonly table: string;
  readonly row: string | null;
  readonly check: "sum" | "share" | "interval" | "granularity" | "deviation" | "breakdown" | "rate";
  /** In English, with the figures. */
  readonly words: string;
}
