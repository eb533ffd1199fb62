/** The app: middleware in order, then the two paths. Everything it stands on is handed in. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from "express";
import type { StaffDoor } from "./admin/door.ts";
import { openPasswords } from "./admin/password.ts";
import { staffPath } from "./admin/path.ts";
import { openReportDesk } from "./admin/report-desk.ts";
import { sweepSessions } from "./admin/session.ts";
import { openCatalogue } from "./citizen/catalogue.ts";
import { openChallenging } from "./citizen/challenge.ts";
import { openCounting } from "./citizen/counting.ts";
import { answerFault, type Door } from "./citizen/door.ts";
import { openDraftBox } from "./citizen/draft-box.ts";
import { openHeldCounts } from "./citizen/held-counts.ts";
import { citizenPath } from "./citizen/path.ts";
import { openToday } from "./citizen/today.ts";
import type { SignIn } from "./identity/sign-in.ts";
import type { ServingKeys } from "./keys.ts";
import { marginsFor } from "./margins.ts";
import { Refusal } from "./records/fault.ts";
import type { Clock, Random } from "./records/world.ts";
import type { Storage } from "./storage/storage.ts";
import { readAssets } from "./web/assets.ts";
import { headers } from "./web/headers.ts";
import { readLanguages } from "./web/languages.ts";
import type { Log } from "./web/log.ts";
import { readViews } from "./web/views.ts";

export interface World {
  readonly config: {
    readonly publicUrl: URL;
    /** Where the staff have a host of their own; else `publicUrl`. */
    readonly adminUrl?: URL;
    readonly trustProxy: readonly string[];
    readonly pool: number;
    readonly queue: number | undefined;
  };
  readonly storage: Storage;
  readonly keys: ServingKeys;
  readonly signIn: SignIn;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The folder that holds `views/` and `static/`. */
  readonly root: string;
  /** How hard challenges are, by their number a minute; as shipped without (tests and simulations have no time). */
  readonly effort?: (perMinute: number) => number;
}

export interface App {
  readonly express: Express;
  /** Writes what has been counted, and once a minute puts away what is held back; called every few seconds. */
  flush(): Promise<void>;
  /** The same before a stop, without waiting for the minute. */
  rest(): Promise<void>;
  /** Forgets what is older than it may be; called at every start too. */
  sweep(): Promise<void>;
  /**
   * The same, and ages the acknowledgements; called every half hour, and never at a start: a server that is killed a few
   * times in a row must not forget to whom it still owes a receipt.
   */
  tidy(): Promise<void>;
}

/** FingerprintJS as it comes ready for browsers; beside the file that Node would load. */
const FINGERPRINT = join(dirname(createRequire(import.meta.url).resolve("@fingerprintjs/fingerprintjs")), "fp.min.js");

export async function createApp(world: World): Promise<App> {
  const { storage, keys, clock, random } = world;
  const languages = await readLanguages(join(world.root, "views", "languages"));
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
  const citizen = {
    storage,
    catalogue,
    drafts,
    counting,
    today: openToday(random),
    signIn: world.signIn,
    publicUrl: world.config.publicUrl,
    held,
    challenging: openChallenging(
      storage.challenges,
      { challenge: keys.derived("challenges"), spent: keys.derived("spent challenges") },
      random,
      world.effort,
    ),
    random,
    pool: world.config.pool,
    mostInside: world.config.queue,
    keys: {
      participation: keys.participation,
      urnPublic: keys.urnPublic,
      acknowledgement: keys.derived("acknowledgements"),
      code: keys.derived("withdrawal codes"),
      devices: keys.derived("device signals"),
      withdrawal: keys.withdrawal,
      withdrawalPublic: keys.withdrawalPublic,
      simulation: keys.derived("simulation"),
      typed: keys.derived("typed answers"),
    },
  };
  const door: Door = {
    world: citizen,
    clock,
    random,
    publicUrl: world.config.publicUrl,
    sessionKey: keys.derived("citizens' sessions"),
    tokenKey: keys.derived("forms"),
    guessing: { counts: storage.guesses, clock, key: keys.derived("guesses of codes") },
    posting: { counts: storage.guesses, clock, key: keys.derived("posts of citizens") },
    invitationGuessing: { counts: storage.guesses, clock, key: keys.derived("guesses of invitation codes") },
    languages,
    views: readViews(join(world.root, "views")),
    assets: readAssets(join(world.root, "static"), { "fingerprint.js": FINGERPRINT }),
  };
  const staff = staffDoor(world, door);
  const program = readFileSync(join(world.root, "static", "invitation.js"), "utf8");
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("trust proxy", world.config.trustProxy.length > 0 ? [...world.config.trustProxy] : false);
  const { signIn } = world;
  // The headers of the page whose form leads to the provider name where it is: that is looked up before.
  if (signIn.kind === "openid")
    app.get("/sign-in", (_request, _response, next) => void signIn.provider.isThere().then(() => next(), next));
  const formAction = () => (signIn.kind === "openid" ? signIn.provider.origins() : []);
  app.use(headers(world.config.publicUrl.protocol === "https:", formAction));
  app.get("/static/:file", door.assets.serve);
  app.get("/healthz", (_request, response) => void response.type("text").send("ok"));
  app.get("/readyz", ready(storage, clock));
  const { publicUrl, adminUrl = publicUrl } = world.config;
  const citizens = citizenPath(door, { publicUrl, languages, clock, program });
  app.use(onHost(publicUrl, adminUrl, citizens));
  app.use(onHost(adminUrl, publicUrl, staffPath(staff)));
  app.use((request, response) => answerFault(door, request, response, { kind: "not-found" }));
  app.use(failed(door, world));
  app.use(fellOver(world));
  const sweep = async () => {
    await drafts.sweep(clock());
    await storage.challenges.sweep(clock().getTime());
    await sweepSessions(storage.staff, clock());
  };
  return {
    express: app,
    flush: async () => {
      await counting.flush();
      await held.putInTime();
    },
    rest: async () => {
      await counting.flush();
      await held.put();
    },
    sweep,
    tidy: async () => {
      await storage.participations.ageAcknowledgements();
      await sweep();
    },
  };
}

/** The staff's door opens into a world of its own; of the citizen's it shares the languages, the views and the files. */
function staffDoor({ storage, keys, config, clock, random, log, root }: World, door: Door): StaffDoor {
  const { languages, views, assets } = door;
  const reports = openReportDesk(storage, (survey) => marginsFor(join(root, "db", "margins"), survey));
  const { publicUrl, pool } = config;
  const staff = { storage, reports, passwords: openPasswords(random), random, publicUrl, pool };
  return {
    world: staff,
    clock,
    random,
    publicUrl: config.adminUrl ?? publicUrl,
    tokenKey: keys.derived("staff's forms"),
    guessing: { counts: storage.guesses, clock, key: keys.derived("guesses of passwords") },
    languages,
    views,
    assets,
    log,
  };
}

/** A path that has a host of its own answers on no other; where both have the same one, it decides nothing. */
function onHost(own: URL, other: URL, path: RequestHandler): RequestHandler {
  if (own.host === other.host) return path;
  return (request, response, next) => (request.get("host") === own.host ? path(request, response, next) : next());
}

/** Proving it writes to the disk, so one proof serves whoever asks within five seconds. */
const PROOF_LIVES = 5000;

function ready(storage: Storage, clock: Clock) {
  let proof: Promise<string | undefined> = Promise.resolve(undefined);
  let provenAt = Number.NEGATIVE_INFINITY;
  return async (_request: Request, response: Response) => {
    const now = clock().getTime();
    if (Math.abs(now - provenAt) >= PROOF_LIVES) {
      provenAt = now;
      proof = storage.proveWritable().then(
        () => undefined,
        () => "nothing can be kept: look at the disk that DATA_DIR is on",
      );
    }
    const trouble = (await proof) ?? (await urnTrouble(storage).catch(() => "the database does not answer"));
    response
      .status(trouble === undefined ? 200 : 503)
      .type("text")
      .send(trouble ?? "ready");
  };
}

/** Why a survey's urn takes nothing; of all, where there are several. */
async function urnTrouble({ surveys, urn }: Storage): Promise<string | undefined> {
  const troubles = await Promise.all((await surveys.all()).map(({ id }) => urn.trouble(id)));
  const found = troubles.filter((trouble) => trouble !== undefined);
  return found.length > 0 ? found.join("\n") : undefined;
}

/** Refusals from deep inside get their page. Anything else is a bug: logged under a reference that the page shows. */
function failed(door: Door, { log, clock }: World) {
  return async (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    if (error instanceof Refusal) return answerFault(door, request, response, error.fault);
    if (isBadRequest(error)) return answerFault(door, request, response, { kind: "malformed" });
    const reference = randomUUID().slice(0, 8);
    log.failed(reference, request.route?.path ?? "", error, clock());
    return answerFault(door, request, response, { kind: "unavailable" }, reference);
  };
}

/** When even the calm page fails. Express would print the error whole, with whatever value its message quotes. */
function fellOver({ log, clock }: World) {
  return (error: unknown, request: Request, response: Response, _next: NextFunction) => {
    log.failed("no page", request.route?.path ?? "", error, clock());
    if (response.headersSent) response.destroy();
    else response.status(503).end();
  };
}

/** What Express itself refuses: an address with broken escapes, a body that ends too early. */
function isBadRequest(error: unknown): boolean {
  return error instanceof Error && "status" in error && typeof error.status === "number" && error.status < 500;
}
