/** What somebody asks a release to be, and what of it makes two releases the same. */
import { newestOf, type PublishedSurvey } from "../records/survey.ts";
import type { FormatName } from "../release/files.ts";
import type { ReleasedWords } from "../release/released-words.ts";
import type { CleaningRule } from "../reports/cleaning.ts";
import { canonical } from "../survey/canonical.ts";
import type { ReleaseKind } from "../survey/disclosure.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";
import type { Recode } from "./choice.ts";
import { NotReleased } from "./not-released.ts";
import { sha256 } from "./records.ts";

export interface ReleaseOrder {
  readonly survey: PublishedSurvey;
  readonly kind: ReleaseKind;
  readonly rule: CleaningRule;
  /** The survey's first without it. */
  readonly language: string | undefined;
  /** A level by key; empty: the cheapest way. */
  readonly recode: Recode;
  readonly bom: boolean;
  /** Hashes of the published versions whose answers go in; all that there are without it, those of versions too rare to be named included. */
  readonly versions?: readonly string[];
  /** Which data files beside `data.csv`; all without it. */
  readonly formats?: readonly FormatName[];
  /** Open questions whose reviewed texts go with it; none without it. */
  readonly words?: readonly string[];
  /** `reviewsHash` of what was decided of them when somebody confirmed that they leave; not compared without it. */
  readonly reviewed?: string;
}

/** The language of labels. Throws NotReleased for one that the survey is not in. */
export function languageOf({ survey, language }: Pick<ReleaseOrder, "survey" | "language">): string {
  const { languages } = newestOf(survey).definition;
  const chosen = language ?? languages[0] ?? "";
  if (languages.includes(chosen)) return chosen;
  throw new NotReleased({ kind: "no-language", survey: survey.id, language: chosen, all: languages.join(", ") });
}

/** Whose answers go in, oldest first. */
export function versionsOf({ survey, versions }: Pick<ReleaseOrder, "survey" | "versions">): readonly string[] {
  return survey.versions.map(({ version }) => version).filter((version) => versions?.includes(version) ?? true);
}

/** A hash of everything but chance and the day. `members`: whose records are in it. */
export function requestOf(
  order: ReleaseOrder,
  of: {
    readonly margins: MarginsRead | undefined;
    readonly software: string;
    readonly members: BigUint64Array;
    readonly words: readonly ReleasedWords[];
  },
): string {
  const { survey, kind, rule, recode, bom, formats } = order;
  const { margins, software, members, words } = of;
  const asked = {
    survey: survey.id,
    kind,
    cleaning: rule.name,
    language: languageOf(order),
    recode,
    bom,
    ...(formats ? { formats } : {}),
    ...(words.length > 0 ? { words: sha256(canonical(words)) } : {}),
    versions: versionsOf(order),
    margins: margins ?? null,
    software,
    records: sha256(new Uint8Array(members.buffer, members.byteOffset, members.byteLength)),
  };
  return sha256(canonical(asked));
}
