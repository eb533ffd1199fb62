/** What is wrong with an installation, from what was observed of it. Pure: every usual mistake of operation is a rule here or beside it. */
import { backups, copies } from "./copies.ts";
import { type Finding, look, type Rule, well, wrong } from "./finding.ts";
import { overdue, releases, urns } from "./kept.ts";
import { clock, disks, node, rights } from "./machine.ts";
import type { Observed } from "./observed.ts";
import { crowds, proxies, secrecy, signIn } from "./public.ts";
import { replica } from "./replica.ts";

/** In the order in which an operator would mend them. */
export function diagnose(seen: Observed): readonly Finding[] {
  return [
    node,
    database,
    replica,
    server,
    processes,
    signIn,
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

/** Of several instances each has a database and a proxy in front, and may have cores of its own: PostgreSQL is not told to fill them. */
const processes: Rule = ({ processes: serving, cores, config: { workers, databaseUrl } }) => {
  if (serving === undefined) return [];
  if (serving < workers)
    return wrong(
      `Of ${workers} processes that should serve ${serving} ${serving === 1 ? "does" : "do"}.`,
      "One that ends is started again: the server's log says why it cannot begin. One that hangs (top shows it, it answers nothing) is replaced once you kill it.",
    );
  if (workers === 1 && cores > 1 && databaseUrl === undefined)
    return look(
      `One process serves, and this machine has ${cores} cores.`,
      `Set PIKIR_WORKERS=${cores} before the survey is announced.`,
    );
  return well(`${serving} ${serving === 1 ? "process serves" : "processes serve"}.`);
};
