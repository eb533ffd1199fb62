/** What invites at a place: the short address, its QR code, a poster and the lines for a portal's page. */

import { DIRECT, placeFrom } from "../../server/records/funnel.ts";
import type { Definition } from "../../server/survey/definition.ts";
import type { Translate } from "../../server/web/languages.ts";
import { qrPath } from "../../server/web/qr.ts";
import { CommandError } from "../command.ts";

export interface Invited {
  readonly definition: Definition;
  readonly place: string;
  /** Of `PUBLIC_URL`. */
  readonly origin: string;
}

/** Refuses what the counters would not tell apart from others: they take a short slug, and no number that could be somebody's. */
export function placeNamed(name: string | undefined): string {
  if (name !== undefined && placeFrom(name) === name && name !== DIRECT && name !== "other") return name;
  throw new CommandError(
    `--place takes a word for where it hangs, like clinic-3: at most 40 lower-case letters, digits and hyphens, no number of six digits, not "direct" or "other"${name === undefined ? "" : `; "${name}" is none`}.`,
  );
}

/** `https://survey.example.kz/i/egov-2024/clinic-3`: short enough to be typed from a poster, in capitals or not. */
export function shortAddress({ definition, place, origin }: Invited, language?: string): string {
  return `${origin}/i/${definition.id}/${place}${language === undefined ? "" : `?lang=${language}`}`;
}

export function posterView(invited: Invited, language: string) {
  const { definition } = invited;
  return {
    lang: language,
    title: definition.title[language] ?? "",
    minutes: definition.minutes,
    audience: definition.audience[language] ?? "",
    controller: definition.controller.name[language] ?? "",
    email: definition.controller.email,
    qr: qrPath(shortAddress(invited, language)),
    // Browsers put the scheme before it themselves; where it is not https, they would put the wrong one.
    typed: shortAddress(invited).replace(/^https:\/\//, ""),
  };
}

/** The code in a file of its own, for whoever designs a poster themselves: it is as large as it is drawn. */
export function qrSvg(text: string): string {
  const { size, path } = qrPath(text);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>\n`;
}

/** What a portal puts on its page: the banner, and a plain link where scripts are off. */
export function snippet({ definition, place, origin }: Invited, language: string, translate: Translate): string {
  const { id } = definition;
  const words = `${definition.title[language] ?? ""} – ${translate("invitation.go")}`;
  return [
    `<script src="${origin}/invite/${id}.js" data-place="${place}" data-lang="${language}" async></script>`,
    `<noscript><a href="${origin}/s/${id}?from=${place}&amp;lang=${language}" lang="${language}">${escaped(words)}</a></noscript>`,
    "",
  ].join("\n");
}

function escaped(words: string): string {
  return words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
