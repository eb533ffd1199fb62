import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Agent } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import { citizen, walk } from "../faults/load/citizen.ts";
import { crowdIn } from "../faults/load/crowd.ts";
import { type Line, lineCounts } from "../faults/load/line.ts";
import { killAllOn, type Server, serverOn, survey } from "../faults/load/process.ts";
import { smallDefinition, yamlOf } from "../support/definitions.ts";
import { ROOT } from "../support/pikir.ts";
import { freePort, installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";

const NGINX = "/usr/sbin/nginx";
const DEPLOY = join(ROOT, "scripts", "deploy");
const SURVEY = smallDefinition().id;
const K = 5;
const LIMIT = 300_000;

const missing = installedPostgres() === undefined || !existsSync(NGINX);

describe.skipIf(missing)("three instances on one PostgreSQL behind nginx, as scripts/deploy/nginx.conf has it", () => {
  let folder: string;
  let postgres: Postgres;
  let url: string;
  let origin: string;
  let instances: readonly Server[];
  let further: NodeJS.ProcessEnv;
  let stopProxy: () => Promise<unknown>;
  const dispatcher = new Agent({ connections: 16, connect: { rejectUnauthorized: false } });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "pikir-deploy-"));
    postgres = await startPostgres();
    url = await postgres.database();
    const [port, plain, ...ports] = await Promise.all(Array.from({ length: 5 }, freePort));
    origin = `https://localhost:${port}`;
    further = {
      DATABASE_URL: url,
      PIKIR_SECRET: "thirty-two bytes and more, of the test",
      PUBLIC_URL: origin,
      PIKIR_TRUST_PROXY: "loopback",
    };
    instances = ports.map((each) => serverOn(join(folder, "data"), K, { ...further, PORT: String(each) }));
    for (const instance of instances) await instance.up();
    stopProxy = await startProxy(folder, { port: port ?? 0, plain: plain ?? 0, ports });
    const file = join(folder, `${SURVEY}.yaml`);
    writeFileSync(file, yamlOf(smallDefinition()));
    await operate("publish", file);
  });

  afterAll(async () => {
    await dispatcher.destroy();
    await stopProxy();
    await Promise.all(instances.map((instance) => instance.stop()));
    killAllOn(join(folder, "data"));
    postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const lineThrough = (): Line => ({
    origin: () => origin,
    dispatcher,
    over: AbortSignal.timeout(LIMIT),
    counts: lineCounts(),
  });
  const operate = async (...words: readonly string[]) => {
    const { status, printed } = await survey(join(folder, "data"), K, words, { further });
    if (status !== 0) throw new Error(printed);
  };
  const head = async (path: string) => {
    const { statusCode, headers, body } = await dispatcher.request({ origin, path, method: "GET" });
    return { status: statusCode, headers, text: await body.text() };
  };

  test("a citizen's journey over TLS leaves no address, no time and no body behind in the proxy", async () => {
    const start = await head(`/s/${SURVEY}?lang=en`);
    expect(start.status).toBe(200);
    expect(start.headers["strict-transport-security"]).toContain("max-age");
    const cookies = [start.headers["set-cookie"] ?? []].flat();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/^__Host-.*; Secure/);
    const self = citizen(1, lineThrough());
    expect(await walk(self, SURVEY)).toMatchObject({ kind: "receipt" });
    for (const own of ["/metrics", "/readyz"]) expect((await head(own)).status, own).toBe(404);
    const files = readdirSync(join(folder, "proxy"), { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    expect(files.map(({ name }) => name).toSorted()).toEqual([
      "cert.pem",
      "key.pem",
      "nginx.conf",
      "nginx.pid",
      "pikir.conf",
      "pikir.log",
    ]);
    expect(readFileSync(join(folder, "proxy", "pikir.log"), "utf8")).toBe("");
  });

  test("every instance is restarted twice under load, and no request fails", { timeout: LIMIT + 60_000 }, async () => {
    const line = lineThrough();
    const crowd = crowdIn(SURVEY, line);
    crowd.ended.catch(() => undefined);
    const reached = async (receipts: number) => {
      while (crowd.receipts.length < receipts) {
        line.over.throwIfAborted();
        await wait(50);
      }
    };
    await reached(20);
    for (const instance of [...instances, ...instances]) {
      await instance.stop();
      const had = crowd.receipts.length;
      await reached(had + 10);
      await instance.up();
      await reached(had + 20);
    }
    await operate("close", SURVEY);
    await crowd.ended;
    const { page, send, withdrawal } = line.counts;
    const storage = await openPostgres({ url, part: "reading" });
    const [participations, responses] = [
      await storage.participations.count(SURVEY),
      await storage.responses.count(SURVEY),
    ];
    await storage.close();
    console.log(
      `6 restarts behind nginx: ${page.asked} pages, ${send.asked} sends, ${withdrawal.asked} withdrawals; failed ${page.again}, ${send.again}, ${withdrawal.again};`,
      `${crowd.receipts.length} receipts, ${participations} participations, ${responses} responses, ${crowd.withdrawn.size} withdrawals asked`,
    );
    expect([page.again, send.again, withdrawal.again]).toEqual([0, 0, 0]);
    expect(crowd.already).toEqual([]);
    // The first test's citizen as well.
    expect(participations).toBe(crowd.receipts.length + 1);
    expect(crowd.receipts.length).toBeGreaterThan(140);
  });
});

const ANALYZE = "/usr/bin/systemd-analyze";

test.skipIf(!existsSync(ANALYZE)).each([
  ["pikir@.service", "pikir@3001.service"],
  ["pikir-mixer.service", "pikir-mixer.service"],
])("%s is one that systemd reads without complaint and finds well walled in", (shipped, instance) => {
  const folder = mkdtempSync(join(tmpdir(), "pikir-unit-"));
  const unit = join(folder, instance);
  cpSync(join(DEPLOY, shipped), unit);
  // What it starts with need not be where the tests run.
  const { stderr } = spawnSync(ANALYZE, ["verify", unit], { encoding: "utf8" });
  expect(stderr.split("\n").filter((line) => line !== "" && !line.includes("is not executable"))).toEqual([]);
  const security = execFileSync(ANALYZE, ["security", "--offline=true", "--no-pager", unit], { encoding: "utf8" });
  // From 0, where nothing can be reached, to 10.
  expect(Number(/exposure level for \S+: ([\d.]+)/.exec(security)?.[1])).toBeLessThan(2);
  rmSync(folder, { recursive: true });
});

interface Ports {
  readonly port: number;
  readonly plain: number;
  readonly ports: readonly number[];
}

/** The shipped configuration, with this test's ports, certificate and log in it. */
async function startProxy(folder: string, { port, plain, ports }: Ports): Promise<() => Promise<unknown>> {
  const own = join(folder, "proxy");
  mkdirSync(own, { mode: 0o755 });
  const [certificate, key] = [join(own, "cert.pem"), join(own, "key.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "2",
      "-keyout",
      key,
      "-out",
      certificate,
      ...subject,
    ],
    { stdio: "ignore" },
  );
  const replaced: readonly (readonly [string, string])[] = [
    ["listen 443 ssl", `listen 127.0.0.1:${port} ssl`],
    ["listen 80;", `listen 127.0.0.1:${plain};`],
    ...ports.map((each, at) => [`127.0.0.1:${3001 + at}`, `127.0.0.1:${each}`] as const),
    ["survey.example.kz", "localhost"],
    ["proxy_set_header Host $host;", `proxy_set_header Host localhost:${port};`],
    ["/etc/ssl/pikir/fullchain.pem", certificate],
    ["/etc/ssl/pikir/privkey.pem", key],
    ["/var/log/nginx/pikir.log", join(own, "pikir.log")],
  ];
  const shipped = readFileSync(join(DEPLOY, "nginx.conf"), "utf8");
  for (const [from] of replaced) expect(shipped).toContain(from);
  writeFileSync(
    join(own, "pikir.conf"),
    replaced.reduce((text, [from, to]) => text.replaceAll(from, to), shipped),
  );
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (each) => `${each}_temp_path ${own}/temp-${each};`,
  );
  writeFileSync(
    join(own, "nginx.conf"),
    `pid ${own}/nginx.pid;\nevents {}\nhttp {\n${temporary.join("\n")}\ninclude ${own}/pikir.conf;\n}\n`,
  );
  const command = [NGINX, "-e", join(own, "pikir.log"), "-p", own, "-c", join(own, "nginx.conf")] as const;
  const [program, ...words] = command;
  execFileSync(program, [...words, "-t"], { stdio: "pipe" });
  rmSync(join(own, "pikir.log"), { force: true });
  const child = spawn(program, [...words, "-g", "daemon off;"], { stdio: "ignore" });
  const ended = once(child, "exit");
  for (let waited = 0; !existsSync(join(own, "nginx.pid")) && waited < 5000; waited += 20) await wait(20);
  return () => {
    child.kill("SIGTERM");
    return ended;
  };
}
