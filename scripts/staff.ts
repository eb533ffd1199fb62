/** `npm run staff`: accounts of the staff, from the command line. */
import { randomBytes, randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { ROLES } from "../server/records/staff.ts";
import { newStaffLink } from "../server/records/staff-link.ts";
import { CommandError, runCommand } from "./command.ts";
import { noted } from "./noted.ts";
import { openStorage } from "./open.ts";

const USAGE = `npm run staff -- add NAME --role administrator|analyst|auditor
npm run staff -- disable NAME
npm run staff -- list

  add       prints a link that works once, for seven days: whoever opens it chooses a password for NAME
  disable   the account can no longer sign in; its sessions end at once. The last administrator cannot be disabled
  list      names, roles, whether a second factor is set up, and what is disabled

  --help    this text

A forgotten password or a lost phone without recovery codes: disable the account, and add one under another name.`;

await runCommand({ name: "staff", usage: USAGE, run });

async function run(given: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...given],
    allowPositionals: true,
    options: { role: { type: "string" } },
  });
  const [act, name = "", ...more] = positionals;
  const role = ROLES.find((known) => known === values.role);
  if (more.length > 0)
    throw new CommandError(`NAME is one word or stands in quotation marks, and there is "${more[0]}" after it`);
  if (act !== "list" && name === "")
    throw new CommandError("say which account: npm run staff -- add NAME --role analyst");
  switch (act) {
    case "add":
      if (!role) throw new CommandError(`--role takes ${ROLES.join(", ")}`);
      return add(name.normalize("NFC").trim(), role);
    case "disable":
      return disable(name.normalize("NFC").trim());
    case "list":
      return list();
    default:
      throw new CommandError(`there is no "${act ?? ""}"; there are add, disable and list`);
  }
}

async function add(name: string, role: (typeof ROLES)[number]): Promise<void> {
  const { config, storage } = await openStorage();
  try {
    if (await storage.staff.find(name))
      throw new CommandError(`there is an account ${name} already; choose another name`);
    const now = new Date();
    const { path, hash, until } = newStaffLink({ bytes: randomBytes, integer: randomInt }, now);
    await storage.staff.invite(hash, { name, role, until });
    await noted(storage.audit, "staff-added", `${name}: ${role}`, now);
    console.log(`${name} becomes ${role} with this link, once, within seven days:`);
    console.log(new URL(path, config.adminUrl).href);
  } finally {
    await storage.close();
  }
}

async function disable(name: string): Promise<void> {
  const { storage } = await openStorage();
  try {
    const outcome = await storage.staff.disable(name);
    if (outcome === "unknown") throw new CommandError(`there is no account ${name}; npm run staff -- list names them`);
    if (outcome === "last-administrator")
      throw new CommandError(`${name} is the last administrator: add another one first, or nobody could let in others`);
    await noted(storage.audit, "disabled", name);
    console.log(`${name} can no longer sign in.`);
  } finally {
    await storage.close();
  }
}

async function list(): Promise<void> {
  const { storage } = await openStorage();
  try {
    const members = await storage.staff.list();
    if (members.length === 0)
      console.log("There is no staff yet: the start of the server prints a link for the first administrator.");
    for (const { name, role, disabled } of members) {
      const factor = (await storage.staff.factor(name)) ? "second factor set up" : "no second factor yet";
      console.log([name, role, disabled ? "disabled" : factor].join("\t"));
    }
  } finally {
    await storage.close();
  }
}
