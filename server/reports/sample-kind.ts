/**
 * Whose answers a survey has, and so what an interval may be said to mean. None of these samples was drawn by chance, and
 * the American Association for Public Opinion Research asks that none of their intervals be called a margin of sampling
 * error (AAPOR, "Reporting precision: nonprobability samples", 2015). So a sentence goes where the figures go:
 * `admin.report.sample.*` of the language files.
 */
import type { Definition } from "../survey/definition.ts";

export type SampleKind = "self-selected" | "invited" | "panel";

export function sampleKindOf({ panel, access }: Pick<Definition, "panel" | "access">): SampleKind {
  if (panel) return "panel";
  return access === "codes" ? "invited" : "self-selected";
}

/** Looks a text up in one language. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** What has to stand beside every interval of such a sample. */
export function sampleWords(definition: Pick<Definition, "panel" | "access">, say: Say): string {
  return say(`admin.report.sample.${sampleKindOf(definition)}`);
}
