/** The real server as a process of its own on a folder of its own, and what it costs. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Process, processorOf, treeOf } from "./processes.ts";

export interface Serving {
  readonly origin: string;
  /** Seconds of processor time so far: of what serves, and of the mixer. */
  processor(): { readonly serving: number; readonly mixing: number };
  /** Resident MB of each process that serves, and of the mixer. */
  memory(): { readonly serving: readonly number[]; readonly mixing: number };
  stop(): Promise<void>;
}

/** `root`: of a checkout that is built. `further`: variables of the environment beside the folder. */
export async function startServing(
  root: string,
  dataDir: string,
  further: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const env = { PATH: "/usr/bin:/bin", DATA_DIR: dataDir, PORT: "0", ...further };
  const child = spawn(process.execPath, [join(root, "dist", "server", "main.js")], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => child.kill("SIGTERM"));
  const origin = await readyAt(child);
  const look = () => {
    const all = treeOf(child.pid ?? 0);
    return { serving: all.filter((each) => !isMixer(each)), mixing: all.filter(isMixer) };
  };
  return {
    origin,
    processor: () => ({ serving: processorOf(look().serving), mixing: processorOf(look().mixing) }),
    memory: () => ({
      serving: look().serving.map(({ memory }) => memory),
      mixing: look().mixing.reduce((sum, { memory }) => sum + memory, 0),
    }),
    stop: async () => {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function isMixer({ command }: Process): boolean {
  return / mixer\b/.test(command);
}

async function readyAt(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("the server has no output");
  for await (const line of createInterface(child.stdout)) {
    const origin = /^Pikir is ready at (.*)$/.exec(line)?.[1];
    if (origin !== undefined) return origin;
  }
  throw new Error("the server ended before it was ready");
}
