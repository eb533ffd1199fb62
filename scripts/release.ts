/** `npm run release`: the data behind the disclosure gate, in every format, frozen. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { PublishedSurvey } from "../server/records/survey.ts";
import { cleaningRule, RULE_NAMES } from "../server/reports/cleaning.ts";
import { isReleaseKind, RELEASE_KINDS, type ReleaseKind } from "../server/survey/disclosure.ts";
import { CommandError, runCommand } from "./command.ts";
import { openStorage } from "./open.ts";
import { surveyNamed } from "./paper/named.ts";
import { listReleases } from "./release/list.ts";
import { makeRelease, type ReleaseCommand } from "./release/make.ts";

const USAGE = `npm run release -- SURVEY --kind KIND --out DIR [--lang LANG] [--cleaning RULE] [--recode KEY=LEVEL]... [--version HASH]... [--words QUESTION]... [--bom] [--proposals]
npm run release -- SURVEY --list

The responses of a survey as files that SPSS, Stata, R, Excel and others read, with codebook, weights and terms. Nobody in them can be
told from a few others by what neighbours or colleagues may know; what it costs to get there is shown first.
  --kind KIND        internal (the survey's own analysts), scientific (under an agreement) or public
  --out DIR          an empty folder, or one to make
  --lang LANG        the language of labels: one of the survey's (its first if not given)
  --cleaning RULE    which flags leave a response out: ${RULE_NAMES.join(" or ")} (${RULE_NAMES[0]} if not given)
  --recode KEY=LEVEL joins a key's answers as the definition says (KEY=macro-regions), or leaves it out (KEY=left-out); KEY=as-asked. What
                     is still rare is withheld. Without it the cheapest way is taken
  --version HASH     only answers to this version of the questionnaire, by the beginning of its hash; several times for several
  --words QUESTION   adds the reviewed texts of an open question, in a file of their own that leads to no record
  --proposals        shows the ways and their price, and makes nothing
  --bom              CSV files begin with a byte order mark, by which Excel knows their letters
  --list             the releases that there are, and how many have withdrawn since
  --help             this text

The same request gives the same files again. Releases are kept in DATA_DIR/releases.`;

const ROOT = join(import.meta.dirname, "..", "..");

await runCommand({ name: "release", usage: USAGE, run });

async function run(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      kind: { type: "string" },
      out: { type: "string" },
      lang: { type: "string" },
      cleaning: { type: "string", default: "study" },
      recode: { type: "string", multiple: true, default: [] },
      version: { type: "string", multiple: true, default: [] },
      words: { type: "string", multiple: true, default: [] },
      bom: { type: "boolean", default: false },
      proposals: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
    },
  });
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new CommandError("takes one SURVEY; see --help.");
  const { config, storage } = await openStorage();
  try {
    const survey = surveyNamed(await storage.surveys.all(), id);
    if (values.list) {
      await listReleases(storage, survey.id);
      return;
    }
    if (values.out === undefined && !values.proposals) throw new CommandError("takes --out DIR; see --help.");
    const order: ReleaseCommand = {
      survey,
      kind: kindNamed(values.kind),
      rule: ruleNamed(values.cleaning),
      language: values.lang,
      recode: values.recode.map(levelNamed),
      bom: values.bom,
      ...(values.version.length > 0 ? { versions: values.version.map((hash) => versionNamed(hash, survey)) } : {}),
      ...(values.words.length > 0 ? { words: values.words } : {}),
      out: values.proposals ? undefined : values.out,
    };
    await makeRelease(order, storage, { dataDir: config.dataDir, root: ROOT });
  } finally {
    await storage.close();
  }
}

function versionNamed(beginning: string, { id, versions }: PublishedSurvey): string {
  const found = versions.map(({ version }) => version).filter((version) => version.startsWith(beginning));
  const [version, ...more] = found;
  if (version !== undefined && more.length === 0 && beginning.length >= SHORTEST_HASH) return version;
  const all = versions.map((each) => each.version.slice(0, 12)).join(", ");
  throw new CommandError(
    `${id} has no one version ${beginning}: give ${SHORTEST_HASH} signs at least of one of ${all}.`,
  );
}

const SHORTEST_HASH = 6;

function kindNamed(kind: string | undefined): ReleaseKind {
  if (kind !== undefined && isReleaseKind(kind)) return kind;
  throw new CommandError(`takes --kind, one of ${RELEASE_KINDS.join(", ")}; see --help.`);
}

function ruleNamed(name: string) {
  const rule = cleaningRule(name);
  if (!rule) throw new CommandError(`there is no cleaning rule "${name}"; choose one of ${RULE_NAMES.join(", ")}.`);
  return rule;
}

function levelNamed(word: string): readonly [string, string] {
  const [key, level, ...more] = word.split("=");
  if (!key || !level || more.length > 0) throw new CommandError(`--recode takes KEY=LEVEL, not "${word}".`);
  return [key, level];
}
