/** Which pictures show a page of the staff's route table, and why others have none. A route without either fails the gate. */

/** By the route's address: the states that are looked at, all of them at that address. */
export const STAFF_PAGES: Readonly<Record<string, readonly string[]>> = {
  "/admin/first/:token": ["staff-first", "staff-first-error"],
  "/admin/join/:token": ["staff-join", "staff-join-error"],
  "/admin/sign-in": ["staff-sign-in", "staff-sign-in-error"],
  "/admin/sign-in/callback": [
    ...["staff-sign-in-cancelled", "staff-sign-in-refused", "staff-sign-in-unreachable", "staff-provider-connected"],
  ],
  "/admin": ["staff-surveys"],
  "/admin/surveys/:survey": [
    ...["staff-dashboard", "staff-dashboard-empty", "staff-panel", "staff-chosen", "staff-not-permitted"],
  ],
  "/admin/surveys/:survey/report": ["staff-report"],
  "/admin/surveys/:survey/people": ["staff-people"],
  "/admin/surveys/:survey/cleaning": ["staff-cleaning"],
  "/admin/surveys/:survey/segments": ["staff-segments"],
  "/admin/surveys/:survey/cross": ["staff-cross"],
  "/admin/surveys/:survey/time": ["staff-time"],
  "/admin/surveys/:survey/methods": ["staff-methods"],
  "/admin/surveys/:survey/backlog": ["staff-backlog", "staff-backlog-error", "staff-backlog-items"],
  "/admin/surveys/:survey/backlog/:item": ["staff-item"],
  "/admin/surveys/:survey/notes": ["staff-notes", "staff-notes-error", "staff-notes-some"],
  "/admin/surveys/:survey/coding": ["staff-coding", "staff-coding-shares"],
  "/admin/surveys/:survey/coding/:question": ["staff-frame-empty", "staff-frame-error", "staff-frame"],
  "/admin/surveys/:survey/coding/:question/texts": ["staff-text", "staff-text-none"],
  "/admin/surveys/:survey/coding/:question/review": ["staff-review", "staff-review-none"],
  "/admin/surveys/:survey/coding/:question/reviewed": ["staff-reviewed"],
  "/admin/surveys/:survey/coding/:question/differences": ["staff-differences"],
  "/admin/surveys/:survey/releases": ["staff-releases", "staff-releases-pending", "staff-releases-some"],
  "/admin/surveys/:survey/releases/new": ["staff-release-what", "staff-release-words"],
  "/admin/surveys/:survey/releases/risk": ["staff-release-risk", "staff-release-not"],
  "/admin/surveys/:survey/releases/repair": ["staff-release-repair"],
  "/admin/surveys/:survey/releases/confirm": ["staff-release-confirm"],
  "/admin/surveys/:survey/releases/making/:act": ["staff-release-making"],
  "/admin/surveys/:survey/releases/:release": ["staff-release"],
  "/admin/account": ["staff-account", "staff-account-protected"],
  "/admin/account/tokens": ["staff-tokens", "staff-token-made", "staff-tokens-some"],
  "/admin/account/second-factor": [
    ...["staff-second-factor", "staff-second-factor-error", "staff-recovery-codes", "staff-second-factor-anew"],
  ],
  "/admin/account/password": ["staff-password", "staff-password-error"],
  "/admin/account/provider": ["staff-provider", "staff-provider-error", "staff-provider-has"],
  "/admin/staff": ["staff-members"],
  "/admin/surveys/:survey/run": ["staff-run", "staff-run-versions"],
  "/admin/surveys/:survey/difference": ["staff-difference"],
  "/admin/surveys/:survey/preview": ["staff-preview"],
  "/admin/surveys/:survey/invite": ["staff-invite", "staff-invite-place"],
  "/admin/surveys/:survey/codes": ["staff-codes", "staff-codes-error", "staff-codes-made", "staff-codes-given"],
  "/admin/definitions": ["staff-definitions", "staff-definitions-error"],
  "/admin/definitions/:survey": ["staff-draft"],
  "/admin/definitions/:survey/preview": ["staff-draft-preview"],
  "/admin/proposals": ["staff-proposals-own", "staff-proposals-waiting", "staff-proposals-decided"],
  "/admin/proposals/:proposal/version": ["staff-proposed-version"],
  "/admin/proposals/:proposal/preview": ["staff-proposed-preview"],
  "/admin/audit": ["staff-audit", "staff-audit-none"],
};

/** Files to download, and a stream. */
export const NO_PAGES: readonly string[] = [
  "/admin/surveys/:survey/live",
  "/admin/surveys/:survey/tables/:file",
  "/admin/surveys/:survey/charts/:file",
  "/admin/surveys/:survey/methods.md",
  "/admin/surveys/:survey/funnel.csv",
  "/admin/surveys/:survey/shares.csv",
  "/admin/surveys/:survey/segments.csv",
  "/admin/surveys/:survey/releases/:release/files/:file",
];

/** What pages answer to a form, under the form's own address. */
export const AFTER_POSTS: readonly string[] = [
  ...["staff-invited", "staff-code", "staff-code-error", "staff-kiosk", "staff-kiosk-error", "staff-not-found"],
];

/** Whether a path is one of a route's. */
export function isOf(path: string, address: string): boolean {
  const parts = address.split("/");
  const found = path.split("/");
  return found.length === parts.length && parts.every((part, at) => part.startsWith(":") || part === found[at]);
}
