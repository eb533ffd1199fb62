/**
 * What a survey has to be told by. CHERRIES, the Checklist for Reporting Results of Internet E-Surveys, has thirty items
 * (G. Eysenbach, J Med Internet Res 6(3):e34, 2004); the American Association for Public Opinion Research asks eleven
 * disclosures (AAPOR disclosure elements, 2021); of ISO 20252:2019, market, opinion and social research, those points are
 * here that a report to a client and its publication have to hold.
 */
export const STANDARDS = {
  cherries: [
    ...[
      "design",
      "ethics",
      "consent",
      "protection",
      "development",
      "openness",
      "contact",
      "advertising",
      "web",
      "context",
    ],
    ...["voluntary", "incentives", "dates", "randomisation", "adaptive", "items", "screens", "completeness", "review"],
    ...["unique", "view", "participation", "completion", "cookies", "ip", "log", "registration", "incomplete"],
    ...["timestamps", "correction"],
  ],
  aapor: [
    ...["strategy", "sponsor", "instrument", "population", "recruitment", "mode", "dates", "precision", "correction"],
    ...["processing", "limitations"],
  ],
  iso: ["protection", "translation", "pretest", "client", "publication", "sampling", "completing"],
} as const satisfies Readonly<Record<string, readonly Topic[]>>;

export type Standard = keyof typeof STANDARDS;

/** What is told; standards that ask for the same get the same words. */
export type Topic =
  | "design"
  | "ethics"
  | "consent"
  | "protection"
  | "development"
  | "openness"
  | "contact"
  | "advertising"
  | "web"
  | "context"
  | "voluntary"
  | "incentives"
  | "dates"
  | "randomisation"
  | "adaptive"
  | "items"
  | "screens"
  | "completeness"
  | "review"
  | "unique"
  | "view"
  | "participation"
  | "completion"
  | "cookies"
  | "ip"
  | "log"
  | "registration"
  | "incomplete"
  | "timestamps"
  | "correction"
  | "strategy"
  | "sponsor"
  | "instrument"
  | "population"
  | "recruitment"
  | "mode"
  | "precision"
  | "processing"
  | "limitations"
  | "translation"
  | "pretest"
  | "client"
  | "publication"
  | "sampling"
  | "completing";
