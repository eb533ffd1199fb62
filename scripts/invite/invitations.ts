/** What invites at a place: the short address, its QR code, a poster and the lines for a portal's page. */

import { DIRECT, placeFrom } from "../../server/records/funnel.ts";
import { type Invited, shortAddress } from "../../server/survey/invitation-links.ts";
import { qrPath } from "../../server/web/qr.ts";
import { CommandError } from "../command.ts";

/** Refuses what the counters would not tell apart from others: they take a short slug, and no number that could be somebody's. */
export function placeNamed(name: string | undefined): string {
  if (name !== undefined && placeFrom(name) === name && name !== DIRECT && name !== "other") return name;
  throw new CommandError(
    `--place takes a word for where it hangs, like clinic-3: at most 40 lower-case letters, digits and hyphens, no number of six digits, not "direct" or "other"${name === undefined ? "" : `; "${name}" is none`}.`,
  );
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
