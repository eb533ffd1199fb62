/** Why a release cannot be made: a closed list, each with a sentence for the operator. The staff's pages have their own words. */
import type { ReleaseKind } from "../survey/disclosure.ts";

export type WhyNot =
  | { readonly kind: "panel" | "no-disclosure" | "nobody"; readonly survey: string }
  | {
      readonly kind: "too-few";
      readonly survey: string;
      readonly release: ReleaseKind;
      readonly k: number;
      readonly l: number;
    }
  | { readonly kind: "unsafe" | "made-meanwhile" }
  | { readonly kind: "no-language"; readonly survey: string; readonly language: string; readonly all: string }
  | { readonly kind: "no-key"; readonly key: string; readonly all: string }
  | { readonly kind: "no-level"; readonly key: string; readonly level: string; readonly all: string }
  | {
      readonly kind: "tells-of-few";
      readonly beside: string;
      readonly gone: number;
      readonly come: number;
      readonly least: number;
    }
  | { readonly kind: "other-recodings"; readonly beside: string }
  | { readonly kind: "no-words"; readonly survey: string; readonly question: string }
  | { readonly kind: "words-changed"; readonly survey: string }
  | { readonly kind: "few-words"; readonly survey: string; readonly question: string; readonly least: number }
  | { readonly kind: "missing"; readonly path: string; readonly id: string }
  | { readonly kind: "spoilt"; readonly path: string; readonly names: string };

/** Expected, and no bug: it says what to do. */
export class NotReleased extends Error {
  readonly why: WhyNot;

  constructor(why: WhyNot) {
    super(sentence(why));
    this.why = why;
  }
}

function sentence(why: WhyNot): string {
  switch (why.kind) {
    case "panel":
      return `${why.survey} is a panel, whose members could know each other's answers: there are its totals (npm run report), and no data.`;
    case "no-disclosure":
      return `${why.survey} does not say by what somebody could be recognised: add \`disclosure\` to the definition (db/surveys/egov-2024.yaml shows how) and publish it.`;
    case "nobody":
      return `${why.survey} has no response that the cleaning rule keeps: wait until some are released.`;
    case "too-few":
      return `${why.survey} cannot be released as ${why.release}: it takes ${why.k} responses at least, and ${why.l} different answers among them to each sensitive question.`;
    case "unsafe":
      return "no withholding makes this file safe; choose other levels.";
    case "made-meanwhile":
      return "the same release was made by another process meanwhile; run this again to get its files.";
    case "no-language":
      return `${why.survey} is not in "${why.language}"; choose one of ${why.all}.`;
    case "no-key":
      return `"${why.key}" is no key of this file; its keys are ${why.all || "none"}.`;
    case "no-level":
      return `"${why.key}" has no level "${why.level}"; choose one of ${why.all}.`;
    case "tells-of-few":
      return `beside ${why.beside} this file would tell of a few: ${why.gone} records are no longer in it and ${why.come} are new, and it takes none or ${why.least} of either. Use the earlier release, or wait for more responses.`;
    case "other-recodings":
      return `there is ${why.beside} of these people with other recodings, and whoever has both files has what either withholds: use that one, or choose the same recodings (--recode).`;
    case "no-words":
      return `the texts of "${why.question}" never leave: the definition of ${why.survey} does not name it under \`disclosure: words\`.`;
    case "few-words":
      return `fewer than ${why.least} texts of "${why.question}" were read and released: review more of them in the staff's area (/admin/surveys/${why.survey}/coding), or leave it out.`;
    case "words-changed":
      return `it was decided otherwise of texts of ${why.survey} since somebody read what leaves: propose the release again.`;
    case "missing":
      return `${why.path} is missing: put the release ${why.id} back into DATA_DIR/releases from a backup.`;
    case "spoilt":
      return `${why.path} has changed since it was made (${why.names}): take it from a backup.`;
  }
}
