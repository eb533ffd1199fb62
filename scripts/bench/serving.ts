/** The real server as a process of its own on a folder of its own, and what it costs. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface Serving {
  readonly origin: string;
  /** Seconds of processor time so far, the server's alone. */
  processorSeconds(): number;
  /** Resident memory in MB. */
  memory(): number;
  stop(): Promise<void>;
}

const CLOCK_TICKS = 100;

export async function startServing(root: string, dataDir: string): Promise<Serving> {
  const env = { PATH: "/usr/bin:/bin", DATA_DIR: dataDir, PORT: "0" };
  const child = spawn(process.execPath, [join(root, "dist", "server", "main.js")], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => child.kill("SIGTERM"));
  const origin = await readyAt(child);
  return {
    origin,
    processorSeconds: () => processorSeconds(child.pid ?? 0),
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
    stop: async () => {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function readyAt(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("the server has no output");
  for await (const line of createInterface(child.stdout)) {
    const origin = /^Pikir is ready at (.*)$/.exec(line)?.[1];
    if (origin !== undefined) return origin;
  }
  throw new Error("the server ended before it was ready");
}

function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}
