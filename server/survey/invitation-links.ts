/** What leads to a survey from one place: the short address, and the lines of a portal's page. */
import type { Definition } from "./definition.ts";

export interface Invited {
  readonly definition: Definition;
  readonly place: string;
  /** Of `PUBLIC_URL`. */
  readonly origin: string;
}

/** The address as a QR code carries it and people type it; it counts a click of the place. */
export function shortAddress({ definition, place, origin }: Invited, language?: string): string {
  return `${origin}/i/${definition.id}/${place}${language === undefined ? "" : `?lang=${language}`}`;
}

/** The lines of a portal's page: the banner, and a link where scripts are off. `go`: the words of the way on. */
export function snippet({ definition, place, origin }: Invited, language: string, go: string): string {
  const { id } = definition;
  const words = `${definition.title[language] ?? ""} – ${go}`;
  return [
    `<script src="${origin}/invite/${id}.js" data-place="${place}" data-lang="${language}" async></script>`,
    `<noscript><a href="${origin}/s/${id}?from=${place}&amp;lang=${language}" lang="${language}">${escaped(words)}</a></noscript>`,
    "",
  ].join("\n");
}

function escaped(words: string): string {
  return words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
