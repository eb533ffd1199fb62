/** Releases for scripts: `/api/v1`, by tokens that staff make for themselves. It reads; nothing can be done by it. */
import express, { type Request, type Response, type Router } from "express";
import { apiTokenHash, type HeldToken, isGood } from "../../records/api-token.ts";
import { filesKept, type Manifest } from "../../release/manifest.ts";
import { NotReleased } from "../../releasing/not-released.ts";
import { sendReleaseFile } from "../../web/files.ts";
import { limitCalls, slowFailures } from "../../web/limits.ts";
import type { StaffDoor } from "../door.ts";
import { openApi } from "./openapi.ts";

/** In a quarter of an hour, by one token. A script that reads every file of ten releases needs two hundred. */
const MOST_CALLS = 600;
/** Tokens have 256 bits: whoever fails so often has an old one in a loop, or guesses. */
const MOST_FAILURES = 60;
const UNAUTHORIZED = 401;

export function scriptsPath(door: StaffDoor): Router {
  const path = express.Router();
  const tooMany = async (_request: Request, response: Response) =>
    refuse(response, 429, "too-many", "Too many calls: wait a quarter of an hour.");
  const limited = limitCalls(MOST_CALLS, (request) => bearer(request) ?? "", door.calls, tooMany);
  const slowed = slowFailures(MOST_FAILURES, door.tokenGuessing, tooMany, [UNAUTHORIZED]);
  const get = (address: string, handler: Handler) => path.get(address, slowed, limited, answered(door, handler));
  path.get("/api/v1/openapi.json", (_request, response) => void response.json(openApi(door.publicUrl)));
  get("/api/v1/surveys/:survey/releases", listReleases);
  get("/api/v1/surveys/:survey/releases/:release", showRelease);
  get("/api/v1/surveys/:survey/releases/:release/files/:file", sendFile);
  path.use("/api", (_request, response) =>
    refuse(response, 404, "not-found", "There is no such address: see /api/v1/openapi.json."),
  );
  return path;
}

interface Call {
  readonly door: StaffDoor;
  readonly token: HeldToken;
  readonly params: Readonly<Record<string, string>>;
  readonly response: Response;
}

type Handler = (call: Call) => Promise<void>;

function answered(door: StaffDoor, handler: Handler) {
  return async (request: Request, response: Response) => {
    response.setHeader("Cache-Control", "private, no-cache");
    const given = bearer(request);
    const token = given === undefined ? undefined : await door.world.storage.apiTokens.find(apiTokenHash(given));
    if (!token || !isGood(token, door.clock().getTime())) {
      response.setHeader("WWW-Authenticate", 'Bearer realm="Pikir"');
      return refuse(response, UNAUTHORIZED, "no-token", "Send a valid token: Authorization: Bearer pikir_...");
    }
    await handler({ door, token, params: request.params as Record<string, string>, response });
  };
}

const listReleases: Handler = async ({ door, token, params, response }) => {
  const releases = await releasesIn(door, token, params.survey ?? "");
  response.json({ releases: releases.map(({ told }) => told) });
};

const showRelease: Handler = async ({ door, token, params, response }) => {
  const found = await releaseIn(door, token, params);
  if (!found) return notThere(response);
  response.json(found.told);
};

const sendFile: Handler = async ({ door, token, params, response }) => {
  const found = await releaseIn(door, token, params);
  const name = params.file ?? "";
  const file = found?.files.get(name);
  if (!found || !file) return notThere(response);
  const { id } = found.told;
  try {
    const path = await door.world.shelf.file(id, name, file);
    await door.world.note({ now: door.clock() }, "downloaded", `${id}/${name} by token ${token.id}`, token.name);
    sendReleaseFile(response, { path, name, sha256: file.sha256 });
  } catch (error) {
    if (!(error instanceof NotReleased)) throw error;
    refuse(response, 503, "files-missing", "The file is missing on the server, or has changed since it was made.");
  }
};

/** Those of a survey that are in the token's scope; what is not in it is not there. */
async function releasesIn({ world }: StaffDoor, token: HeldToken, survey: string) {
  if (token.survey !== null && token.survey !== survey) return [];
  const withdrawn = await world.storage.withdrawals.count(survey);
  const kept = await world.storage.releases.of(survey);
  return kept.flatMap(({ json }) => {
    const manifest = JSON.parse(json) as Manifest;
    const files = filesKept(json);
    const since = Math.max(0, withdrawn - manifest.withdrawn_before);
    const told = { ...manifest, withdrawn_since: since, files: Object.fromEntries(files) };
    return token.kinds.includes(manifest.kind) ? [{ told, files }] : [];
  });
}

async function releaseIn(door: StaffDoor, token: HeldToken, { survey = "", release = "" }: Call["params"]) {
  return (await releasesIn(door, token, survey)).find(({ told }) => told.id === release);
}

function notThere(response: Response): void {
  refuse(response, 404, "not-found", "It is not there, or not in this token's scope.");
}

function refuse(response: Response, status: number, error: string, message: string): void {
  response.status(status).json({ error, message });
}

function bearer(request: Request): string | undefined {
  return /^Bearer ([\w-]{20,200})$/i.exec(request.get("authorization") ?? "")?.[1];
}
