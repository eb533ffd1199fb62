/**
 * `/metrics`: how the service runs, as Prometheus reads it. Rates and times by route and never by survey page, person or
 * address; how many wait in each urn. Whoever keeps what is scraped knows how many came when, and of nobody who.
 */
import { timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { minuteOf } from "./records/queue.ts";
import type { Clock } from "./records/world.ts";
import type { Storage } from "./storage/storage.ts";

export type Measured = Awaited<ReturnType<Registry["getMetricsAsJSON"]>>;

export interface Measuring {
  /** What the other processes of this instance have measured. */
  readonly others?: (() => Promise<readonly Measured[]>) | undefined;
  /** How many pages of questions are counted at a time. */
  readonly pagesAtOnce?: number;
}

export interface Metrics {
  /** Times every request that passes it. */
  readonly timed: RequestHandler;
  readonly serve: RequestHandler;
  /** All series as they stand, to be added to another process's. */
  measured(): Promise<Measured>;
  /** Counts one who came while this process was far behind. */
  putOff(): void;
  /** The same storage, whose sends are timed. */
  watching(storage: Storage): Storage;
}

/** Seconds. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const COMMIT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/**
 * How many pages of questions are counted at a time. One by one, whoever looks every few seconds would see how many pages one
 * person came by, and so which way: what `citizen/held-counts.ts` keeps from the database's holder.
 */
const PAGES_AT_ONCE = 500;
const PAGE = /^\/s\/:survey\/p\//;

/** `token`: who shows it may read from afar; without one only this machine may. */
export function openMetrics(
  storage: Storage,
  clock: Clock,
  token: string | undefined,
  { others, pagesAtOnce = PAGES_AT_ONCE }: Measuring = {},
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: "pikir_http_request_duration_seconds",
    help: "Time from a request's head to the end of its answer, by method, route and class of status.",
    labelNames: ["method", "route", "status"],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const seriesOf = remembering(requests);
  const commits = new Histogram({
    name: "pikir_send_commit_duration_seconds",
    help: "Time for the durable commit of a send.",
    buckets: COMMIT_BUCKETS,
    registers,
  });
  const outcomes = new Counter({
    name: "pikir_sends_total",
    help: "Sends by their outcome; failed: nothing was kept, and the citizen was told so.",
    labelNames: ["outcome"],
    registers,
  });
  // An increase is seen from a figure on: the first failure would be none if its series began with it.
  outcomes.inc({ outcome: "failed" }, 0);
  const putOff = new Counter({
    name: "pikir_put_off_total",
    help: "First pages and sign-ins in whose place a page was shown that asks again, because the process was far behind.",
    registers,
  });
  new Gauge({ name: "pikir_processes", help: "Processes of this instance that serve.", registers }).set(1);
  const pages: (() => void)[] = [];
  const observe = observation(storage, clock, registers);
  // Watching the event loop costs a little, so it begins when somebody looks.
  let defaults = false;
  return {
    timed: (request, response, next) => {
      const began = clock().getTime();
      response.once("close", () => {
        const route = routeOf(request);
        const series = seriesOf(request.method, route, `${Math.floor(response.statusCode / 100)}xx`);
        const seconds = (clock().getTime() - began) / 1000;
        if (!PAGE.test(route)) return series.observe(seconds);
        pages.push(() => series.observe(seconds));
        if (pages.length >= pagesAtOnce) for (const write of pages.splice(0)) write();
      });
      next();
    },
    serve: async (request, response, next) => {
      if (!mayRead(request, token)) return next();
      if (!defaults) collectDefaultMetrics({ register: registry });
      defaults = true;
      await observe();
      await send(response, others ? await together(registry, await others()) : registry);
    },
    measured: async () => (await registry.getMetricsAsJSON()).filter(({ name }) => !STANDS_IN_THE_DATABASE.test(name)),
    putOff: () => putOff.inc(),
    watching: (watched) => ({
      ...watched,
      participations: {
        ...watched.participations,
        send: async (sending) => {
          const end = commits.startTimer();
          try {
            const outcome = await watched.participations.send(sending);
            end();
            outcomes.inc({ outcome });
            return outcome;
          } catch (error) {
            outcomes.inc({ outcome: "failed" });
            throw error;
          }
        },
      },
    }),
  };
}

/** prom-client looks a series up by sorting and joining its labels; there are few, and each is asked for at every request. */
function remembering(requests: Histogram<"method" | "route" | "status">) {
  const known = new Map<string, Histogram.Internal<"method" | "route" | "status">>();
  return (method: string, route: string, status: string) => {
    const name = `${method} ${status} ${route}`;
    const series = known.get(name) ?? requests.labels(method, route, status);
    if (known.size < MOST_SERIES) known.set(name, series);
    return series;
  };
}

/** Of these the one that is asked tells; what another saw when it was asked last would be added to it. */
const STANDS_IN_THE_DATABASE = /^pikir_(urn|queue)_/;

/** Anybody may invent methods. */
const MOST_SERIES = 1000;

/** What stands in the database at the moment of looking. */
function observation(storage: Storage, clock: Clock, registers: Registry[]): () => Promise<void> {
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers });
  const waiting = gauge("pikir_urn_waiting", "Responses that wait in a survey's urn.", "survey");
  const still = gauge(
    "pikir_urn_still_seconds",
    "Since when this process has seen responses wait and none released: no time is kept with what waits.",
    "survey",
  );
  const trouble = gauge(
    "pikir_urn_trouble",
    "1 while a survey's urn takes nothing, for the reason that /readyz tells.",
    "survey",
  );
  const inside = gauge("pikir_queue_inside", "Citizens who are inside or expected, where a waiting line is set.");
  const outside = gauge("pikir_queue_waiting", "Citizens who wait in line.");
  const seen = new Map<string, { readonly released: number; readonly since: number }>();
  return async () => {
    const now = clock().getTime();
    for (const { id } of await storage.surveys.all()) {
      const [count, released, found] = await Promise.all([
        storage.urn.count(id),
        storage.responses.count(id),
        storage.urn.trouble(id),
      ]);
      const before = seen.get(id);
      const since = count > 0 && before?.released === released ? before.since : now;
      seen.set(id, { released, since });
      waiting.set({ survey: id }, count);
      still.set({ survey: id }, (now - since) / 1000);
      trouble.set({ survey: id }, found === undefined ? 0 : 1);
    }
    const line = await storage.queue.look(minuteOf(clock()));
    inside.set(line.inside);
    outside.set(line.waiting);
  };
}

/** Added up over all processes: rates are. What stands in the database only the one that was asked has looked at. */
async function together(registry: Registry, others: readonly Measured[]): Promise<Registry> {
  return AggregatorRegistry.aggregate([
    await registry.getMetricsAsJSON(),
    ...others.filter(({ length }) => length > 0),
  ]);
}

async function send(response: Response, registry: Registry): Promise<void> {
  const text = await registry.metrics();
  response.setHeader("Cache-Control", "no-store");
  response.type(registry.contentType).send(text);
}

/** The pattern, never the address: a page's name or a code in it would be a person's. */
function routeOf({ route }: Request): string {
  return typeof route?.path === "string" ? route.path : "none";
}

/** From this machine and not through a proxy, which would let in everybody; or with the token. */
function mayRead(request: Request, token: string | undefined): boolean {
  if (token !== undefined && isSame(request.get("authorization") ?? "", `Bearer ${token}`)) return true;
  const throughProxy = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].some(
    (name) => request.get(name) !== undefined,
  );
  return !throughProxy && isLoopback(request.socket.remoteAddress ?? "");
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.replace(/^::ffff:/, "").startsWith("127.");
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
