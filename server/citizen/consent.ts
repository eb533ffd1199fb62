/** The consent screen: agree or decline. Going on past it is the consent; nothing is kept of who looked at it. */

import type { Draft } from "../records/draft.ts";
import { DIRECT } from "../records/funnel.ts";
import { isKiosk } from "../records/session.ts";
import type { Definition } from "../survey/definition.ts";
import { page, type Reply, seeOther } from "../web/reply.ts";
import type { View } from "../web/views.ts";
import { control, type Visit } from "../web/visit.ts";
import { noteArrival } from "./arrival.ts";
import type { Edition, Listed } from "./catalogue.ts";
import { oncePer } from "./once-per.ts";
import { leaveQueue, wayToQueue } from "./queue.ts";
import { paragraphsOf, words } from "./start.ts";
import { leaveFor } from "./stop.ts";
import { sentBefore } from "./submission.ts";
import {
  type Admitted,
  admit,
  type CitizenWorld,
  countNow,
  countOnce,
  type Handler,
  isReply,
  journeyIn,
  openSurvey,
  ownerOf,
  stepAddress,
} from "./world.ts";

export const showConsent: Handler = async (visit, world) => {
  const asked = await askable(visit, world);
  if (isReply(asked)) return asked;
  const { listed, person } = asked;
  const { id } = listed.survey;
  const held = await world.drafts.find(ownerOf(listed, person));
  const edition = held && listed.edition(held.draft.version);
  if (held && edition) return seeOther(stepAddress(id, journeyIn(edition, held.draft).next));
  const waiting = await wayToQueue(visit, world, asked);
  if (waiting) return waiting;
  countOnce(visit, world, id, "consent_shown");
  return consentPage(listed, visit, world, false);
};

export const decide: Handler = async (visit, world) => {
  const asked = await askable(visit, world);
  if (isReply(asked)) return asked;
  const { listed, person } = asked;
  const { id } = listed.survey;
  if (control(visit, "go") === "decline") {
    countOnce(visit, world, id, "declined");
    await leaveQueue(visit, world);
    // On a tablet for everybody the next person must not be able to go on as this one.
    return isKiosk(visit.session) ? leaveFor(visit, world) : seeOther(`/s/${id}/declined`);
  }
  const waiting = await wayToQueue(visit, world, asked);
  if (waiting) return waiting;
  // Nobody has agreed to a text that they were not shown. Who is under way goes on under the text they agreed to.
  const shown = visit.fields.consent?.[0];
  if (shown !== listed.newest.consent && !(await world.drafts.find(ownerOf(listed, person))))
    return consentPage(listed, visit, world, true);
  const { held, isNew } = await beginDraft(listed, visit, world, person);
  if (isNew) {
    countNow(visit, world, id, "agreed");
    await noteArrival(held, listed.newest.definition, visit, world);
  }
  const edition = listed.edition(held.draft.version) ?? listed.newest;
  return seeOther(stepAddress(id, journeyIn(edition, held.draft).next));
};

/** Who is signed in and has not taken part yet: they can be asked. */
async function askable(visit: Visit, world: CitizenWorld): Promise<Admitted | Reply> {
  const admitted = await admit(visit, world);
  if (isReply(admitted)) return admitted;
  return (await sentBefore(visit, world)) ?? admitted;
}

export const showDeclined: Handler = async (visit, world) => {
  const listed = await openSurvey(visit, world);
  if (isReply(listed)) return listed;
  return page("citizen/declined", visit.translate("declined.title"), { back: `/s/${listed.survey.id}` });
};

async function beginDraft(
  listed: Listed,
  visit: Visit,
  world: CitizenWorld,
  person: { issuer: string; subject: string },
) {
  const owner = ownerOf(listed, person);
  const present = await world.drafts.find(owner);
  if (present) return { held: present, isNew: false };
  const place = visit.session.places[listed.survey.id] ?? DIRECT;
  const seed = Buffer.from(world.random.bytes(9)).toString("base64url");
  const held = await world.drafts.begin(owner, emptyDraft(listed.newest, place, seed), visit.now);
  // Of two presses at once, one began it.
  return { held, isNew: held.draft.seed === seed };
}

function emptyDraft({ version, consent }: Edition, place: string, seed: string): Draft {
  return { version, consent, place, seed, answers: {}, passed: [], shown: {}, flags: [] };
}

/** `changed`: the text is another one than the one that was agreed to. It is nobody's mistake, and so no error. */
async function consentPage(listed: Listed, visit: Visit, world: CitizenWorld, changed: boolean): Promise<Reply> {
  const view = views(listed, `${visit.language} ${changed}`, () => ({ ...consentView(listed, visit), changed }));
  return {
    ...page("citizen/consent", visit.translate("consent.title"), view),
    trustedTypes: "pikir-challenge",
    blanks: { challenge: await world.challenging.next(visit.now) },
  };
}

const views = oncePer<Listed, View>();

export function consentView(listed: Listed, visit: Visit) {
  const { definition, consent } = listed.newest;
  return {
    action: `/s/${listed.survey.id}/consent`,
    name: words(definition.title, visit),
    open: definition.access === "open",
    panel: definition.consent.panel ? paragraphsOf(words(definition.consent.panel, visit)) : [],
    sections: sectionsOf(definition, visit),
    consent,
    textVersion: consent.slice(0, 12),
  };
}

/** What is said of devices stands before the last section, which is the agreeing itself. */
function sectionsOf({ consent }: Definition, visit: Visit) {
  const sections = consent.sections.map(({ heading, body }) => ({
    heading: words(heading, visit),
    paragraphs: paragraphsOf(words(body, visit)),
  }));
  if (!consent.device) return sections;
  const device = {
    heading: visit.translate("consent.device"),
    paragraphs: paragraphsOf(words(consent.device, visit)),
  };
  return [...sections.slice(0, -1), device, ...sections.slice(-1)];
}
