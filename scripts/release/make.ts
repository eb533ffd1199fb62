/** Making a release: read, look for earlier ones, pass the gate, write, keep, hand out. */
import { randomBytes, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { marginsFor } from "../../server/margins.ts";
import { newestOf, type PublishedSurvey } from "../../server/records/survey.ts";
import { differenceOf, tellsOfFew } from "../../server/release/differencing.ts";
import { filesOf } from "../../server/release/files.ts";
import { logged } from "../../server/release/gate-log.ts";
import type { Manifest } from "../../server/release/manifest.ts";
import { POLICIES } from "../../server/release/policy.ts";
import { type Prepared, prepare, type Unreleasable } from "../../server/release/prepared.ts";
import { repair } from "../../server/release/repaired.ts";
import type { CleaningRule } from "../../server/reports/cleaning.ts";
import { clean, doubtsIn } from "../../server/reports/doubts.ts";
import type { StaffStorage } from "../../server/storage/storage.ts";
import { canonical } from "../../server/survey/canonical.ts";
import type { ReleaseKind } from "../../server/survey/disclosure.ts";
import type { MarginsRead } from "../../server/survey/margins-reading.ts";
import { readLanguages } from "../../server/web/languages.ts";
import { CommandError } from "../command.ts";
import { aboutRelease } from "./about-release.ts";
import { chosenFrom, shownProposals } from "./choice.ts";
import { methodsOf } from "./methods.ts";
import { membersOf, type ReadRecords, readRecords, sha256 } from "./records.ts";
import { emptyFolder, type Shelf, shelfIn } from "./shelf.ts";

export interface ReleaseOrder {
  readonly survey: PublishedSurvey;
  readonly kind: ReleaseKind;
  readonly rule: CleaningRule;
  /** The survey's first without it. */
  readonly language: string | undefined;
  /** A level by key; empty: the cheapest way. */
  readonly recode: readonly (readonly [string, string])[];
  readonly bom: boolean;
  /** Undefined: only the ways to make the file safe are shown. */
  readonly out: string | undefined;
}

/** Where things are. */
export interface House {
  readonly dataDir: string;
  /** The project's folder: margins, languages, the version in package.json. */
  readonly root: string;
}

function softwareIn({ root }: House): string {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string }).version;
}

export async function makeRelease(order: ReleaseOrder, storage: StaffStorage, house: House): Promise<void> {
  const { survey, out } = order;
  const language = languageOf(order);
  if (out !== undefined) emptyFolder(out);
  const read = await readRecords(storage, survey);
  const margins = await marginsFor(join(house.root, "db", "margins"), survey);
  const cleaned = clean(doubtsIn(read.gathered.matrix, read.gathered.durations), order.rule);
  const members = membersOf(read.marks, cleaned.kept);
  const software = softwareIn(house);
  const request = requestOf({ order, language, margins, software }, members);
  const shelf = shelfIn(house.dataDir);
  const earlier = (await storage.releases.of(survey.id)).map(({ request: asked, json }) => ({
    asked,
    ...(JSON.parse(json) as Manifest),
  }));
  const same = earlier.find(({ asked }) => asked === request);
  if (same && out !== undefined) {
    shelf.handOut(same.id, out);
    console.log(`${same.id}: made before from the same request, and the same files are in ${out}.`);
    return;
  }
  const prepared = sound(prepare(survey, order.kind, read.gathered.matrix, cleaned, RANDOM), survey);
  console.error(shownProposals(prepared));
  if (out === undefined) return;
  const { levels } = logged(prepared, chosenFrom(prepared, order.recode));
  refuseDifferences(earlier, members, { kind: order.kind, levels }, shelf);
  const id = await keep(
    {
      order,
      house,
      software,
      language,
      read,
      margins,
      prepared,
      request,
      members,
      excluded: cleaned.excluded,
      kept: cleaned.kept,
    },
    storage,
    shelf,
  );
  shelf.handOut(id, out);
  console.log(`${id}: written into ${out}, and kept in ${join(house.dataDir, "releases", id)}.`);
}

const RANDOM = {
  bytes: (size: number) => new Uint8Array(randomBytes(size)),
  integer: (limit: number) => randomInt(limit),
};

function languageOf({ survey, language }: ReleaseOrder): string {
  const { languages } = newestOf(survey).definition;
  const chosen = language ?? languages[0] ?? "";
  if (languages.includes(chosen)) return chosen;
  throw new CommandError(`${survey.id} is not in "${chosen}"; choose one of ${languages.join(", ")}.`);
}

/** What makes two releases the same: everything but chance and the day. */
function requestOf(
  { order, language, margins, software }: Pick<ToKeep, "order" | "language" | "margins" | "software">,
  members: BigUint64Array,
): string {
  const { survey, kind, rule, recode, bom } = order;
  const versions = survey.versions.map(({ version }) => version);
  const records = sha256(new Uint8Array(members.buffer, members.byteOffset, members.byteLength));
  const asked = {
    survey: survey.id,
    kind,
    cleaning: rule.name,
    language,
    recode,
    bom,
    versions,
    margins: margins ?? null,
    software,
    records,
  };
  return sha256(canonical(asked));
}

const WHY: Readonly<Record<Unreleasable, string>> = {
  panel:
    "is a panel, whose members could know each other's answers: there are its totals (npm run report), and no data",
  "no-disclosure":
    "does not say by what somebody could be recognised: add `disclosure` to the definition (db/surveys/egov-2024.yaml shows how) and publish it",
  nobody: "has no response that the cleaning rule keeps: wait until some are released",
};

function sound(prepared: Prepared | Unreleasable, { id }: PublishedSurvey): Prepared {
  if (typeof prepared === "string") throw new CommandError(`${id} ${WHY[prepared]}.`);
  if (prepared.proposals.length > 0) return prepared;
  const { k, l } = prepared.policy.protection;
  throw new CommandError(
    `${id} cannot be released as ${prepared.kind}: it takes ${k} responses at least, and ${l} different answers among them to each sensitive question.`,
  );
}

function refuseDifferences(
  earlier: readonly Manifest[],
  members: BigUint64Array,
  { kind, levels }: { readonly kind: ReleaseKind; readonly levels: Readonly<Record<string, string>> },
  shelf: Shelf,
): void {
  for (const release of earlier) {
    const least = Math.max(POLICIES[kind].protection.k, POLICIES[release.kind].protection.k);
    const difference = differenceOf(shelf.members(release.id), members);
    const { gone, come, both } = difference;
    if (tellsOfFew(difference, least))
      throw new CommandError(
        `beside ${release.id} this file would tell of a few: ${gone} records are no longer in it and ${come} are new, and it takes none or ${least} of either. Use the earlier release, or wait for more responses.`,
      );
    // Matched by all their other answers, one file's regions and another's ages are both.
    if (both > 0 && release.kind === kind && canonical(release.disclosure.chosen.levels) !== canonical(levels))
      throw new CommandError(
        `there is ${release.id} of these people with other recodings, and whoever has both files has what either withholds: use that one, or choose the same recodings (--recode).`,
      );
  }
}

interface ToKeep {
  readonly order: ReleaseOrder;
  readonly house: House;
  readonly software: string;
  readonly language: string;
  readonly read: ReadRecords;
  readonly margins: MarginsRead | undefined;
  readonly prepared: Prepared;
  readonly request: string;
  readonly members: BigUint64Array;
  readonly excluded: number;
  /** By row of the matrix: 1 where the cleaning rule keeps it. */
  readonly kept: Uint8Array;
}

async function keep(made: ToKeep, storage: StaffStorage, shelf: Shelf): Promise<string> {
  const { order, language, prepared, request, members } = made;
  const { survey, kind, bom } = order;
  const madeOn = new Date().toISOString().slice(0, 10);
  const id = `${survey.id}-${kind}-${madeOn.replaceAll("-", "")}-${randomBytes(3).toString("hex")}`;
  const say = (await readLanguages(join(made.house.root, "views", "languages"))).translator(language);
  const proposal = chosenFrom(prepared, order.recode);
  const repaired = repair(prepared, proposal, made.margins);
  const about = aboutRelease({ ...made, id, madeOn, say, proposal, random: RANDOM }, repaired);
  const methods = await methodsOf({ ...made, survey, rule: order.rule, gathered: made.read.gathered, say }, repaired);
  const files = filesOf(about, bom, say, methods);
  await shelf.put(id, files, members);
  const json = shelf.manifest(id);
  const outcome = await storage.releases.keep({ id, survey: survey.id, request, json }).catch((error: unknown) => {
    shelf.remove(id);
    throw error;
  });
  if (outcome === "kept") return id;
  shelf.remove(id);
  throw new CommandError("the same release was made by another process meanwhile; run this again to get its files.");
}
