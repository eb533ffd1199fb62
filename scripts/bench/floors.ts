/** The floors: what the same machine does in the same run without any of our work. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import Database from "better-sqlite3";
import express from "express";
import { Pool } from "undici";

/** Requests a second of a bare Express page of so many bytes, by so many connections. */
export async function bareExpress(bytes: number, connections: number, seconds: number): Promise<number> {
  const app = express();
  const page = "x".repeat(bytes);
  app.get("/", (_request, response) => void response.type("html").send(page));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { connections });
  const start = performance.now();
  let done = 0;
  const client = async () => {
    while (performance.now() - start < seconds * 1000) {
      const answer = await pool.request({ method: "GET", path: "/" });
      await answer.body.arrayBuffer();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const rate = done / ((performance.now() - start) / 1000);
  await pool.close();
  server.close();
  return rate;
}

/** Commits a second of one row of so many bytes, each synced to the disk (WAL, synchronous FULL). */
export function durableCommits(folder: string, bytes: number, seconds: number): number {
  const database = new Database(join(folder, "floor.db"));
  database.pragma("page_size = 16384");
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec("create table if not exists floor (key blob primary key, body blob) without rowid");
  const insert = database.prepare("insert into floor values (randomblob(16), randomblob(?))");
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < seconds * 1000) {
    insert.run(bytes);
    done += 1;
  }
  const rate = done / ((performance.now() - start) / 1000);
  database.close();
  return rate;
}
