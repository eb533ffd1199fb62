/** What each kind of release asks of the file and carries in it. */
import type { ReleaseKind } from "../survey/disclosure.ts";
import type { Protection } from "./local-suppression.ts";

export interface Policy {
  readonly protection: Protection;
  /** Facts of the collection that go with the answers; each only where at least `protection.k` records share it. */
  readonly facts: readonly Fact[];
  /** Whether numbers that people typed are in the file. */
  readonly numbers: boolean;
  /** Whether keys begin at their first recoding. */
  readonly recodes: boolean;
}

export type Fact = "month" | "language" | "channel" | "duration";

export const POLICIES: Readonly<Record<ReleaseKind, Policy>> = {
  internal: {
    protection: { k: 3, l: 1 },
    facts: ["month", "language", "channel", "duration"],
    numbers: true,
    recodes: false,
  },
  scientific: { protection: { k: 5, l: 2 }, facts: ["month", "language", "duration"], numbers: false, recodes: false },
  public: { protection: { k: 10, l: 2 }, facts: [], numbers: false, recodes: true },
};

/** Seconds from which each band of durations begins: wide enough that a band is no fingerprint. */
export const DURATION_BANDS: readonly number[] = [0, 60, 120, 180, 300, 600, 1200];
