/** What an entry of the audit log is about, for whoever reads it: names and ids as they are kept, words of ours in the page's language. */
import { type Act, NOBODY, OPERATOR } from "../records/audit.ts";
import { PROPOSABLE } from "../records/proposal.ts";
import { ROLES } from "../records/staff.ts";
import type { Translate } from "../web/languages.ts";

/** Whose `about` is made of words of ours, apart by `: `. */
const WORDED: readonly Act[] = [
  ...(["signed-in", "sign-in-failed", "sessions-ended", "first-administrator", "invited", "joined"] as const),
  ...(["staff-added", "role-changed"] as const),
];
const SAID: readonly string[] = [
  ...["password", "second factor", "password change", "current", "code"],
  ...["provider", "refused", "too-weak", "not invited", "all others", "one"],
];

export function aboutWords(act: Act, about: string, translate: Translate): string {
  if (WORDED.includes(act))
    return about
      .split(": ")
      .map((part) => wordOf(part, translate))
      .join(": ");
  // `release-data egov-2024 ea8b22c6876e`
  return about.replace(/(\S+) (\S+)(?= [0-9a-f]{12}$)/, (said, name: string, survey: string) => {
    const kind = PROPOSABLE.find((each) => each === name);
    return kind ? translate(`admin.proposals.kind.${kind}`, { survey }) : said;
  });
}

function wordOf(part: string, translate: Translate): string {
  const role = ROLES.find((each) => each === part);
  if (role) return translate(`admin.role.${role}`);
  return SAID.includes(part) ? translate(`admin.audit.said.${part.replaceAll(" ", "-")}`) : part;
}

export function whoWords(who: string, translate: Translate): string {
  if (who === OPERATOR) return translate("admin.audit.operator");
  return who === NOBODY ? translate("admin.audit.nobody") : who;
}
