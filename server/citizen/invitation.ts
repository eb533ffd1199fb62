/** The banner that a portal embeds, and the count of its showings: no cookie, no identifier, at most once per visit. */
import type { Request, Response } from "express";
import { placeFrom } from "../records/funnel.ts";
import { dayOf } from "../records/month.ts";
import { stateOf } from "../records/survey.ts";
import type { Clock } from "../records/world.ts";
import type { Languages } from "../web/languages.ts";
import type { Listed } from "./catalogue.ts";
import { words } from "./start.ts";
import type { CitizenWorld } from "./world.ts";

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
  return async (request: Request<{ file: string }>, response: Response) => {
    const id = request.params.file.replace(/\.js$/, "");
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    response.setHeader("Cache-Control", "public, max-age=300");
    response.type("text/javascript");
    const inviting = await invitingSurvey(world, id, invitations.clock());
    const texts = inviting ? textsOf(inviting, invitations.languages) : {};
    const hasWords = Object.keys(texts).length > 0;
    response.status(hasWords ? 200 : 404).send(hasWords ? program(id, texts, invitations) : "");
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

function sentWith(request: Request): URLSearchParams {
  return new URLSearchParams(typeof request.body === "string" ? request.body : "");
}

/** Simulated surveys have showings to count, too. */
async function invitingSurvey(world: CitizenWorld, id: string, now: Date): Promise<Listed | undefined> {
  const listed = await world.catalogue.find(id);
  return listed && stateOf(listed.survey, dayOf(now)).state === "open" ? listed : undefined;
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
  return Object.fromEntries(
    offered.map((language) => {
      const translate = languages.translator(language);
      return [
        language,
        {
          title: words(definition.title, { language }),
          text: translate("invitation.text", { count: definition.minutes }),
          go: translate("invitation.go"),
          dismiss: translate("invitation.dismiss"),
          dir: translate("direction"),
        },
      ];
    }),
  );
}

function program(
  survey: string,
  texts: Readonly<Record<string, BannerTexts>>,
  { publicUrl, program: source }: Invitations,
): string {
  return `(${source.trim().replace(/;$/, "")})(${JSON.stringify({ origin: publicUrl.origin, survey, texts })});`;
}
