/** Making a release: read, look for earlier ones, pass the gate, write. Who keeps it and hands it out is the caller. */
import { randomBytes, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KeptRelease } from "../records/kept-release.ts";
import { differenceOf, differenceWithinVersions, tellsOfFew } from "../release/differencing.ts";
import { filesOf } from "../release/files.ts";
import { logged } from "../release/gate-log.ts";
import type { Manifest } from "../release/manifest.ts";
import { POLICIES } from "../release/policy.ts";
import { type Prepared, prepare } from "../release/prepared.ts";
import type { Proposal } from "../release/proposals.ts";
import { LEAST_TEXTS, type ReleasedWords } from "../release/released-words.ts";
import { repair } from "../release/repaired.ts";
import { clean, doubtsIn } from "../reports/doubts.ts";
import { leavingQuestions } from "../reports/leaving-words.ts";
import { canonical } from "../survey/canonical.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";
import { readLanguages } from "../web/languages.ts";
import { aboutRelease } from "./about-release.ts";
import { methodsOf } from "./methods.ts";
import { NotReleased } from "./not-released.ts";
import { languageOf, type ReleaseOrder, requestOf } from "./order.ts";
import { membersOf, type ReadRecords, type ReleaseStorage, readRecords } from "./records.ts";
import { shelfIn } from "./shelf.ts";
import { openWords } from "./words.ts";

/** Where things are, and what time it is. */
export interface House {
  readonly dataDir: string;
  /** The project's folder: languages, and the version in package.json. */
  readonly root: string;
  readonly margins: MarginsRead | undefined;
  readonly now: Date;
  /** Told of how far it is. */
  readonly progress: (stage: Stage, done: number, total: number) => void;
}

/** Reading responses, writing files. */
export type Stage = "reading" | "writing";

export interface ReadOrder {
  readonly order: ReleaseOrder;
  readonly house: House;
  readonly software: string;
  readonly language: string;
  readonly read: ReadRecords;
  readonly excluded: number;
  /** By row of the matrix: 1 where the cleaning rule keeps it. */
  readonly kept: Uint8Array;
  readonly valid: number;
  readonly members: BigUint64Array;
  /** What people wrote and somebody has read, in no order. */
  readonly words: readonly ReleasedWords[];
  readonly request: string;
  readonly earlier: readonly Manifest[];
  /** The id of the release that the same request has. */
  readonly same: string | undefined;
}

/** Reads all that the release is made of. */
export async function readFor(order: ReleaseOrder, storage: ReleaseStorage, house: House): Promise<ReadOrder> {
  const { survey, rule } = order;
  const language = languageOf(order);
  const reader = await openWords(storage, order, wordsOf(order));
  const told = (done: number, total: number) => house.progress("reading", done, total);
  const read = await readRecords(storage, survey, told, reader, order.versions);
  const { excluded, kept, valid } = clean(doubtsIn(read.gathered.matrix, read.gathered.durations), rule);
  const members = membersOf(read.marks, kept);
  const words = enough(reader.finished(kept), survey.id);
  const software = softwareIn(house);
  const request = requestOf(order, { margins: house.margins, software, members, words });
  const all = await storage.releases.of(survey.id);
  const earlier = all.map(({ json }) => JSON.parse(json) as Manifest);
  const same = all.find(({ request: asked }) => asked === request)?.id;
  return { order, house, software, language, read, excluded, kept, valid, members, words, request, earlier, same };
}

/** Throws NotReleased for questions whose texts never leave. */
function wordsOf({ survey, words = [] }: ReleaseOrder): readonly string[] {
  const may = leavingQuestions(survey);
  const never = words.find((question) => !may.includes(question));
  if (never !== undefined) throw new NotReleased({ kind: "no-words", survey: survey.id, question: never });
  return [...new Set(words)].sort();
}

/** Throws NotReleased where so few texts were released that they would point at those who wrote. */
function enough(words: readonly ReleasedWords[], survey: string): readonly ReleasedWords[] {
  const few = words.find(({ texts }) => texts.length < LEAST_TEXTS);
  if (few) throw new NotReleased({ kind: "few-words", survey, question: few.question, least: LEAST_TEXTS });
  return words;
}

function softwareIn({ root }: House): string {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string }).version;
}

const RANDOM = {
  bytes: (size: number) => new Uint8Array(randomBytes(size)),
  integer: (limit: number) => randomInt(limit),
};

/** What the gate sees, with a way at least to make it safe. Throws NotReleased where there is none. */
export function passGate({ order, read, kept, valid }: ReadOrder): Prepared {
  const { survey, kind } = order;
  const prepared = prepare(survey, kind, read.gathered.matrix, { kept, valid }, RANDOM);
  if (typeof prepared === "string") throw new NotReleased({ kind: prepared, survey: survey.id });
  if (prepared.proposals.length > 0) return prepared;
  throw new NotReleased({ kind: "too-few", survey: survey.id, release: kind, ...prepared.policy.protection });
}

/** Throws NotReleased where this release and an earlier one, laid beside each other, would tell of a few. */
export function refuseDifferences(
  { order, house, read, members, earlier }: ReadOrder,
  prepared: Prepared,
  chosen: Proposal,
): void {
  const { kind } = order;
  const { levels } = logged(prepared, chosen);
  const goesIn = (version: string) => order.versions?.includes(version) ?? true;
  const shelf = shelfIn(house.dataDir);
  for (const release of earlier) {
    const least = Math.max(POLICIES[kind].protection.k, POLICIES[release.kind].protection.k);
    const before = shelf.members(release.id);
    const whole = differenceOf(before, members);
    const within = differenceWithinVersions(before, members, { present: read.present, goesIn });
    const few = [whole, within].find((difference) => tellsOfFew(difference, least));
    if (few) throw new NotReleased({ kind: "tells-of-few", beside: release.id, gone: few.gone, come: few.come, least });
    // Matched by all their other answers, one file's regions and another's ages are both.
    if (whole.both > 0 && release.kind === kind && canonical(release.disclosure.chosen.levels) !== canonical(levels))
      throw new NotReleased({ kind: "other-recodings", beside: release.id });
  }
}

/** Writes the files and keeps the release; nothing is left where either fails. Resolves to its id. */
export async function makeAndKeep(
  made: ReadOrder,
  prepared: Prepared,
  chosen: Proposal,
  { releases }: Pick<ReleaseStorage, "releases">,
): Promise<string> {
  refuseDifferences(made, prepared, chosen);
  const shelf = shelfIn(made.house.dataDir);
  const release = await putOnShelf(made, prepared, chosen);
  const outcome = await releases.keep(release, made.earlier.length).catch((error: unknown) => {
    shelf.remove(release.id);
    throw error;
  });
  if (outcome === "kept") return release.id;
  shelf.remove(release.id);
  throw new NotReleased({ kind: "made-meanwhile" });
}

async function putOnShelf(made: ReadOrder, prepared: Prepared, proposal: Proposal): Promise<KeptRelease> {
  const { order, house, language, request, members, read } = made;
  const { survey, kind, bom, rule, formats } = order;
  const madeOn = house.now.toISOString().slice(0, 10);
  const id = `${survey.id}-${kind}-${madeOn.replaceAll("-", "")}-${randomBytes(3).toString("hex")}`;
  const say = readLanguages(join(house.root, "views", "languages")).translator(language);
  const repaired = repair(prepared, proposal, house.margins);
  const about = aboutRelease({ ...made, id, madeOn, say, prepared, proposal, random: RANDOM }, repaired);
  const telling = { survey, rule, gathered: read.gathered, kept: made.kept, language, say };
  const methods = await methodsOf({ ...telling, margins: house.margins, now: house.now }, repaired);
  const files = filesOf(about, { bom, formats, say, methods });
  const shelf = shelfIn(house.dataDir);
  await shelf.put(id, files, members, (done) => house.progress("writing", done, files.length));
  return { id, survey: survey.id, request, json: shelf.manifest(id) };
}
