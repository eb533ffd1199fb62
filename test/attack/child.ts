/** The compiled server as a process of its own, with its mixer as another: what an operator runs. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Holding } from "./copies.ts";

export interface Child {
  readonly origin: string;
  /** Everything that server and mixer have printed. */
  log(): string;
  stop(): Promise<void>;
}

const MAIN = join(import.meta.dirname, "..", "..", "dist", "server", "main.js");

export async function startChild(
  { dataDir, keysDir }: Holding,
  pool: number,
  environment: Readonly<Record<string, string>>,
): Promise<Child> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run scripts/build first`);
  const port = await freePort();
  const settings = {
    ...environment,
    DATA_DIR: dataDir,
    KEYS_DIR: keysDir,
    PORT: String(port),
    PIKIR_POOL: String(pool),
  };
  const child = spawn(process.execPath, [MAIN], { env: settings, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let printed = "";
  const keep = (bytes: Buffer) => {
    printed += bytes.toString("utf8");
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  await untilReady(child, () => printed);
  return {
    origin: `http://127.0.0.1:${port}`,
    log: () => printed,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

async function untilReady(child: ChildProcess, printed: () => string): Promise<void> {
  for (let waited = 0; !printed().includes("Pikir is ready"); waited += 50) {
    if (child.exitCode !== null || waited > 120_000) throw new Error(`the server did not start:\n${printed()}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
