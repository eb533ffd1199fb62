/** The floors' servers, in a process of their own: bare node:http, bare Express, and bare Express with Handlebars. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import express from "express";
import Handlebars from "handlebars";

export interface FloorServer {
  readonly pid: number;
  readonly origins: Readonly<Record<Floor, string>>;
  stop(): void;
}

export const FLOORS = ["node:http", "Express", "Express and Handlebars"] as const;
export type Floor = (typeof FLOORS)[number];

/** Serves pages of so many bytes until it is stopped. */
export async function startFloors(bytes: number): Promise<FloorServer> {
  const child = fork(fileURLToPath(import.meta.url), ["floors", String(bytes)], { execArgv: [] });
  const [origins] = await once(child, "message");
  return { pid: child.pid ?? 0, origins, stop: () => void child.kill() };
}

/** A page as a questionnaire's is made: a layout, fieldsets and choices, each text escaped. */
const PAGE = `<!doctype html><html lang="kk"><head><title>{{title}}</title><link rel="stylesheet" href="{{stylesheet}}"></head><body><main><form method="post">
{{#each questions}}<fieldset><legend>{{text}}</legend>{{#each choices}}<p><input type="radio" name="{{field}}" id="{{id}}" value="{{value}}"><label for="{{id}}">{{label}}</label></p>
{{/each}}</fieldset>{{/each}}<button>{{next}}</button></form></main></body></html>`;

function viewWith(questions: number) {
  const choices = (at: number) =>
    Array.from({ length: 5 }, (_none, choice) => ({
      field: `question-${at}`,
      id: `question-${at}-${choice}`,
      value: `option-${choice}`,
      label: `Қызметті қалай алуға болатыны түсініксіз ${choice}`,
    }));
  return {
    title: "Мемлекеттік қызметтер",
    stylesheet: "/static/page.css",
    next: "Әрі қарай",
    questions: Array.from({ length: questions }, (_none, at) => ({ text: `${at}. Сұрақ`, choices: choices(at) })),
  };
}

async function serveFloors(bytes: number): Promise<Readonly<Record<Floor, string>>> {
  const page = Buffer.alloc(bytes, "x");
  const bare = express();
  bare.get("/", (_request, response) => void response.type("html").send(page));
  const template = Handlebars.compile(PAGE, { strict: true, knownHelpersOnly: true });
  let questions = 1;
  while (Buffer.byteLength(template(viewWith(questions))) < bytes) questions += 1;
  const rendering = express();
  rendering.get("/", (_request, response) => void response.send(template(viewWith(questions))));
  return {
    "node:http": await listening((_request, response) => {
      response.writeHead(200, { "Content-Type": "text/html", "Content-Length": page.length }).end(page);
    }),
    Express: await listening(bare),
    "Express and Handlebars": await listening(rendering),
  };
}

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

if (process.send && process.argv[2] === "floors") process.send(await serveFloors(Number(process.argv[3])));
