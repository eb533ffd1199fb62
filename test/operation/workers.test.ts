import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Agent } from "undici";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openSqlite } from "../../server/storage/sqlite/open.ts";
import { citizen, type End, walk } from "../faults/load/citizen.ts";
import { keptIn } from "../faults/load/kept.ts";
import { type Line, lineCounts } from "../faults/load/line.ts";
import { killAllOn, type Server, serverOn, survey } from "../faults/load/process.ts";
import { smallDefinition, yamlOf } from "../support/definitions.ts";
import { ROOT } from "../support/pikir.ts";

const SURVEY = smallDefinition().id;
const K = 3;
/** Against what never ends; some 20 s on an idle machine. */
const LIMIT = 400_000;

let dataDir: string;
let dispatcher: Agent;
beforeAll(() => void execFileSync(join(ROOT, "scripts", "build")), 180_000);
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "pikir-workers-"));
  dispatcher = new Agent({ connections: 16 });
});
afterEach(async () => {
  killAllOn(dataDir);
  await dispatcher.destroy();
  rmSync(dataDir, { recursive: true, force: true });
});

const lineTo = ({ origin }: Server): Line => ({
  origin,
  dispatcher,
  over: AbortSignal.timeout(LIMIT),
  counts: lineCounts(),
});
const again = ({ counts }: Line) => counts.page.again + counts.send.again + counts.withdrawal.again;
const isReceipt = ({ kind }: End) => kind === "receipt";

/** Everybody at once from two browsers. */
async function twice(people: readonly number[], line: Line): Promise<readonly (readonly End[])[]> {
  return Promise.all(people.map((number) => Promise.all([1, 2].map(() => walk(citizen(number, line), SURVEY)))));
}

async function post(server: Server, path: string, body: string) {
  const headers = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };
  // A line of its own each time, which goes to whichever process is next.
  return fetch(`${server.origin()}${path}`, { method: "POST", body, headers: { ...headers, connection: "close" } });
}

async function metric(server: Server, series: string): Promise<number> {
  const text = await (await fetch(`${server.origin()}/metrics`)).text();
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(series))
      ?.split(" ")[1],
  );
}

async function counted(stage: string): Promise<number> {
  const storage = await openSqlite({ dataDir });
  const counts = await storage.counters.of(SURVEY).finally(() => storage.close());
  return counts.filter((count) => count.stage === stage).reduce((sum, { count }) => sum + count, 0);
}

test(
  "two processes are one server: one send a person, one sum, one limit; restarted one after the other nobody notices",
  async () => {
    const server = serverOn(dataDir, K, { PIKIR_WORKERS: "2" });
    await server.up();
    const file = join(dataDir, `${SURVEY}.yaml`);
    writeFileSync(file, yamlOf(smallDefinition()));
    expect(await survey(dataDir, K, ["publish", file])).toMatchObject({ status: 0 });
    const line = lineTo(server);

    const people = Array.from({ length: 5 }, (_none, at) => 100 + at);
    for (const ends of await twice(people, line)) expect(ends.filter(isReceipt)).toHaveLength(1);
    // Whichever process is asked tells of both.
    expect(await metric(server, "pikir_processes")).toBe(2);
    for (const _time of [1, 2]) expect(await metric(server, 'pikir_sends_total{outcome="kept"}')).toBe(people.length);

    const workers = server.workers();
    expect(workers).toHaveLength(2);
    server.signal("SIGHUP");
    let next = 200;
    const replaced = () => server.workers().length === 2 && server.workers().every((pid) => !workers.includes(pid));
    while (!replaced()) {
      line.over.throwIfAborted();
      expect(await walk(citizen(next++, line), SURVEY)).toMatchObject({ kind: "receipt" });
    }
    expect(next).toBeGreaterThan(203);
    expect(again(line)).toBe(0);
    // The new first process has the staff's socket, and it is still there now that the old one has left.
    const sockets = readdirSync(dataDir).filter((name) => name.startsWith("staff"));
    expect(sockets).toEqual([expect.stringMatching(/^staff-\d+\.sock$/)]);
    const socket = join(dataDir, sockets[0] ?? "");
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    const staffLine = connect(socket);
    await once(staffLine, "connect");
    staffLine.destroy();

    // Forty wrong codes from one network, over both processes together.
    const page = await fetch(`${server.origin()}/withdraw`);
    const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
    const token = /name="token" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
    const headers = { cookie, "content-type": "application/x-www-form-urlencoded", connection: "close" };
    const statuses: number[] = [];
    for (let guess = 0; guess < 42; guess += 1) {
      const body = `token=${token}&code=AAAAA`;
      const answer = await fetch(`${server.origin()}/withdraw`, { method: "POST", body, headers });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([...Array<number>(40).fill(422), 429, 429]);
    // Staff are served by the first, whoever takes the request.
    const staff = await Promise.all(Array.from({ length: 6 }, () => post(server, "/admin/sign-in", "")));
    expect(staff.map(({ status }) => status)).toEqual(Array<number>(6).fill(403));

    await server.stop();
    const everybody = people.length + next - 200;
    expect((await keptIn(dataDir, SURVEY)).participations).toBe(everybody);
    for (const stage of ["consent_shown", "agreed", "started"])
      expect([stage, await counted(stage)]).toEqual([
        stage,
        stage === "consent_shown" ? expect.any(Number) : everybody,
      ]);

    // One is killed at its work: another comes, and nothing that was acknowledged is gone.
    await server.up();
    const [victim = 0] = server.workers();
    const sent = line.counts.send.asked;
    const last = [301, 302, 303, 304];
    const rest = twice(last, line);
    // Awaited below; until then a failure of theirs must not count as one that nobody sees.
    rest.catch(() => undefined);
    while (line.counts.send.underWay === 0 && line.counts.send.asked === sent) await wait(1);
    process.kill(victim, "SIGKILL");
    for (const ends of await rest) expect(ends.filter(isReceipt).length).toBeGreaterThanOrEqual(1);
    while (server.workers().length < 2) {
      line.over.throwIfAborted();
      await wait(100);
    }
    await server.stop();
    expect((await keptIn(dataDir, SURVEY)).participations).toBe(everybody + last.length);
  },
  LIMIT,
);

test(
  "whoever comes while one of two hangs is answered by the other, and nobody waits for it once it is killed",
  async () => {
    const server = serverOn(dataDir, K, { PIKIR_WORKERS: "2" });
    await server.up();
    const [hanging = 0] = server.workers();
    process.kill(hanging, "SIGSTOP");
    // A line of its own for each: if they were dealt out, some would be dealt to the one that hangs.
    const asked = async () => {
      const options = { headers: { connection: "close" }, signal: AbortSignal.timeout(20_000) };
      return (await fetch(`${server.origin()}/metrics`, options)).status;
    };
    const answers = Promise.all(Array.from({ length: 6 }, asked));
    // What came before it died would wait for it for ever.
    await wait(500);
    process.kill(hanging, "SIGKILL");
    expect(await answers).toEqual(Array<number>(6).fill(200));

    // Started twice: whoever did so reads what to do, and no stack.
    const port = new URL(server.origin() ?? "").port;
    const second = serverOn(join(dataDir, "second"), K, { PIKIR_WORKERS: "2", PORT: port });
    const said = await second.up().catch((error: Error) => error.message);
    expect(said).toMatch(new RegExp(`Port ${port} .* started twice: stop that one, or set PORT\\.\nA process`));
    expect(said).not.toContain("stack");
    await server.stop();
  },
  LIMIT,
);
