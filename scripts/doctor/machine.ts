/** The machine under the service: its Node, its clock, its disks, and who may read them. */
import { look, type Rule, well, wrong } from "./finding.ts";

const DAY = 24 * 60 * 60 * 1000;
const GIGABYTE = 1e9;
const [OLDEST_MAJOR, OLDEST_MINOR] = [20, 19];
/** Bytes: 27 thousand responses take about 60 MB, and compacting needs the size once more. */
const [TIGHT, SCARCE] = [GIGABYTE, 5 * GIGABYTE];
/** As statfs(2) numbers them: what forgets at a restart, and what promises durability that it may not keep. */
const MEMORY = [0x01021994, 0x858458f6];
const NETWORKED = [0x6969, 0xff534d42, 0xfe534d42, 0x517b];

export const node: Rule = ({ node: version }) => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR)) return well(`Node ${version}.`);
  return wrong(`Node is ${version}.`, `Install Node ${OLDEST_MAJOR}.${OLDEST_MINOR} or newer.`);
};

/** Without a clock of somebody else's: what cannot be younger than now tells that the clock is behind. */
export const clock: Rule = ({ now, folders, surveys = [] }) => {
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

export const disks: Rule = ({ folders }) =>
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

export const rights: Rule = ({ folders, keyFiles }) => {
  if (folders.length === 0) return [];
  const open = [...folders, ...keyFiles].filter(({ mode }) => (mode & 0o077) !== 0).map(({ path }) => path);
  if (open.length === 0) return well("Nobody but the service's user reads DATA_DIR and KEYS_DIR.");
  return wrong(
    `Others on this machine can read ${open.join(", ")}.`,
    `chmod -R go= ${[...new Set(folders.map(({ path }) => path))].join(" ")}`,
  );
};
