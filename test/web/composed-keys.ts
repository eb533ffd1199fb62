/**
 * The keys that the code puts together from parts, so that a test can name each of them. Left the template as it stands in the
 * code with a star for what is filled in; right what comes in the star's place. A new composed key is declared here, or
 * `languages.test.ts` fails and says so.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TABLES } from "../../server/admin/files/report-tables.ts";
import { ABOUT_CITIZENS, IN_COOKIE, IN_DRAFT, REASONS } from "../../server/citizen/stored.ts";
import { ACTS } from "../../server/records/audit.ts";
import { BACKLOG_STATUSES } from "../../server/records/backlog.ts";
import { IDENTIFIERS } from "../../server/records/identifiers.ts";
import { PROPOSABLE, UNDECIDABLE } from "../../server/records/proposal.ts";
import { ROLES } from "../../server/records/staff.ts";
import { REASONS as RELEASE_REASONS } from "../../server/release/data-set.ts";
import { FORMATS } from "../../server/release/files.ts";
import { OWN_NAMES } from "../../server/release/names.ts";
import { REPORT_FLAGS, RULE_NAMES } from "../../server/reports/cleaning.ts";
import { STANDARDS } from "../../server/reports/methods/standards.ts";
import { RELEASE_KINDS } from "../../server/survey/disclosure.ts";
import { ROOT } from "../support/pikir.ts";
import { GIVEN } from "../survey/reasons.ts";

/** Every `one` before every `two`: `a.title`, `a.text`, `b.title`, ... */
function each(ones: readonly string[], twos: readonly string[]): readonly string[] {
  return ones.flatMap((one) => twos.map((two) => `${one}.${two}`));
}

/** What stands in a list of the code: `const NAME = ["a", "b"] as const`. */
function listed(file: string, name: string): readonly string[] {
  const list = new RegExp(`const ${name} = \\[([^\\]]*)\\]`).exec(readFileSync(join(ROOT, file), "utf8"))?.[1] ?? "";
  return [...list.matchAll(/"([^"]+)"/g)].map(([, word = ""]) => word);
}

/** The words of the refusals that a file makes pages of. */
function refusals(file: string): readonly string[] {
  const source = readFileSync(join(ROOT, file), "utf8");
  // `words: typedKept ? "one" : "other"` has two.
  const said = [...source.matchAll(/words: ([^,]+)[,}]/g)].flatMap(([, words = ""]) => [...words.matchAll(/"(\w+)"/g)]);
  return [...new Set(said.map(([, word = ""]) => word))];
}

const PRIVACY = "server/citizen/privacy.ts";
const ACCESSIBILITY = "server/citizen/accessibility.ts";
const REFUSALS = refusals("server/web/refusals.ts");
const STAFF_REFUSALS = refusals("server/admin/refusals.ts");
const HOLDERS = listed(PRIVACY, "HOLDERS");
const PROMISES = listed(PRIVACY, "PROMISES");

const PLACES = [...["page", "question", "option", "row", "section", "margin", "group", "key", "recoding"], "entry"];

const LANGUAGES = readdirSync(join(ROOT, "views", "languages")).map((file) => file.replace(".json", ""));

const STAGES = [
  "shown",
  "clicked",
  "consent_shown",
  "agreed",
  "declined",
  "started",
  "reached",
  "sent",
  "imported",
  "released",
  "withdrawn",
  "excluded",
  "valid",
];

const COLUMNS = [
  "survey",
  "stage",
  "page",
  "name",
  "count",
  "rate",
  "base",
  "rateOf",
  "cleaning",
  "asOf",
  "question",
  "questionText",
  "option",
  "optionText",
  "share",
  "low",
  "high",
  "asked",
  "skipped",
  "note",
  ...["weightedShare", "weightedLow", "weightedHigh", "weightedSe", "intervalNote", "by", "kind", "range", "noise"],
  ...["highest", "highestShare", "highestN", "lowest", "lowestShare", "lowestN"],
  ...["test", "statistic", "p", "pAdjusted", "verdict", "unweighted", "weighted"],
];

const NOTES = [
  ...["faulty", "nobody", "empty", "too-few", "not-converged"],
  ...["joined", "few", "missing", "large-weight", "large-design-effect"],
];

export const COMPOSED: Readonly<Record<string, readonly string[]>> = {
  "languages.*": LANGUAGES,
  "fault.*.title": REFUSALS,
  "fault.*.text": REFUSALS,
  "fault.*.onward": REFUSALS,
  "start.promise.*": ["sign-in", "codes", "open"],
  "start.calm.*": ["sign-in", "codes", "open"],
  "notEligible.*": ["age", "residence", "active", "groups"].flatMap((rule) => [rule, `${rule}-unknown`]),
  "code.*": ["slip", "unknown"],
  "answerFault.*": [
    "unknown-option",
    "repeated",
    "excludes-others",
    "not-a-number",
    "not-whole",
    "out-of-range",
    "too-long",
    "unknown-field",
  ],
  "fileFault.whole.*": ["definition", "margins", "tables"],
  "fileFault.named.*": PLACES,
  "fileFault.numbered.*": PLACES,
  "fileFault.reason.*": [...new Set(GIVEN.map(({ key = "" }) => key))],
  "admin.fault.*.title": STAFF_REFUSALS,
  "admin.fault.*.text": STAFF_REFUSALS,
  "admin.fault.*.onward": STAFF_REFUSALS,
  "admin.proposals.kind.*": PROPOSABLE,
  "admin.proposals.outcome.*": ["confirmed", "declined", "withdrawn", "begun", "failed"],
  "admin.codes.wrong.*": listed("server/admin/surveys/codes.ts", "FAULTS"),
  "admin.provider.fault.*": listed("server/admin/sign-in.ts", "PROVIDER_FAULTS"),
  "admin.proposals.why.*": [...UNDECIDABLE, "moved"],
  "admin.role.*": ROLES,
  "admin.audit.said.*": [
    ...["password", "second-factor", "password-change", "current", "code"],
    ...["provider", "refused", "too-weak", "not-invited", "all-others", "one"],
  ],
  "admin.act.*": ACTS,
  "admin.*.title": ["first", "join"],
  "admin.*.text": ["first", "join"],
  "admin.state.*": ["open", "paused", "closed", "not-yet-open"],
  "admin.kiosk.wrong.*": ["centre", "state"],
  "admin.run.is.*": ["open", "paused", "closed", "not-yet-open", "closed-for-ever"],
  "admin.difference.*": ["added", "removed", "changed", "moved"],
  "admin.dash.choice.days.*": ["7", "28", "all"],
  "admin.stage.*": STAGES,
  "admin.rate.*": ["view", "participation", "declined", "reached", "completion"],
  "admin.cleaning.*": ["study"],
  "admin.flag.*": REPORT_FLAGS,
  "admin.parts.*": ["people", "cleaning", "time", "methods"],
  "admin.place.*": [
    "invite",
    "run",
    "dashboard",
    "report",
    "people",
    "time",
    "segments",
    "cross",
    "cleaning",
    "methods",
    "coding",
    "backlog",
    "releases",
  ],
  "admin.backlog.status.*": BACKLOG_STATUSES,
  "admin.backlog.kept.*": ["in-time", "late"],
  "admin.backlog.repeat.*": ["fewer", "more", "noise", "too-few"],
  "results.sample.*": ["self-selected", "invited", "panel"],
  "results.file.*": listed("server/citizen/results.ts", "OFFERED").map((name) => name.replace(".", "_")),
  "admin.releases.kind.*": RELEASE_KINDS,
  "admin.releases.making.*": ["reading", "writing"],
  "admin.releases.step.*": listed("server/admin/releases/steps.ts", "STEPS"),
  "admin.review.kind.*": IDENTIFIERS,
  "admin.review.last.*": ["release", "leave-out"],
  "admin.releases.format.*": FORMATS.map((name) => name.replace(".", "_")),
  "admin.releases.not.*": ["panel", "no-disclosure", "nobody", "unsafe"],
  "admin.releases.risk.*": [
    ...["records", "classes", "uniques", "k", "below", "alike", "participants", "population", "largest", "unknown"],
  ],
  "admin.tables.name.*": [...new Set(Object.values(TABLES).flat())],
  "admin.tables.about.*": ["table", "survey", "asOf", "made", "n", "rule", "sample", "hidden", "rounded", "simulated"],
  "admin.dash.number.*.words": ["sent", "completion", "today", "waiting"],
  "admin.dash.number.*.text": ["sent", "completion", "today", "waiting"],
  "admin.dash.stop.*": ["declined", "undecided", "agreed", "page"],
  "admin.dash.*": [
    "keeps",
    "keepsNothing",
    "mixerTrouble",
    "mixerDue",
    "mixerWell",
    "backup",
    "backupOld",
    "backupUnknown",
  ],
  "methods.item.*": [...new Set(Object.values(STANDARDS).flat())],
  "methods.standard.*": Object.keys(STANDARDS),
  "methods.say.*": ["voluntary", "review", "cookies", "ip", "wording", "raking", "rakingUntold"],
  "methods.say.access.*": ["sign-in", "codes", "open"],
  "methods.say.unique.*": ["sign-in", "codes", "open"],
  "methods.say.rate.*": ["view", "participation", "completion"],
  "admin.rules.name.*": RULE_NAMES,
  "admin.rules.*": ["chosen", "many"],
  "admin.time.*": ["web", "other", "direct", "day", "language", "place"],
  "admin.time.*sCaption": ["day", "language", "place"],
  "admin.csv.*": COLUMNS,
  "admin.report.of.*": ["number", "text"],
  "admin.report.sample.*": ["self-selected", "invited", "panel"],
  "admin.segments.*": ["unweighted", "weighted"],
  "admin.weights.note.*": NOTES,
  "release.reason.*": RELEASE_REASONS,
  "release.variable.*": OWN_NAMES,
  "release.kind.*": RELEASE_KINDS,
  "release.terms.*": RELEASE_KINDS,
  "release.codebook.*": [
    ...[
      "id",
      "kind",
      "records",
      "made",
      "software",
      "cleaning",
      "withdrawn",
      "versions",
      "weights",
      "gate",
      "withheld",
    ],
    ...["code", "label", "count", "share", "weighted"],
  ],
  "accessibility.can.*": listed(ACCESSIBILITY, "CAN"),
  "accessibility.tested.*": listed(ACCESSIBILITY, "TESTED"),
  "accessibility.limits.*.title": listed(ACCESSIBILITY, "LIMITS"),
  "accessibility.limits.*.text": listed(ACCESSIBILITY, "LIMITS"),
  "privacy.who.*.who": HOLDERS,
  "privacy.who.*.learns": HOLDERS,
  "privacy.who.*.not": HOLDERS,
  "privacy.unpooled.*": ["copies", "keys", "unlinked"],
  "privacy.honest.*.title": PROMISES,
  "privacy.honest.*.text": PROMISES,
  "privacy.limits.*": each(listed(PRIVACY, "LIMITS"), ["title", "text"]),
  "privacy.spans.*": each(listed(PRIVACY, "SPANS"), ["title", "text"]),
  "privacy.others.*": REASONS,
  "privacy.inside.*": IN_DRAFT,
  "privacy.stored.*": [
    ...each(["cookie"], ["title", "text", ...IN_COOKIE]),
    ...ABOUT_CITIZENS.flatMap(({ table, columns }) => each([table], ["title", "text", ...columns])),
  ],
};
