/**
 * Programs that attack web sites for a living, against ours: sqlmap at every kind of parameter, wapiti over all pages,
 * slowhttptest with connections that never end. All on loopback, all bounded in time.
 */
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { administrator } from "../admin/cast.ts";
import { type Server, serverOn } from "../faults/load/process.ts";
import { type Served, servePikir } from "../support/browser.ts";
import { identifierOf } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

const run = promisify(execFile);
const installed = (program: string) => existsSync(`/usr/bin/${program}`);

let folder = "";
let served: Served;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pikir-scanners-"));
  // The limits would stop the scanners before they have tried everything; they have tests of their own.
  served = await servePikir({
    storage: (opened) => ({ ...opened, guesses: { ...opened.guesses, count: async () => 1 } }),
  });
});
afterAll(async () => {
  await served.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Target {
  readonly address: string;
  readonly body?: string;
  readonly cookies: Visitor["cookies"];
  /** The parameters that are tried. */
  readonly names: string;
}

async function targets(): Promise<readonly Target[]> {
  const citizen = served.pikir.visitor();
  const nobody = new Map<string, string>();
  await citizen.open("/s/egov-2024");
  await citizen.fill();
  const signIn = { body: citizen.fields().toString(), cookies: new Map(citizen.cookies) };
  await citizen.fill({ identifier: identifierOf("Madina") });
  await citizen.fill();
  const page = `${citizen.fields().toString()}&timeliness=4&effect=faster`;
  const other = served.pikir.visitor();
  await other.open("/withdraw");
  const withdraw = { body: other.fields().toString(), cookies: other.cookies };
  const staff = await administrator(served.pikir);
  return [
    { address: "/s/egov-2024?from=home&lang=kk", names: "from,lang", cookies: nobody },
    { address: "/sign-in?survey=egov-2024", names: "survey", cookies: nobody },
    { address: "/sign-in", names: "identifier,survey", ...signIn },
    { address: "/s/egov-2024/p/services", names: "timeliness,effect", body: page, cookies: citizen.cookies },
    { address: "/withdraw", names: "code", ...withdraw },
    { address: "/admin/surveys/egov-2024?lang=en", names: "lang", cookies: staff.cookies },
    { address: "/admin/surveys/egov-2024*", names: "#1*", cookies: staff.cookies },
  ];
}

async function sqlmap({ address, body, cookies, names }: Target): Promise<string> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const { stdout } = await run(
    "/usr/bin/sqlmap",
    [
      ...["-u", `${served.origin}${address}`, "--batch", "--disable-coloring", "--flush-session"],
      ...["--output-dir", folder, "--timeout", "10", "--retries", "0", "--threads", "4", "--ignore-code", "*"],
      ...["--skip-waf", "--technique", "BEU", "--level", "1", "--risk", "1"],
      ...(address.includes("*") ? [] : ["-p", names]),
      ...(cookie === "" ? [] : ["--cookie", cookie]),
      ...(body === undefined ? [] : ["--data", body]),
    ],
    { timeout: 300_000, maxBuffer: 10_000_000 },
  );
  return stdout;
}

describe.skipIf(!installed("sqlmap"))("sqlmap", () => {
  test("finds nothing in any parameter, field or part of an address", async () => {
    for (const target of await targets()) {
      const printed = await sqlmap(target);
      expect(printed, target.address).toContain("all tested parameters do not appear to be injectable");
      expect(printed, target.address).not.toMatch(/is vulnerable|identified the following injection point/);
    }
    expect(served.pikir.logged).toEqual([]);
  });
});

describe.skipIf(!installed("wapiti"))("wapiti", () => {
  test("finds no script, file, command, header or redirect to inject", async () => {
    const report = join(folder, "wapiti.json");
    const modules = "sql,xss,permanentxss,file,exec,crlf,redirect,xxe";
    const limits = ["--scope", "folder", "--max-scan-time", "240", "--max-links-per-page", "60", "-d", "6"];
    const quiet = ["--flush-session", "--no-bugreport", "-v", "0", "-f", "json", "-o", report];
    await run("/usr/bin/wapiti", ["-u", `${served.origin}/`, "-m", modules, ...limits, ...quiet], {
      timeout: 400_000,
      maxBuffer: 10_000_000,
      env: { ...process.env, HOME: folder },
    });
    const { vulnerabilities } = JSON.parse(await readFile(report, "utf8"));
    const found = Object.entries(vulnerabilities).filter(([, list]) => Array.isArray(list) && list.length > 0);
    expect(found).toEqual([]);
    expect(served.pikir.logged).toEqual([]);
  });
});

describe.skipIf(!installed("slowhttptest"))("slowhttptest", () => {
  let server: Server;
  let data = "";
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), "pikir-slow-"));
    server = serverOn(data, 50);
    await server.up();
  });
  afterAll(async () => {
    await server.stop();
    await rm(data, { recursive: true, force: true });
  });

  test.each([
    ["headers that never end", ["-H"]],
    ["bodies that never end", ["-B"]],
    ["answers that nobody reads", ["-X", "-w", "10", "-y", "20", "-n", "5", "-z", "32", "-k", "3"]],
  ])("with %s on 300 connections leaves citizens served", async (_what, mode) => {
    const address = `${server.origin()}/s/egov-2024`;
    const slow = spawn(
      "/usr/bin/slowhttptest",
      ["-c", "300", ...mode, "-r", "150", "-l", "12", "-i", "3", "-u", address],
      {
        stdio: "ignore",
      },
    );
    const ended = new Promise((done) => slow.once("exit", done));
    await wait(3000);
    const times: number[] = [];
    for (let request = 0; request < 40; request += 1) {
      const began = performance.now();
      const answer = await fetch(address, { signal: AbortSignal.timeout(10_000) });
      expect(answer.status).toBe(200);
      await answer.text();
      times.push(performance.now() - began);
      await wait(150);
    }
    await ended;
    const sorted = times.sort((a, b) => a - b);
    console.log(`median ${sorted[20]?.toFixed(1)} ms, slowest ${sorted.at(-1)?.toFixed(1)} ms of 40 pages`);
    expect(times).toHaveLength(40);
  });
});
