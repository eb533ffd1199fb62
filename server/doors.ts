/** The two doors: what the citizen's path and the staff's path stand on, put together of what the app is handed. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RequestHandler } from "express";
import { openTextDesk } from "./admin/coding/text-desk.ts";
import { type CountsReading, countsReadHere, openCountsDesk } from "./admin/counts-desk.ts";
import { openLive } from "./admin/dashboard/live.ts";
import { pulseOf } from "./admin/dashboard/pulse.ts";
import type { StaffDoor } from "./admin/door.ts";
import { openPasswords } from "./admin/password.ts";
import { openReleaseDesk } from "./admin/releases/release-desk.ts";
import { makingHere, openReportDesk, type ReportMaking } from "./admin/report-desk.ts";
import { roleWithoutUse } from "./admin/session.ts";
import type { Acting, StaffWorld } from "./admin/world.ts";
import { openCatalogue } from "./citizen/catalogue.ts";
import { openChallenging } from "./citizen/challenge.ts";
import { type Counting, openCounting } from "./citizen/counting.ts";
import type { Door } from "./citizen/door.ts";
import { type DraftBox, openDraftBox } from "./citizen/draft-box.ts";
import { type HeldCounts, openHeldCounts } from "./citizen/held-counts.ts";
import { openPreview, previewSteps } from "./citizen/preview.ts";
import { openPublished } from "./citizen/published.ts";
import { openSessions } from "./citizen/sessions.ts";
import { openToday } from "./citizen/today.ts";
import type { CitizenWorld } from "./citizen/world.ts";
import { openCodeDesk } from "./code-desk.ts";
import type { Shared } from "./counted-together.ts";
import { calendarIn } from "./holidays.ts";
import type { Provider } from "./identity/provider.ts";
import type { SignIn } from "./identity/sign-in.ts";
import type { ServingKeys } from "./keys.ts";
import { marginsFor } from "./margins.ts";
import type { Measured } from "./metrics.ts";
import { drawnHere } from "./picture-thread.ts";
import type { Readiness } from "./readiness.ts";
import type { Behind } from "./records/queue.ts";
import type { PublishedSurvey } from "./records/survey.ts";
import type { Clock, Random } from "./records/world.ts";
import { NotReleased } from "./releasing/not-released.ts";
import { type ReleaseMaking, releasesMadeHere } from "./releasing/release-making.ts";
import { shelfIn } from "./releasing/shelf.ts";
import { staffProvider } from "./staff-provider.ts";
import type { Storage } from "./storage/storage.ts";
import type { Log } from "./web/log.ts";
import type { Pages } from "./web/pages.ts";
import type { Drawing } from "./web/preview-words.ts";
import { openSheets } from "./web/sheets.ts";

export interface World {
  readonly config: {
    readonly publicUrl: URL;
    /** Holds the releases; the system's folder of passing files where nobody makes any. */
    readonly dataDir?: string;
    /** Where the staff have a host of their own; else `publicUrl`. */
    readonly adminUrl?: URL;
    readonly trustProxy: readonly string[];
    readonly pool: number;
    readonly queue: number | undefined;
    /** Who may read `/metrics` from afar. */
    readonly metricsToken?: string;
  };
  readonly storage: Storage;
  readonly keys: ServingKeys;
  readonly signIn: SignIn;
  /** How staff sign in; with passwords alone without it. */
  readonly staffSignIn?: { readonly provider: Provider | undefined; readonly passwords: boolean };
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly pages: Pages;
  /** The folder that holds `db/margins/`. */
  readonly root: string;
  /** What the other processes of this instance have measured. */
  readonly others?: () => Promise<readonly Measured[]>;
  /** Takes the staff's requests to the process that serves them; here without it. */
  readonly elsewhere?: RequestHandler;
  /** Where reports are made; in this thread without it. */
  readonly making?: ReportMaking;
  /** Where sums of the stores are read; in this thread without it. */
  readonly countsReading?: CountsReading;
  /** What confirmed acts of staff do; left to the command line without it. */
  readonly acting?: Acting;
  /** Where releases are made; in this thread without it. */
  readonly releasing?: ReleaseMaking;
  /** Where pictures are drawn; in this thread without it. */
  readonly drawing?: Drawing;
  /** When the last backup was made, where that is known. */
  readonly backedUpAt?: () => Promise<Date | null>;
  /** What this process counts together with others; by itself without. */
  readonly shared?: Pick<Shared, "today">;
  /** How hard challenges are, by their number a minute; as shipped without (tests and simulations have no time). */
  readonly effort?: (perMinute: number) => number;
  /** How far this process is behind with its work; never without it. */
  readonly behind?: () => Behind;
}

/** What the citizen's path stands on, and what of it has to be kept in time. */
export interface CitizenSide {
  readonly door: Door;
  readonly counting: Counting;
  readonly held: HeldCounts;
  readonly drafts: DraftBox;
}

export function openCitizenDoor(world: World): CitizenSide {
  const { storage, keys, clock, random, pages } = world;
  const drafts = openDraftBox(storage.drafts, keys.derived("drafts"), random);
  const counting = openCounting(storage.counters);
  const catalogue = openCatalogue(storage.surveys, clock);
  const held = openHeldCounts({
    store: storage.heldCounts,
    counters: storage.counters,
    surveys: catalogue.all,
    key: keys.derived("counts that are held back"),
    clock,
    random,
    pool: world.config.pool,
  });
  const door: Door = {
    world: citizenWorld(world, {
      catalogue,
      drafts,
      counting,
      held,
      published: openPublished(storage.results, clock),
    }),
    clock,
    random,
    publicUrl: world.config.publicUrl,
    sessionKey: keys.derived("citizens' sessions"),
    tokenKey: keys.derived("forms"),
    typedKey: keys.derived("typed answers"),
    guessing: { counts: storage.guesses, clock, key: keys.derived("guesses of codes") },
    signingIn: { counts: storage.guesses, clock, key: keys.derived("refused sign-ins") },
    posting: { counts: storage.guesses, clock, key: keys.derived("posts of citizens") },
    invitationGuessing: { counts: storage.guesses, clock, key: keys.derived("guesses of invitation codes") },
    languages: pages.languages,
    views: pages.views,
    sheets: openSheets(),
    sessions: openSessions(),
    assets: pages.assets,
  };
  return { door, counting, held, drafts };
}

/** What the citizen's handlers see: their verbs of the port, and keys for one purpose each. */
function citizenWorld(
  { storage, keys, signIn, config, random, effort, shared, drawing, behind = () => "no" }: World,
  parts: Pick<CitizenWorld, "catalogue" | "drafts" | "counting" | "held" | "published">,
): CitizenWorld {
  return {
    storage,
    ...parts,
    today: shared?.today ?? openToday(random),
    signIn,
    publicUrl: config.publicUrl,
    openData: openDataIn(config.dataDir ?? tmpdir()),
    picture: drawing ?? drawnHere,
    challenging: openChallenging(
      storage.challenges,
      { challenge: keys.derived("challenges"), spent: keys.derived("spent challenges") },
      random,
      effort,
    ),
    random,
    pool: config.pool,
    mostInside: config.queue,
    behind,
    keys: {
      participation: keys.participation,
      urnPublic: keys.urnPublic,
      acknowledgement: keys.derived("acknowledgements"),
      code: keys.derived("withdrawal codes"),
      devices: keys.derived("device signals"),
      withdrawal: keys.withdrawal,
      withdrawalPublic: keys.withdrawalPublic,
      simulation: keys.derived("simulation"),
    },
  };
}

/** The citizen's path cannot reach releases; of those that were published it is handed this much. */
function openDataIn(dataDir: string): CitizenWorld["openData"] {
  const shelf = shelfIn(dataDir);
  return async (release, name, file) => {
    try {
      return await shelf.file(release, name, file);
    } catch (error) {
      if (error instanceof NotReleased) return undefined;
      throw error;
    }
  };
}

const BY_COMMAND: Acting = {
  publish: async () => "This server publishes nothing by itself: npm run survey -- publish FILE does.",
  close: async () => "This server closes nothing by itself: npm run survey -- close SURVEY does.",
};

/** Milliseconds. Counters are written as often, so watching tells no more than looking again would. */
const TOLD_EVERY = 5000;
/** Where nothing is pooled, in tests and demonstrations. */
const DEMONSTRATED_EVERY = 1000;

/** The staff's door opens into a world of its own; of the citizen's it shares the languages, the views and the files. */
export function openStaffDoor(world: World, door: Door, readiness: Readiness): StaffDoor {
  const { storage, keys, config, clock, random, log, root, making, countsReading, acting, releasing, backedUpAt } =
    world;
  const { languages, views, assets } = door;
  const margins = (survey: PublishedSurvey) => marginsFor(join(root, "db", "margins"), survey);
  const counts = openCountsDesk(countsReading ?? countsReadHere(storage));
  const reports = openReportDesk(storage, margins, making ?? makingHere(storage), counts);
  const { publicUrl, pool, dataDir = tmpdir() } = config;
  const releases = openReleaseDesk(
    storage,
    margins,
    releasing ?? releasesMadeHere(storage, { dataDir, root }),
    (error) => log.failed("release", "", error, clock()),
  );
  const staff: StaffWorld = {
    storage,
    reports,
    counts,
    texts: openTextDesk(storage, random),
    calendar: calendarIn(join(root, "db", "holidays")),
    releases,
    shelf: shelfIn(dataDir),
    codes: openCodeDesk(keys, publicUrl, languages),
    codesKey: keys.derived("codes that were made just now"),
    passwords: openPasswords(random),
    signIn: staffSignIn(world),
    attemptKey: keys.derived("staff's sign-ins at the provider"),
    random,
    publicUrl,
    adminUrl: config.adminUrl ?? publicUrl,
    factorKey: keys.derived("second factors"),
    note: ({ now }, act, about, who) => storage.audit.add({ at: now.getTime(), who, act, about }),
    live: openLive({
      read: async (survey) => pulseOf(survey, await counts.now(survey.id, clock()), clock()),
      every: pool === 1 ? DEMONSTRATED_EVERY : TOLD_EVERY,
    }),
    mayWatch: async (session, roles) => {
      const role = await roleWithoutUse(storage.staff, session, clock().getTime());
      return role !== undefined && roles.includes(role);
    },
    health: async () => ({
      keeps: (await readiness()) === undefined,
      backedUpAt: (await backedUpAt?.().catch(() => null)) ?? null,
    }),
    pool,
    acting: acting ?? BY_COMMAND,
    preview: { steps: previewSteps, page: openPreview(door) },
    picture: world.drawing ?? drawnHere,
  };
  return {
    world: staff,
    clock,
    random,
    publicUrl: config.adminUrl ?? publicUrl,
    tokenKey: keys.derived("staff's forms"),
    guessing: { counts: storage.guesses, clock, key: keys.derived("guesses of passwords") },
    calls: { counts: storage.guesses, clock, key: keys.derived("calls of scripts") },
    tokenGuessing: { counts: storage.guesses, clock, key: keys.derived("guesses of tokens") },
    languages,
    views,
    assets,
    log,
  };
}

function staffSignIn({ staffSignIn: given, keys, random }: World): StaffWorld["signIn"] {
  const { provider, passwords = true } = given ?? {};
  return {
    provider: provider && staffProvider(provider, keys.derived("staff's identities"), random),
    passwords,
  };
}
