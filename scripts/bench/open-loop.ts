/**
 * Citizens who come when they come (`arrivals.ts`), each with a browser of their own, reading and thinking between the pages. Each request
 * is timed from when it should have been sent, so neither a slow server nor a slow generator hides behind the other (no coordinated
 * omission). A process of its own, and the file that it runs.
 */
import { fork } from "node:child_process";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Chance, seededChance } from "../simulation/chance.ts";
import { arrivalsIn, type Phase, phaseAt } from "./arrivals.ts";
import { browserLine, emptyTally, Failed, failuresIn, type Tally } from "./browser.ts";
import { stylesheetOf } from "./generator.ts";
import { type Pace, type Step, walk } from "./walk.ts";
import { openWire } from "./wire.ts";

export interface Census {
  readonly origin: string;
  readonly phases: readonly Phase[];
  /** Seconds on the average before something is sent. */
  readonly think: number;
  /** Seconds without an answer after which somebody has given up. */
  readonly patience: number;
  readonly journeysFrom: number;
  readonly seed: string;
}

/** Of the requests that should have been sent in a phase; the last phase is from the end of arrivals until the last has gone. */
export interface PhaseSeen {
  readonly seconds: number;
  readonly arrived: number;
  /** Journeys that came to their receipt in this phase. */
  readonly completed: number;
  readonly mostInside: number;
  readonly mostWaiting: number;
  /** Milliseconds, in no order. */
  readonly times: Float64Array;
  readonly tally: Tally;
}

export interface CensusSeen {
  readonly phases: readonly PhaseSeen[];
  /** Journeys that ended before their receipt. */
  readonly brokenOff: number;
  readonly firstFault: string | null;
  /** Milliseconds in line, of each who stood in it. */
  readonly inLine: Float64Array;
  /** Seconds of the generator's processor time, and milliseconds that 99 in 100 of its own timers were late at the most. */
  readonly processor: number;
  readonly lag: number;
}

/** Runs it in a process of its own. */
export function walkCensus(census: Census): Promise<CensusSeen> {
  const child = fork(fileURLToPath(import.meta.url), ["census"], { serialization: "advanced", execArgv: [] });
  return new Promise<CensusSeen>((done, fail) => {
    child.once("exit", () => fail(new Error("the load generator has ended")));
    child.once("message", (seen: CensusSeen | string) => {
      if (typeof seen === "string") fail(new Error(seen));
      else done(seen);
    });
    child.send(census);
  }).finally(() => child.kill());
}

interface Noting {
  arrived: number;
  completed: number;
  mostInside: number;
  mostWaiting: number;
  readonly times: number[];
  readonly tally: Tally;
}

/** What all citizens share. */
interface Scene {
  readonly census: Census;
  readonly chance: Chance;
  readonly stylesheet: string;
  readonly phases: readonly Noting[];
  /** The phase of a moment of `performance.now`. */
  at(moment: number): Noting;
  readonly inLine: number[];
  inside: number;
  waiting: number;
  brokenOff: number;
  firstFault: string | null;
}

async function run(census: Census): Promise<CensusSeen> {
  const chance = seededChance(census.seed);
  const arrivals = arrivalsIn(census.phases, chance);
  const stylesheet = await stylesheetOf(census.origin);
  const phases = [...census.phases, "after"].map(() => noting());
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  const used = process.cpuUsage();
  const begun = performance.now();
  const at = (moment: number) => phases[phaseAt(census.phases, moment - begun)] ?? noting();
  const counts = { inLine: [], inside: 0, waiting: 0, brokenOff: 0, firstFault: null };
  const scene: Scene = { census, chance, stylesheet, phases, at, ...counts };
  const looking = setInterval(() => lookAround(scene), 100);
  const journeys: Promise<void>[] = [];
  for (const [number, arrival] of arrivals.entries()) {
    await until(begun + arrival);
    journeys.push(citizen(scene, census.journeysFrom + number, begun + arrival));
  }
  await Promise.all(journeys);
  clearInterval(looking);
  const { user, system } = process.cpuUsage(used);
  const planned = census.phases.reduce((sum, { seconds }) => sum + seconds, 0);
  const whole = (performance.now() - begun) / 1000;
  const lasting = [...census.phases.map(({ seconds }) => seconds), Math.max(0, whole - planned)];
  return {
    phases: phases.map((phase, index) => ({
      ...phase,
      seconds: lasting[index] ?? 0,
      times: Float64Array.from(phase.times),
    })),
    brokenOff: scene.brokenOff,
    firstFault: scene.firstFault,
    inLine: Float64Array.from(scene.inLine),
    processor: (user + system) / 1e6,
    lag: Math.max(0, lag.percentile(99) / 1e6 - 10),
  };
}

function noting(): Noting {
  return { arrived: 0, completed: 0, mostInside: 0, mostWaiting: 0, times: [], tally: emptyTally() };
}

function lookAround(scene: Scene): void {
  const here = scene.at(performance.now());
  here.mostInside = Math.max(here.mostInside, scene.inside);
  here.mostWaiting = Math.max(here.mostWaiting, scene.waiting);
}

/** Before these somebody reads and types. */
const SENT: ReadonlySet<Step> = new Set(["begin", "identify", "agree", "answer", "send"]);

/** From a planned arrival to a receipt, or to what broke it off. */
async function citizen(scene: Scene, number: number, arrival: number): Promise<void> {
  const { census } = scene;
  const { hostname, port } = new URL(census.origin);
  let last = arrival;
  let joined = 0;
  let where: "outside" | "waiting" | "inside" = "outside";
  const move = (to: typeof where) => {
    if (where !== "outside") scene[where] -= 1;
    if (to !== "outside") scene[to] += 1;
    if (to === "waiting") joined = last;
    if (where === "waiting") scene.inLine.push(last - joined);
    where = to;
  };
  const pace: Pace = async (step, after = 0) => {
    if (step === "queue" && where === "outside") move("waiting");
    if (step === "agree") move("inside");
    const due = last + after * 1000 + (SENT.has(step) ? thinking(scene) : 0);
    await until(due);
    return due;
  };
  const timed = (step: Step, milliseconds: number) => {
    last = performance.now();
    scene.at(last - milliseconds).times.push(milliseconds);
    if (step === "send") move("outside");
  };
  const tally = () => scene.at(performance.now()).tally;
  scene.at(arrival).arrived += 1;
  const wire = browserLine(() => openWire(hostname, Number(port)), tally, census.patience * 1000);
  try {
    await walk(wire, number, scene.stylesheet, timed, pace);
    scene.at(last).completed += 1;
  } catch (error) {
    scene.brokenOff += 1;
    if (!(error instanceof Failed)) tally().astray += 1;
    scene.firstFault ??= error instanceof Error ? error.message : String(error);
    move("outside");
  } finally {
    wire.close();
  }
}

/** Milliseconds: half of the time is everybody's, the rest is as different as people are. */
function thinking({ census, chance }: Scene): number {
  return census.think * 500 * (1 - Math.log(1 - chance.fraction()));
}

async function until(moment: number): Promise<void> {
  const left = moment - performance.now();
  if (left > 0) await wait(left);
}

/** How many requests of how many failed, whatever the phase. */
export function failedOf({ phases }: CensusSeen): { readonly failed: number; readonly requests: number } {
  const sum = (of: (phase: PhaseSeen) => number) => phases.reduce((total, phase) => total + of(phase), 0);
  return { failed: sum(({ tally }) => failuresIn(tally)), requests: sum(({ tally }) => tally.requests) };
}

if (process.send && process.argv[2] === "census")
  process.on("message", (census: Census) => {
    run(census).then(
      (seen) => process.send?.(seen),
      (error) => process.send?.(String(error)),
    );
  });
