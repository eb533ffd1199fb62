/**
 * The load generator, a process of its own so that what it costs can be told apart from what the server costs. This file is what
 * that process runs, too.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { plainRequest, STEPS, type Step, type Walked, walk } from "./walk.ts";
import { openWire, type Wire } from "./wire.ts";

/** What is to be done: until the time is over, or as many as are asked for. */
export interface Load {
  readonly origin: string;
  /** At once, each over a connection of their own. */
  readonly citizens: number;
  readonly seconds: number;
  /** Whole journeys, with identifiers from this number on; without it one page is asked for again and again. */
  readonly journeysFrom?: number;
  /** An end before the time is over. */
  readonly most?: number;
  readonly path?: string;
}

export interface Loaded {
  readonly seconds: number;
  /** Journeys walked to their receipt, or pages got. */
  readonly done: number;
  readonly failed: number;
  /** What the first that failed said. */
  readonly firstFault: string | null;
  readonly requests: number;
  readonly bytes: number;
  /** Milliseconds, in no order. */
  readonly steps: Readonly<Partial<Record<Step, readonly number[]>>>;
  /** The generator's own seconds of processor time. */
  readonly processor: number;
}

export interface Generator {
  run(load: Load): Promise<Loaded>;
  stop(): void;
}

export function openGenerator(): Generator {
  const child = fork(fileURLToPath(import.meta.url), ["generate"], { serialization: "advanced", execArgv: [] });
  return {
    run: (load) =>
      new Promise((done, fail) => {
        const ended = () => fail(new Error("the load generator has ended"));
        child.once("exit", ended);
        child.once("message", (loaded: Loaded | string) => {
          child.off("exit", ended);
          if (typeof loaded === "string") fail(new Error(loaded));
          else done(loaded);
        });
        child.send(load);
      }),
    stop: () => void child.kill(),
  };
}

async function generate(load: Load): Promise<Loaded> {
  const { hostname, port } = new URL(load.origin);
  const open = () => openWire(hostname, Number(port));
  const steps: Partial<Record<Step, number[]>> = Object.fromEntries(STEPS.map((step) => [step, []]));
  const timed = (step: Step, milliseconds: number) => void steps[step]?.push(milliseconds);
  const totals = { done: 0, failed: 0, requests: 0, bytes: 0 };
  let firstFault: string | null = null;
  const act = await actOf(load, timed);
  const before = process.cpuUsage();
  const begun = performance.now();
  let given = 0;
  const citizen = async () => {
    let wire = await open();
    while (performance.now() - begun < load.seconds * 1000 && given < (load.most ?? Number.POSITIVE_INFINITY)) {
      const number = (load.journeysFrom ?? 0) + given++;
      try {
        const { requests, bytes } = await act(wire, number);
        totals.done += 1;
        totals.requests += requests;
        totals.bytes += bytes;
      } catch (error) {
        totals.failed += 1;
        firstFault ??= error instanceof Error ? error.message : String(error);
        wire.close();
        wire = await open();
      }
    }
    wire.close();
  };
  await Promise.all(Array.from({ length: load.citizens }, citizen));
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - begun) / 1000;
  return { ...totals, firstFault, steps, seconds, processor: (user + system) / 1e6 };
}

type Act = (wire: Wire, number: number) => Promise<Walked>;

async function actOf(load: Load, timed: (step: Step, ms: number) => void): Promise<Act> {
  if (load.journeysFrom === undefined) {
    const request = plainRequest(load.path ?? "/");
    return async (wire) => {
      const begun = performance.now();
      const { status, bytes } = await wire.exchange(request);
      if (status !== 200) throw new Error(`${load.path ?? "/"} answers ${status}`);
      timed("page", performance.now() - begun);
      return { requests: 1, bytes };
    };
  }
  const stylesheet = await stylesheetOf(load.origin);
  return (each, number) => walk(each, number, stylesheet, timed);
}

/** The address of the stylesheet of our pages. */
export async function stylesheetOf(origin: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const wire = await openWire(hostname, Number(port));
  const page = (await wire.exchange(plainRequest("/"))).text();
  wire.close();
  return /href="([^"]*\.css)"/.exec(page)?.[1] ?? "/";
}

if (process.send && process.argv[2] === "generate")
  process.on("message", (load: Load) => {
    generate(load).then(
      (loaded) => process.send?.(loaded),
      (error) => process.send?.(String(error)),
    );
  });
