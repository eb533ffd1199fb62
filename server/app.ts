/** The app: middleware in order, then the two paths. Everything it stands on is handed in. */
import { randomUUID } from "node:crypto";
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from "express";
import { scriptsPath } from "./admin/api/api.ts";
import { staffPath } from "./admin/path.ts";
import { sweepSessions } from "./admin/session.ts";
import { answerFault, type Door } from "./citizen/door.ts";
import { citizenPath } from "./citizen/path.ts";
import { openCitizenDoor, openStaffDoor, type World } from "./doors.ts";
import type { Provider } from "./identity/provider.ts";
import { type Measured, openMetrics } from "./metrics.ts";
import { openReadiness, ready } from "./readiness.ts";
import { Refusal } from "./records/fault.ts";
import { headers } from "./web/headers.ts";

export interface App {
  readonly express: Express;
  /** Writes what has been counted, and once a minute puts away what is held back; called every few seconds. */
  flush(): Promise<void>;
  /** The same before a stop, without waiting for the minute. */
  rest(): Promise<void>;
  /** Ends what would stay open: the streams of whoever watches a survey. Called before a stop. */
  leave(): void;
  /** What this process has measured, for the one that is asked by `/metrics`. */
  measured(): Promise<Measured>;
  /** Forgets what is older than it may be; called at every start too. */
  sweep(): Promise<void>;
  /**
   * The same, and ages the acknowledgements; called every half hour, and never at a start: a server that is killed a few
   * times in a row must not forget to whom it still owes a receipt.
   */
  tidy(): Promise<void>;
}

export function createApp(world: World): App {
  const { storage, clock, signIn, staffSignIn } = world;
  const metrics = openMetrics(storage, clock, world.config.metricsToken, { others: world.others });
  const { door, counting, held, drafts } = openCitizenDoor({ ...world, storage: metrics.watching(storage) });
  const readiness = openReadiness(storage, clock);
  const staff = openStaffDoor(world, door, readiness);
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("trust proxy", world.config.trustProxy.length > 0 ? [...world.config.trustProxy] : false);
  // The headers of the page whose form leads to the provider name where it is: that is looked up before.
  if (signIn.kind === "openid")
    app.get("/sign-in", (_request, _response, next) => void signIn.provider.isThere().then(() => next(), next));
  const formAction = () => (signIn.kind === "openid" ? signIn.provider.origins() : []);
  app.use(headers(world.config.publicUrl.protocol === "https:", formAction));
  if (staffSignIn?.provider) app.use("/admin", leadingTo(staffSignIn.provider, world));
  app.use(metrics.timed);
  app.get("/static/:file", door.assets.serve);
  app.get("/healthz", (_request, response) => void response.type("text").send("ok"));
  app.get("/readyz", ready(readiness));
  app.get("/metrics", metrics.serve);
  const { publicUrl, adminUrl = publicUrl } = world.config;
  const citizens = citizenPath(
    door,
    { publicUrl, languages: door.languages, clock, program: world.pages.invitation },
    metrics.putOff,
  );
  app.use(onHost(publicUrl, adminUrl, citizens));
  if (world.elsewhere) app.use("/admin", onHost(adminUrl, publicUrl, world.elsewhere));
  app.use(onHost(adminUrl, publicUrl, scriptsPath(staff)));
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
      // First: where the database is away, what comes after is not come to.
      door.sessions.forget(clock().getTime());
      drafts.turn(clock().getTime());
      await counting.flush();
      await held.putInTime();
      await storage.drafts.settle();
    },
    rest: async () => {
      await counting.flush();
      await held.put();
    },
    measured: metrics.measured,
    leave: () => staff.world.live.end(),
    sweep,
    tidy: async () => {
      await storage.participations.ageAcknowledgements();
      await staff.world.texts.tidy();
      await sweep();
    },
  };
}

/** The staff's pages lead to a provider of their own, and citizens' pages never to that one. */
function leadingTo(provider: Provider, { config }: World): RequestHandler[] {
  const { adminUrl = config.publicUrl } = config;
  const formsLead = /^\/(sign-in|first|join|account)\b/;
  return [
    (request, _response, next) => {
      if (request.method === "GET" && formsLead.test(request.path)) provider.isThere().then(() => next(), next);
      else next();
    },
    headers(adminUrl.protocol === "https:", () => provider.origins()),
  ];
}

/** A path that has a host of its own answers on no other; where both have the same one, it decides nothing. */
function onHost(own: URL, other: URL, path: RequestHandler): RequestHandler {
  if (own.host === other.host) return path;
  return (request, response, next) => (request.get("host") === own.host ? path(request, response, next) : next());
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
