/**
 * What we hold ourselves to: the rows of OWASP ASVS 5.0 (level 2) that concern this program, and the kinds of holes that
 * other survey systems had. Each names the tests that show it, or says why it does not apply or what it waits for.
 */
export type Standing =
  /** Test files, and words that stand in the title of a test or of the stories around it. */
  { readonly shownBy: readonly (readonly [file: string, title: string])[] } | { readonly doesNotApply: string };

export type Requirement = Standing & { readonly name: string };

const CITIZENS = "test/citizen";
const STAFF = "test/admin";
const HEADERS = "test/security/headers.test.ts";
const MARKUP = "test/security/markup.test.ts";
const CROSS_SITE = "test/security/cross-site.test.ts";
const WIRE = "test/security/wire.test.ts";
const CODE = "test/security/code.test.ts";
const RULES = "test/architecture/source-rules.test.ts";
const ROLES = "test/storage/postgres-roles.test.ts";
const SEND = "test/storage/contract/send.ts";
const SECOND_FACTOR = `${STAFF}/second-factor.test.ts`;
const ACCOUNTS = `${STAFF}/staff.test.ts`;
const STAFF_SIGN_IN = `${STAFF}/sign-in.test.ts`;
const BAD_INPUT = `${CITIZENS}/bad-input.test.ts`;
const OPENID = "test/identity/openid.test.ts";
const FORGED_TOKENS = "test/identity/openid-forged.test.ts";
const FORGED = "test/security/forged.test.ts";
const CANARY = `${CITIZENS}/canary.test.ts`;

export const ASVS: Readonly<Record<number, Requirement>> = {
  1: {
    name: "1.2.1, 3.2.2 output encoding",
    shownBy: [
      [MARKUP, "typed by a citizen come back"],
      [MARKUP, "in an address are told back harmlessly"],
      [`${STAFF}/report.test.ts`, "is never markup"],
    ],
  },
  2: {
    name: "1.2.4 SQL injection",
    shownBy: [
      [RULES, "finds nothing in this tree"],
      ["test/deep/scanners.test.ts", "finds nothing in any parameter"],
    ],
  },
  3: { name: "1.2.10 formula injection", shownBy: [[MARKUP, "is text in every CSV"]] },
  4: { name: "1.3.7 template injection", shownBy: [[MARKUP, "never compiled"]] },
  5: {
    name: "1.5.2, 15.3.6 prototype pollution",
    shownBy: [
      [BAD_INPUT, "a name that reaches for the prototype"],
      [BAD_INPUT, "whatever a form sends"],
    ],
  },
  6: { name: "2.2.1, 2.2.2 validation on the server", shownBy: [[BAD_INPUT, "is refused, and nothing is lost"]] },
  7: {
    name: "2.3.1 order of steps",
    shownBy: [
      [`${CITIZENS}/journey.test.ts`, "links to pages not yet reachable"],
      [BAD_INPUT, "a closed survey takes nothing"],
    ],
  },
  8: { name: "2.3.3 all or nothing", shownBy: [[SEND, "keeps nothing of itself when a part of it cannot be kept"]] },
  9: {
    name: "2.3.4 one a person",
    shownBy: [
      [`${CITIZENS}/journey.test.ts`, "200 sends at once from four sessions"],
      [SEND, "of one person from 200 sessions at once"],
    ],
  },
  10: { name: "2.4.1 anti-automation", shownBy: [[`${CITIZENS}/limits.test.ts`, "begins a hundred times"]] },
  11: {
    name: "3.3.1 to 3.3.4 cookies",
    shownBy: [
      [HEADERS, "are tied to this host"],
      [FORGED, "is nobody's where it was altered anywhere"],
    ],
  },
  12: { name: "3.4.1 HSTS", shownBy: [[HEADERS, "keeps to https"]] },
  13: { name: "3.4.2 CORS", shownBy: [[HEADERS, "opens itself to no other origin"]] },
  14: {
    name: "3.4.3, 3.4.6 content security policy",
    shownBy: [
      [HEADERS, "runs no script and takes no style but ours"],
      [RULES, "finds nothing in this tree"],
    ],
  },
  15: { name: "3.4.4, 3.4.5 sniffing, referrer", shownBy: [[HEADERS, "keeps to https"]] },
  16: {
    name: "3.5.1 to 3.5.3 cross-site posts",
    shownBy: [
      [CROSS_SITE, "refuses another site, another origin"],
      [CROSS_SITE, "does nothing when it is opened"],
      [FORGED, "is refused where it was altered, made up"],
    ],
  },
  17: { name: "3.5.4 hosts apart", shownBy: [[`${CITIZENS}/limits.test.ts`, "has the staff's pages and no other"]] },
  18: { name: "3.7.2 open redirect", shownBy: [[CROSS_SITE, "is never out of our hands"]] },
  19: { name: "4.1.1 content types", shownBy: [[HEADERS, "names its type"]] },
  20: { name: "4.1.3, 15.3.4 forwarding headers", shownBy: [[CROSS_SITE, "moves nobody's count"]] },
  21: { name: "4.2.1 request smuggling", shownBy: [[WIRE, "is refused, and the connection closed"]] },
  22: {
    name: "5.2.1, 5.2.2, 5.3.2 uploaded files",
    doesNotApply: "no page takes a file; `npm run import` reads files that the operator names",
  },
  23: { name: "5.4.1, 5.4.2 names of downloads", shownBy: [[`${STAFF}/report.test.ts`, "a plain file name"]] },
  24: {
    name: "6.2.1, 6.2.4, 6.2.9, 6.2.12 passwords",
    shownBy: [
      [STAFF_SIGN_IN, "refuses the password"],
      [STAFF_SIGN_IN, "takes the password"],
    ],
  },
  25: {
    name: "6.3.1, 6.3.2 guessing, no default account",
    shownBy: [
      [STAFF_SIGN_IN, "locks out nobody elsewhere"],
      [STAFF_SIGN_IN, "does not exist where no start has printed one"],
    ],
  },
  26: {
    name: "6.3.3, 6.5.1, 6.5.5 second factor",
    shownBy: [
      [SECOND_FACTOR, "is set up by whoever signs in without one"],
      [SECOND_FACTOR, "and each code serves once"],
      [SECOND_FACTOR, "comes too late ten minutes after"],
    ],
  },
  27: {
    name: "6.8.2, 9.1, 9.2, 10.5.1 to 10.5.4 tokens",
    shownBy: [
      [OPENID, "is believed when it is signed with the provider's key"],
      [OPENID, "ends a sign-in once"],
      [FORGED_TOKENS, "none signs anybody in"],
    ],
  },
  28: {
    name: "10.1.2, 10.2.1 state, PKCE",
    shownBy: [
      [OPENID, "leads there with PKCE, state and nonce"],
      [OPENID, "signs nobody in in a browser in which it did not begin"],
    ],
  },
  29: { name: "6.8.4 acr and auth_time", shownBy: [[OPENID, "how well a person has proven who they are"]] },
  30: { name: "7.2.3, 7.2.4 session ids", shownBy: [[STAFF_SIGN_IN, "gets a new value at sign-in"]] },
  31: {
    name: "7.3.1, 7.3.2, 7.4.1 ends of sessions",
    shownBy: [
      [STAFF_SIGN_IN, "ends after half an hour without a request"],
      [STAFF_SIGN_IN, "ends after twelve hours"],
      [STAFF_SIGN_IN, "ends with signing out"],
    ],
  },
  32: {
    name: "7.4.2, 7.4.5, 7.5.1 revoking",
    shownBy: [
      [STAFF_SIGN_IN, "ends at once when the account is disabled"],
      [ACCOUNTS, "see their own sessions, and end them from elsewhere"],
    ],
  },
  33: {
    name: "8.2.1 to 8.2.3, 8.3.1 permissions",
    shownBy: [
      [`${STAFF}/permissions.test.ts`, "each with who may come in"],
      [`${STAFF}/permissions.test.ts`, "refuses whoever is not signed in"],
      [`${STAFF}/permissions.test.ts`, "comes in by the routes that name the role"],
    ],
  },
  34: {
    name: "11.2.3, 11.3, 11.4 cryptography",
    shownBy: [
      [CODE, "is of the kinds that are agreed on"],
      [STAFF_SIGN_IN, "the password as argon2id with the agreed cost"],
    ],
  },
  35: {
    name: "11.5.1 randomness",
    shownBy: [[CODE, "takes every key, code and row key from the system's own chance"]],
  },
  36: {
    name: "12.1.1, 12.2.1 TLS",
    doesNotApply: "TLS ends at the proxy in front; https in `PUBLIC_URL` turns on HSTS and secure cookies",
  },
  37: {
    name: "13.2.2 least rights",
    shownBy: [
      [ROLES, "is refused"],
      ["test/keys.test.ts", "readable by nobody else"],
    ],
  },
  38: {
    name: "13.3.1 secrets",
    shownBy: [
      [CODE, "stand in no file of the tree"],
      [CODE, "that are too short to be any stop the start"],
    ],
  },
  39: {
    name: "13.4.1 to 13.4.5 what is not to be found",
    shownBy: [
      [HEADERS, "is not there"],
      [HEADERS, "does nothing"],
      [HEADERS, "shows neither what went wrong nor where"],
    ],
  },
  40: {
    name: "14.2.1, 14.3.1, 14.3.2 nothing left behind",
    shownBy: [
      [HEADERS, "stays in no cache"],
      [HEADERS, "forget what our pages have kept in it"],
    ],
  },
  41: { name: "14.2.4 protected as documented", shownBy: [["test/attack/attack.test.ts", ""]] },
  42: { name: "15.1.2, 15.2.1 what others wrote", shownBy: [[CODE, "is locked by its hash"]] },
  43: {
    name: "15.1.3, 15.2.2 costly functions",
    shownBy: [["test/scripts/commands.test.ts", "reports are made in a thread"]],
  },
  44: {
    name: "15.3.3, 15.3.7 extra and repeated parameters",
    shownBy: [
      [BAD_INPUT, "a field that nobody asked for"],
      [BAD_INPUT, "a single answer given twice"],
    ],
  },
  45: { name: "16.2.5, 16.4.1 logs", shownBy: [[CANARY, "is logged without it"]] },
  46: {
    name: "16.3.1 to 16.3.4 security events",
    shownBy: [
      [ACCOUNTS, "says who did what, never a password and never a citizen"],
      ["test/storage/contract/audit.ts", "is one chain"],
    ],
  },
  47: {
    name: "16.5.1 to 16.5.3 failing safely",
    shownBy: [
      [BAD_INPUT, "the citizen is told, the draft stays"],
      ["test/storage/sqlite-failures.test.ts", "refuses the send as unavailable"],
      ["test/storage/postgres-failures.test.ts", ""],
    ],
  },
};

export const HOLES: Readonly<Record<number, Requirement>> = {
  1: { name: "stored cross-site scripting", shownBy: [[MARKUP, "typed by a citizen come back"]] },
  2: {
    name: "scripting through import warnings",
    shownBy: [["test/scripts/import/import-file.test.ts", ""]],
  },
  3: { name: "formulas in CSV", shownBy: [[MARKUP, "is text in every CSV"]] },
  4: { name: "an export without permission", shownBy: [[`${STAFF}/permissions.test.ts`, "each with who may come in"]] },
  5: {
    name: "another department's objects",
    doesNotApply: "an installation has one department; staff see all surveys of it",
  },
  6: { name: "once a person, by another door", shownBy: [[SEND, "of one person from 200 sessions at once"]] },
  7: { name: "checks in the page alone", shownBy: [[BAD_INPUT, "is refused, and nothing is lost"]] },
  8: {
    name: "tokens accepted unsigned",
    shownBy: [
      [OPENID, "is believed when it is signed with the provider's key"],
      [FORGED_TOKENS, "none signs anybody in"],
    ],
  },
  9: { name: "SQL injection", shownBy: [[RULES, "finds nothing in this tree"]] },
  10: { name: "path traversal", shownBy: [[HEADERS, "is not there"]] },
  11: { name: "uploads", doesNotApply: "no page takes a file" },
  12: {
    name: "guessing tokens",
    shownBy: [
      [`${CITIZENS}/withdrawal.test.ts`, "guessing is slowed down"],
      [OPENID, "a hundred refused sign-ins"],
      [`${CITIZENS}/withdrawal.test.ts`, "says the same for a code that belongs to nobody"],
    ],
  },
  13: { name: "cross-site posts", shownBy: [[CROSS_SITE, "refuses another site, another origin"]] },
  14: {
    name: "requests made by the server",
    doesNotApply: "nobody but the operator can name an address that the server calls",
  },
  15: {
    name: "anonymity that can be switched off",
    shownBy: [
      ["test/storage/sqlite.test.ts", "has these tables and columns and no other"],
      [ROLES, "is refused"],
    ],
  },
  16: { name: "order and time in what staff see", shownBy: [["test/attack/attack.test.ts", ""]] },
  17: { name: "guessed passwords, default accounts", shownBy: [[STAFF_SIGN_IN, "locks out nobody elsewhere"]] },
  18: {
    name: "sessions that outlive",
    shownBy: [
      [STAFF_SIGN_IN, "gets a new value at sign-in"],
      [STAFF_SIGN_IN, "ends at once when the account is disabled"],
    ],
  },
  19: {
    name: "giving oneself more rights",
    shownBy: [
      [ACCOUNTS, "nobody does that to themselves"],
      [ACCOUNTS, "may be given no rights by whoever has no second factor"],
    ],
  },
  20: { name: "templates from data", shownBy: [[MARKUP, "never compiled"]] },
  21: {
    name: "exhaustion",
    shownBy: [
      [WIRE, "is hung up on"],
      [BAD_INPUT, "201 fields"],
      [`${CITIZENS}/limits.test.ts`, "begins a hundred times"],
    ],
  },
  22: { name: "persons in logs", shownBy: [[CANARY, "is logged without it"]] },
  23: {
    name: "challenges solved twice",
    shownBy: [
      [`${CITIZENS}/challenge.test.ts`, "serves once"],
      [`${CITIZENS}/challenge.test.ts`, "used before none counts as solved"],
    ],
  },
};
