/** The compiled server and its commands as processes of their own on one folder, and how they are killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

export const DIST = join(import.meta.dirname, "..", "..", "..", "dist");

export interface Server {
  /** Undefined while there is none that is ready. */
  origin(): string | undefined;
  /** Starts one, where there is none, and waits until it is ready. */
  up(): Promise<void>;
  /** Starts one and kills it so many milliseconds later, ready or not. */
  killWhileStarting(after: number): Promise<void>;
  killServing(): Promise<void>;
  killBoth(): Promise<void>;
  /** The mixer of the running server alone; whether there was one. */
  killMixer(): boolean;
  /** To the process that was started. */
  signal(name: NodeJS.Signals): void;
  /** Its processes that serve, where there are several, by number. */
  workers(): readonly number[];
  stop(): Promise<void>;
  /** Everything that servers and mixers have printed. */
  log(): string;
}

export interface Ended {
  /** Null for one that was killed. */
  readonly status: number | null;
  readonly printed: string;
}

const READY_WITHIN = 120_000;

/** `further`: settings beside the folder and K. `program`: the folder of another build. */
export function serverOn(dataDir: string, pool: number, further: NodeJS.ProcessEnv = {}, program = DIST): Server {
  let child: ChildProcess | undefined;
  let origin: string | undefined;
  let log = "";
  const start = () => {
    const started = spawnNode(["server/main.js"], { ...environment(dataDir, pool), ...further }, program);
    let printed = "";
    readAll(started, (text) => {
      log += text;
      printed += text;
      if (started === child) origin = /^Pikir is ready at (\S+)$/m.exec(printed)?.[1];
    });
    child = started;
    return started;
  };
  const gone = async (signal: NodeJS.Signals) => {
    origin = undefined;
    const ending = child;
    child = undefined;
    if (!ending || hasEnded(ending)) return;
    const ended = once(ending, "exit");
    ending.kill(signal);
    await ended;
  };
  return {
    origin: () => origin,
    up: async () => {
      if (child && !hasEnded(child)) return;
      const started = start();
      for (let waited = 0; origin === undefined; waited += 10) {
        if (hasEnded(started) || waited > READY_WITHIN) throw new Error(`the server does not start:\n${log}`);
        await wait(10);
      }
    },
    killWhileStarting: async (after) => {
      start();
      await wait(after);
      await gone("SIGKILL");
    },
    killServing: () => gone("SIGKILL"),
    killBoth: async () => {
      const mixer = mixerOf(child);
      const ended = gone("SIGKILL");
      kill(mixer);
      await ended;
    },
    killMixer: () => kill(mixerOf(child)),
    signal: (name) => void child?.kill(name),
    workers: () => childrenOf(child).filter((pid) => readProc(pid, "cmdline").split("\0").includes("worker")),
    stop: () => gone("SIGTERM"),
    log: () => log,
  };
}

/** Runs `survey ...words`; kills it after so many milliseconds, where it has not ended by then. */
export async function survey(
  dataDir: string,
  pool: number,
  words: readonly string[],
  { killAfter, further = {} }: { readonly killAfter?: number | undefined; readonly further?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const child = spawnNode(["scripts/survey.js", ...words], { ...environment(dataDir, pool), ...further });
  let printed = "";
  readAll(child, (text) => {
    printed += text;
  });
  const ended = once(child, "close");
  const killing = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter);
  await ended;
  clearTimeout(killing);
  return { status: child.exitCode, printed };
}

/** How many processes run on a folder, by what their environment says. */
export function runningOn(dataDir: string): number {
  return processesOn(dataDir).length;
}

/** From now on none of them says or does anything, until it is killed. */
export function freezeAllOn(dataDir: string): void {
  for (const pid of processesOn(dataDir)) kill(pid, "SIGSTOP");
}

export function killAllOn(dataDir: string): void {
  for (const pid of processesOn(dataDir)) kill(pid);
}

export function processesOn(dataDir: string): readonly number[] {
  return processes().filter((pid) => readProc(pid, "environ").split("\0").includes(`DATA_DIR=${dataDir}`));
}

function environment(dataDir: string, pool: number): NodeJS.ProcessEnv {
  return { PATH: "/usr/bin:/bin", DATA_DIR: dataDir, PORT: "0", PIKIR_POOL: String(pool) };
}

function spawnNode([program = "", ...words]: readonly string[], env: NodeJS.ProcessEnv, folder = DIST): ChildProcess {
  const file = join(folder, program);
  if (!existsSync(file)) throw new Error(`${file} is missing: run scripts/build first`);
  return spawn(process.execPath, [file, ...words], { env, stdio: ["ignore", "pipe", "pipe"] });
}

function readAll(child: ChildProcess, take: (text: string) => void): void {
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (bytes: Buffer) => take(bytes.toString("utf8")));
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function mixerOf(server: ChildProcess | undefined): number | undefined {
  return childrenOf(server).find((pid) => readProc(pid, "cmdline").split("\0").includes("mixer"));
}

function childrenOf(server: ChildProcess | undefined): readonly number[] {
  const parent = server?.pid;
  // After the command's name, in brackets: state, parent (proc(5)).
  const parentOf = (pid: number) => Number(/^.*\) \S (\d+)/s.exec(readProc(pid, "stat"))?.[1]);
  return parent === undefined ? [] : processes().filter((pid) => parentOf(pid) === parent);
}

function processes(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Empty for a process that is gone. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(join("/proc", String(pid), file), "utf8");
  } catch {
    return "";
  }
}

function kill(pid: number | undefined, signal: NodeJS.Signals = "SIGKILL"): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, signal);
  } catch {
    // Gone between the look and the kill.
    return false;
  }
}
