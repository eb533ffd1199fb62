/** A release that somebody plans, as the addresses of the four steps carry it: nothing is kept before it is proposed. */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { FORMATS, type FormatName } from "../../release/files.ts";
import type { Recode } from "../../releasing/choice.ts";
import type { ReleaseOrder } from "../../releasing/order.ts";
import { cleaningRule } from "../../reports/cleaning.ts";
import { leavingQuestions } from "../../reports/leaving-words.ts";
import { isReleaseKind, type ReleaseKind } from "../../survey/disclosure.ts";

export interface Plan {
  readonly kind: ReleaseKind;
  /** A cleaning rule's name. */
  readonly cleaning: string;
  /** The language of labels. */
  readonly labels: string;
  readonly bom: boolean;
  readonly formats: readonly FormatName[];
  /** As in a ReleaseOrder. */
  readonly versions?: readonly string[];
  /** Open questions whose reviewed texts go with it. */
  readonly words?: readonly string[];
  /** As in a ReleaseOrder; once it is proposed. */
  readonly reviewed?: string;
  /** Empty until a way was chosen. */
  readonly way: Recode;
}

/** What a field is called that adds the texts of an open question. */
export const WORDS = "words-";

/** What a field is called that takes a version's answers in; without any of these all go in. */
const VERSION = "version-";

export function versionField(version: string): string {
  return `${VERSION}${version.slice(0, 12)}`;
}

type Fields = Readonly<Record<string, string>>;

/** Undefined for what no step of ours leads to. */
export function planIn(fields: Fields, survey: PublishedSurvey): Plan | undefined {
  const { kind = "", cleaning = "", labels = "", bom, way = "" } = fields;
  const { languages } = newestOf(survey).definition;
  if (!isReleaseKind(kind) || !cleaningRule(cleaning) || !languages.includes(labels)) return undefined;
  const recode = wayIn(way);
  const formats = FORMATS.filter((name) => fields[name] !== undefined);
  const all = survey.versions.map(({ version }) => version);
  const versions = all.filter((version) => fields[versionField(version)] !== undefined);
  const words = leavingQuestions(survey).filter((question) => fields[`${WORDS}${question}`] !== undefined);
  return (
    recode && {
      kind,
      cleaning,
      labels,
      bom: bom !== undefined,
      formats,
      ...(versions.length > 0 && versions.length < all.length ? { versions } : {}),
      ...(words.length > 0 ? { words } : {}),
      way: recode,
    }
  );
}

/** `region:macro-regions,sex:left-out`. */
function wayIn(written: string): Recode | undefined {
  if (written === "") return [];
  const pairs = written.split(",").map((pair) => pair.split(":"));
  const isId = (id: string | undefined) => id !== undefined && /^[a-z0-9-]{1,60}$/.test(id);
  if (!pairs.every(([key, level, ...more]) => isId(key) && isId(level) && more.length === 0)) return undefined;
  return pairs.map(([key = "", level = ""]) => [key, level]);
}

export function wayOf(levels: Readonly<Record<string, string>>): string {
  return Object.entries(levels)
    .map(([key, level]) => `${key}:${level}`)
    .join(",");
}

/** As `planIn` reads it. */
export function fieldsOf({ kind, cleaning, labels, bom, formats, versions = [], words = [], way }: Plan): Fields {
  return {
    kind,
    cleaning,
    labels,
    ...(bom ? { bom: "1" } : {}),
    ...Object.fromEntries(formats.map((name) => [name, "1"])),
    ...Object.fromEntries(versions.map((version) => [versionField(version), "1"])),
    ...Object.fromEntries(words.map((question) => [`${WORDS}${question}`, "1"])),
    ...(way.length > 0 ? { way: wayOf(Object.fromEntries(way)) } : {}),
  };
}

export function orderOf(
  { kind, cleaning, labels, bom, formats, versions, words, reviewed, way }: Plan,
  survey: PublishedSurvey,
): ReleaseOrder {
  const rule = cleaningRule(cleaning);
  if (!rule) throw new Error(`there is no cleaning rule ${cleaning}`);
  const some = { ...(formats.length < FORMATS.length ? { formats } : {}), ...(versions ? { versions } : {}) };
  const leaving = { ...(words ? { words } : {}), ...(reviewed ? { reviewed } : {}) };
  return { survey, kind, rule, language: labels, recode: way, bom, ...some, ...leaving };
}
