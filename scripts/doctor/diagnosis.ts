/** What is wrong with an installation, from what was observed of it. Pure: every usual mistake of operation is a rule here. */

import { join } from "node:path";
import { LOOPBACK } from "../../server/config-values.ts";
import { type Finding, look, type Rule, well, wrong } from "./finding.ts";
import { type Backup, liesIn, type Observed } from "./observed.ts";
import { replica } from "./replica.ts";

/** In the order in which an operator would mend them. */
export function diagnose(seen: Observed): readonly Finding[] {
  return [
    node,
    database,
    replica,
    server,
    clock,
    disks,
    rights,
    copies,
    backups,
    secrecy,
    proxies,
    crowds,
    urns,
    overdue,
    releases,
  ].flatMap((rule) => rule(seen));
}

const DAY = 24 * 60 * 60 * 1000;
const GIGABYTE = 1e9;
const [OLDEST_MAJOR, OLDEST_MINOR] = [20, 19];
/** Bytes: 27 thousand responses take about 60 MB, and compacting needs the size once more. */
const [TIGHT, SCARCE] = [GIGABYTE, 5 * GIGABYTE];
/** As statfs(2) numbers them: what forgets at a restart, and what promises durability that it may not keep. */
const MEMORY = [0x01021994, 0x858458f6];
const NETWORKED = [0x6969, 0xff534d42, 0xfe534d42, 0x517b];

const node: Rule = ({ node: version }) => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR)) return well(`Node ${version}.`);
  return wrong(`Node is ${version}.`, `Install Node ${OLDEST_MAJOR}.${OLDEST_MINOR} or newer.`);
};

const database: Rule = ({ surveys, unopened, config }) => {
  const kind = config.databaseUrl === undefined ? "SQLite in DATA_DIR" : "PostgreSQL";
  if (surveys === undefined)
    return wrong(
      `The database (${kind}) does not open: ${unopened ?? "it does not say why"}`,
      "Mend that first; the rest of this list knows less without it.",
    );
  return well(`The database (${kind}) opens; ${surveys.length} surveys.`);
};

const server: Rule = ({ readiness, config }) => {
  if (readiness === undefined)
    return look(
      `No server answers on ${config.host}, port ${config.port}.`,
      "Start it with scripts/start, or run the doctor with the server's environment.",
    );
  if (readiness.status === 200) return well("The server is ready: it can keep what is sent.");
  return wrong(
    `The server takes nothing: ${readiness.text}`,
    "Mend what it says; nothing that was acknowledged is lost.",
  );
};

/** Without a clock of somebody else's: what cannot be younger than now tells that the clock is behind. */
const clock: Rule = ({ now, folders, surveys = [] }) => {
  const newest = Math.max(0, ...folders.map((folder) => folder.newest));
  const today = new Date(now.getTime() + DAY).toISOString().slice(0, 10);
  const later = surveys.find(({ closedOn = "" }) => closedOn > today);
  if (later)
    return wrong(
      `The clock says ${now.toISOString().slice(0, 10)}, and ${later.id} was closed on ${later.closedOn}.`,
      "Set the clock (timedatectl set-ntp true), then restart the server.",
    );
  if (newest > now.getTime() + 60_000)
    return wrong(
      "Files in DATA_DIR are younger than now: the clock has been put back.",
      "Set the clock (timedatectl set-ntp true), then restart the server.",
    );
  return well("The clock is not behind what is stored.");
};

const disks: Rule = ({ folders }) =>
  folders.flatMap(({ name, path, free, kind }) => {
    const size = `${(free / GIGABYTE).toFixed(1)} GB`;
    if (MEMORY.includes(kind))
      return wrong(`${name} (${path}) lies in memory: a restart loses everything.`, "Move it to a disk.");
    if (NETWORKED.includes(kind))
      return wrong(
        `${name} (${path}) lies on a network file system, where SQLite cannot be sure that what it wrote is kept.`,
        "Move it to a local disk, or use PostgreSQL.",
      );
    if (free < TIGHT)
      return wrong(
        `${name} has ${size} left.`,
        "Make room now: with a full disk citizens are asked to come back later.",
      );
    if (free < SCARCE) return look(`${name} has ${size} left.`, "Make room before the survey is announced.");
    return well(`${name} has ${size} left.`);
  });

const rights: Rule = ({ folders, keyFiles }) => {
  if (folders.length === 0) return [];
  const open = [...folders, ...keyFiles].filter(({ mode }) => (mode & 0o077) !== 0).map(({ path }) => path);
  if (open.length === 0) return well("Nobody but the service's user reads DATA_DIR and KEYS_DIR.");
  return wrong(
    `Others on this machine can read ${open.join(", ")}.`,
    `chmod -R go= ${[...new Set(folders.map(({ path }) => path))].join(" ")}`,
  );
};

const copies: Rule = ({ copies: sentences, copyBeside, config }) => {
  if (sentences.length > 0)
    return sentences.flatMap((sentence) => wrong(sentence, "What waits in the urn opens with these keys alone."));
  if (copyBeside)
    return look(
      "The second copies of the mixer's keys lie on the same disk as the first.",
      "Set PIKIR_KEY_COPY to a folder on another disk, and copy them there.",
    );
  if (config.keyCopy === undefined)
    return well("No second copies of keys, and PUBLIC_URL is a loopback address: only trying out.");
  return well("Second copies of the mixer's keys are where they should be.");
};

const backups: Rule = (seen) => {
  const { backups: made, now, config, surveys = [] } = seen;
  const leaking = made.filter((backup) => backup.mustNotBe.length > 0);
  const secrets = leaking.flatMap(({ path, mustNotBe }) =>
    wrong(
      `The backup ${path} holds ${mustNotBe.join(", ")}: keys or unsent answers.`,
      "Delete these files from it, and from wherever it was copied.",
    ),
  );
  return [...secrets, ...ageOf(made, now, config.publicUrl), ...beforeClosing(made, surveys)];
};

function ageOf(made: readonly Backup[], now: Date, publicUrl: URL): readonly Finding[] {
  if (LOOPBACK.includes(publicUrl.hostname) && made.length === 0)
    return well("No backup, and PUBLIC_URL is a loopback address: only trying out.");
  const newest = Math.max(0, ...made.map((backup) => backup.made.getTime()));
  if (newest === 0)
    return wrong(
      "There is no backup that npm run backup has made.",
      "npm run backup -- DIR, every night, to another disk; what was acknowledged since the last one is lost with this disk.",
    );
  const days = Math.floor((now.getTime() - newest) / DAY);
  if (days > 1) return look(`The newest backup is ${days} days old.`, "npm run backup -- DIR, every night.");
  return well("The newest backup is not older than a day or two.");
}

function beforeClosing(made: readonly Backup[], surveys: NonNullable<Observed["surveys"]>): readonly Finding[] {
  return surveys.flatMap(({ id, closedOn }) => {
    const before = made.filter((backup) => closedOn !== undefined && backup.made.toISOString().slice(0, 10) < closedOn);
    if (before.length === 0) return [];
    return wrong(
      `${id} was closed on ${closedOn}, and ${before.map(({ path }) => path).join(", ")} is older.`,
      "Delete these backups: with a copy of the keys they would undo what the closing promises.",
    );
  });
}

const secrecy: Rule = ({ config }) => {
  const isPublic = !LOOPBACK.includes(config.publicUrl.hostname);
  const found: Finding[] = [];
  if (isPublic && config.publicUrl.protocol !== "https:")
    found.push(
      ...wrong(
        `PUBLIC_URL is ${config.publicUrl.origin}: answers travel readable for everybody on the way.`,
        "Put a proxy with TLS in front (scripts/deploy) and set PUBLIC_URL to https.",
      ),
    );
  if (isPublic && config.pool < 10)
    found.push(
      ...wrong(
        `PIKIR_POOL is ${config.pool}: an answer hides among ${config.pool * 2} only.`,
        "Leave it at 50, or as high as the survey's size allows.",
      ),
    );
  if (liesIn(config.keysDir, join(config.dataDir, "backups")))
    found.push(
      ...wrong("KEYS_DIR lies among the backups.", "Move it: a backup that holds keys gives away what they protect."),
    );
  return found.length > 0
    ? found
    : well(isPublic ? "Public, over TLS, and pooled." : "On a loopback address: for trying out.");
};

const crowds: Rule = ({ config }) => {
  if (LOOPBACK.includes(config.publicUrl.hostname)) return [];
  if (config.queue !== undefined)
    return well(`A waiting line keeps citizens inside to ${config.queue.toLocaleString("en")}.`);
  return look(
    "There is no waiting line: when more come than this machine carries, pages become slow for everybody.",
    "Set PIKIR_QUEUE (README, Load like a census, says to how many).",
  );
};

const proxies: Rule = ({ config }) => {
  const isPublic = !LOOPBACK.includes(config.publicUrl.hostname);
  const behind = isPublic && LOOPBACK.includes(config.host);
  if (behind && config.trustProxy.length === 0)
    return wrong(
      "The server listens on this machine only, so a proxy is in front, and PIKIR_TRUST_PROXY is not set: all citizens seem to come from one address.",
      "Set PIKIR_TRUST_PROXY to the proxy's address (loopback, where it runs here).",
    );
  if (config.trustProxy.some((address) => /\/0$/.test(address)))
    return wrong(
      "PIKIR_TRUST_PROXY trusts everybody: whoever sends X-Forwarded-For chooses the address that guesses are counted by.",
      "Name the proxies' addresses.",
    );
  return well("The addresses of proxies are as they should be.");
};

const urns: Rule = ({ surveys = [], config }) =>
  surveys.flatMap(({ id, waiting, trouble, closedOn }) => {
    if (trouble !== undefined)
      return wrong(
        `The urn of ${id} takes nothing: ${trouble}`,
        "Put the right keys back into KEYS_DIR/mixer; the mixer looks again when it starts.",
      );
    if (closedOn !== undefined && waiting > 0)
      return wrong(
        `${id} is closed, and ${waiting} responses still wait in its urn.`,
        `npm run survey -- close ${id} goes on where it was cut short.`,
      );
    if (waiting > 4 * config.pool)
      return wrong(
        `${waiting} responses wait in the urn of ${id}, and ${2 * config.pool} are enough for a release.`,
        "The mixer does not run: look at the server's log.",
      );
    return [];
  });

const overdue: Rule = ({ surveys = [], now }) =>
  surveys.flatMap(({ id, closes, closedOn, simulated }) => {
    if (simulated || closes === undefined || closedOn !== undefined || closes >= now.toISOString().slice(0, 10))
      return [];
    return look(
      `${id} took answers until ${closes} and was never closed: its participation key is still there.`,
      `npm run survey -- close ${id}`,
    );
  });

/** What was published cannot be made anew: its keys and its order are chance. */
const releases: Rule = ({ stock, config }) => {
  if (stock === undefined || (stock.releases === 0 && stock.strangers.length === 0)) return [];
  const folder = join(config.dataDir, "releases");
  const found: Finding[] = [];
  if (stock.missing.length > 0)
    found.push(
      ...wrong(
        `Of what was released ${stock.missing.join(", ")} is missing in ${folder}.`,
        "Put it back from your copy of that folder; until then nobody can download it, and the survey has no further release.",
      ),
    );
  if (stock.spoilt.length > 0)
    found.push(
      ...wrong(
        `${stock.spoilt.join(", ")} in ${folder} is not what was released: its SHA-256 differs.`,
        "Put it back from your copy of that folder, and find out who changed it.",
      ),
    );
  if (stock.strangers.length > 0)
    found.push(
      ...look(
        `${stock.strangers.join(", ")} in ${folder} is no release that this database knows.`,
        "It may be younger than the backup that was restored. Keep it elsewhere, or delete it.",
      ),
    );
  return found.length > 0 ? found : well(`All files of ${stock.releases} releases are as they were written.`);
};
