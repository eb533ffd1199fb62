/** The banner that a portal embeds, and the count of its showings: no cookie, no identifier, at most once per visit. */
import { gzipSync } from "node:zlib";
import type { Request, Response } from "express";
import { placeFrom } from "../records/funnel.ts";
import { dayOf } from "../records/month.ts";
import { stateOf } from "../records/survey.ts";
import type { Clock } from "../records/world.ts";
import type { Definition } from "../survey/definition.ts";
import { takesGzip } from "../web/compressed.ts";
import type { Languages } from "../web/languages.ts";
import { refused, seeOther } from "../web/reply.ts";
import type { Listed } from "./catalogue.ts";
import { words } from "./start.ts";
import type { CitizenWorld, Handler } from "./world.ts";

export interface Invitations {
  readonly publicUrl: URL;
  readonly languages: Languages;
  readonly clock: Clock;
  /** The banner's program: a function of what `script` hands it (`static/invitation.js`). */
  readonly program: string;
}

/**
 * `GET /invite/SURVEY.js`: the program with the survey's words in every language that both have. Of a survey that is not
 * open, or has no language of ours: nothing to run.
 */
export function invitationScript(world: CitizenWorld, invitations: Invitations) {
  const programs = new Map<string, Program>();
  return async (request: Request<{ file: string }>, response: Response) => {
    const id = request.params.file.replace(/\.js$/, "");
    // It holds nothing of anybody: the portal may load it by whatever rules it has for scripts of others.
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    response.setHeader("Cache-Control", "public, max-age=300");
    response.setHeader("Vary", "Accept-Encoding");
    response.type("text/javascript");
    const inviting = await invitingSurvey(world, id, invitations.clock());
    const known = programs.get(id);
    const program = inviting && known?.version !== inviting.newest.version ? programOf(inviting, invitations) : known;
    if (!inviting || !program) return void response.status(404).send("");
    programs.set(id, program);
    const compress = takesGzip(response);
    if (compress) response.setHeader("Content-Encoding", "gzip");
    response.send(compress ? program.gzip : program.plain);
  };
}

/** `POST /invite/SURVEY/shown?place=&lang=`: from the portal's page, so from another site, and without a session. */
export function countShown(world: CitizenWorld, invitations: Invitations) {
  return async (request: Request<{ survey: string }>, response: Response) => {
    const { survey } = request.params;
    const now = invitations.clock();
    // The portal may see that it was counted: an answer held back would be an error in its console.
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    if (!(await invitingSurvey(world, survey, now))) return void response.status(404).end();
    const sent = {
      ...Object.fromEntries(sentWith(request)),
      ...Object.fromEntries(new URL(request.url, "http://here").searchParams),
    };
    const language = invitations.languages.codes.find((code) => code === sent.lang) ?? "other";
    const place = placeFrom(sent.place);
    world.counting.count({ survey, day: dayOf(now), stage: "shown", page: "", language, place });
    response.status(204).end();
  };
}

/** `GET /i/SURVEY/PLACE`: what is typed from a poster, where a telephone begins with a capital. The survey's page counts the click. */
export const followShort: Handler = async ({ params, query, offered }, world) => {
  const survey = (params.survey ?? "").toLowerCase();
  if (!(await world.catalogue.find(survey))) return refused({ kind: "unknown-survey" });
  const from = placeFrom((params.place ?? "").toLowerCase());
  const lang = offered.find((code) => code === query.lang?.toLowerCase());
  return seeOther(`/s/${survey}?from=${from}${lang === undefined ? "" : `&lang=${lang}`}`);
};

function sentWith(request: Request): URLSearchParams {
  return new URLSearchParams(typeof request.body === "string" ? request.body : "");
}

/** Simulated surveys have showings to count, too. */
async function invitingSurvey(world: CitizenWorld, id: string, now: Date): Promise<Listed | undefined> {
  const listed = await world.catalogue.find(id);
  return listed && stateOf(listed.survey, dayOf(now)).state === "open" ? listed : undefined;
}

interface Program {
  readonly version: string;
  readonly plain: string;
  readonly gzip: Buffer;
}

function programOf(inviting: Listed, invitations: Invitations): Program | undefined {
  const texts = textsOf(inviting, invitations.languages);
  if (Object.keys(texts).length === 0) return undefined;
  const given = JSON.stringify({ origin: invitations.publicUrl.origin, survey: inviting.survey.id, texts });
  // Without the comments and the indentation, which are for whoever reads the source.
  const source = invitations.program
    .trim()
    .replace(/;$/, "")
    .replace(/^\s*(\/\/.*\n\s*)*/gm, "");
  const plain = `(${source})(${given});`;
  return { version: inviting.newest.version, plain, gzip: gzipSync(plain, { level: 9 }) };
}

interface BannerTexts {
  readonly title: string;
  readonly text: string;
  readonly go: string;
  readonly dismiss: string;
  readonly dir: string;
}

function textsOf({ newest }: Listed, languages: Languages): Readonly<Record<string, BannerTexts>> {
  const { definition } = newest;
  const offered = definition.languages.filter((code) => languages.codes.includes(code));
  return Object.fromEntries(offered.map((language) => [language, bannerTexts(definition, language, languages)]));
}

function bannerTexts(definition: Definition, language: string, languages: Languages): BannerTexts {
  const translate = languages.translator(language);
  return {
    title: words(definition.title, { language }),
    text: translate("invitation.text", { count: definition.minutes }),
    go: translate("invitation.go"),
    dismiss: translate("invitation.dismiss"),
    dir: translate("direction"),
  };
}
