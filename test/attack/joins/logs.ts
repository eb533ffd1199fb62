/** A join by the server's log: a line for a send would have its order, and any key or name in a line is a link. */
import { fileOf } from "../copies.ts";
import type { Case, Join } from "./case.ts";

export const logs: Join = ({ evidence, loot }: Case) => {
  const last = loot.copies.findLast(({ kind }) => kind !== "backup");
  const logs = ["server.log", "postgres.log"].map((name) => (last ? fileOf(last.folder, name).toString("utf8") : ""));
  const lines = logs.flatMap((log) => log.split("\n")).filter((line) => line !== "");
  const rows = evidence.observations.at(-1)?.rows ?? [];
  const keys = rows.filter(({ table }) => table !== "other" && table !== "counter").map(({ key }) => key.slice(0, 12));
  const base64 = keys.map((key) => Buffer.from(key, "hex").toString("base64url"));
  const telling = lines.filter((line) => [...keys, ...base64].some((key) => line.includes(key)));
  // Fewer lines than one in ten people cannot give the order of the rest.
  const ordering = lines.length > loot.sends.length / 10 ? lines.length : 0;
  return [{ join: "lines of the log", hits: telling.length + ordering, note: `${lines.length} lines` }];
};
