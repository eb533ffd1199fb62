/**
 * One-time codes from the staff's area. They are kept nowhere: the page after their making carries the seed they are made of,
 * sealed, so that the same codes can be had as a table and as cards for half an hour, by whoever made them.
 */
import { z } from "zod";
import {
  codesByPlace,
  FEWEST_OF_PLACE,
  isLargeEnough,
  leftAlone,
  MOST_ALONE,
  madeAlone,
  makingNote,
  newBatch,
} from "../../records/code-batch.ts";
import { DIRECT, placeFrom } from "../../records/funnel.ts";
import { dayOf } from "../../records/month.ts";
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { sumsBy } from "../../reports/counter-cube.ts";
import { sightOf } from "../../reports/panel.ts";
import { page } from "../../web/reply.ts";
import { seal, unseal } from "../../web/sealed.ts";
import { figuresIn } from "../figures.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";

/** More are made by the command, or by making some again. */
const MOST_CODES = 1000;

const FAULTS = ["count", "place", "small", "closed", "alone"] as const;
type Fault = (typeof FAULTS)[number];
/** Of one person's makings as many are added up; each is one code at least. */
const MOST_READ = 10_000;

const shape = z.strictObject({
  survey: z.string(),
  count: z.number(),
  place: z.string().nullable(),
  seed: z.string(),
  name: z.string(),
  at: z.number(),
});

const LASTS = 30 * 60_000;

export const showCodes: StaffHandler = async (visit, world) => {
  const survey = await codedSurvey(visit, world);
  return survey ? codesPage(survey, visit, world, undefined) : refuse("unknown-survey");
};

export const makeCodes: StaffHandler = async (visit, world) => {
  const survey = await codedSurvey(visit, world);
  const { member, fields, now } = visit;
  if (!survey || !member) return refuse("unknown-survey");
  const count = Number(fields.count?.[0]);
  const place = fields.place?.[0] || null;
  const fault = await faultIn(survey, count, place, world);
  if (fault) return codesPage(survey, visit, world, fault);
  const made = { survey: survey.id, count, place, seed: Buffer.from(world.random.bytes(32)).toString("base64url") };
  const batch = newBatch(place, count, dayOf(now), world.random);
  const about = makingNote(survey.id, count, place);
  const deed = { at: now.getTime(), who: member.name, act: "codes-made", about } as const;
  const outcome = await world.storage.codes.make(survey.id, world.codes.marks(made), batch, deed);
  if (outcome !== "added") return codesPage(survey, visit, world, outcome === "too-many" ? "alone" : "closed");
  const ticket = seal(JSON.stringify({ ...made, name: member.name, at: now.getTime() }), world.codesKey, world.random);
  const { whole } = figuresIn(visit.language);
  return page("admin/surveys/codes-made", visit.translate("admin.codes.madeTitle"), {
    ...surveyHead(survey, visit, "invite", visit.translate("admin.codes.madeTitle")),
    made: visit.translate("admin.codes.made", { count, made: whole(count) }),
    ticket: ticket.toString("base64url"),
  });
};

/** The same codes as a file, as often as they are asked for in time. */
export const downloadCodes: StaffHandler = async (visit, world) => {
  const survey = await codedSurvey(visit, world);
  const made = madeIn(visit, world);
  if (!survey || made?.survey !== survey.id) return refuse("form-expired");
  const name = `${survey.id}-codes-${dayOf(visit.now)}`;
  if (visit.fields.kind?.[0] === "sheet")
    return { kind: "html", name: `${name}.html`, content: await world.codes.sheet(made, survey) };
  return { kind: "csv", name: `${name}.csv`, content: world.codes.csv(made) };
};

function madeIn({ fields, member, now }: StaffVisit, { codesKey }: StaffWorld) {
  const plain = unseal(Buffer.from(fields.ticket?.[0] ?? "", "base64url"), codesKey);
  const made = plain === undefined ? undefined : shape.parse(JSON.parse(plain));
  if (!made || made.name !== member?.name || Math.abs(now.getTime() - made.at) > LASTS) return undefined;
  return made;
}

async function codedSurvey(visit: StaffVisit, world: StaffWorld): Promise<PublishedSurvey | undefined> {
  const survey = await surveyOf(visit, world);
  return survey && !survey.simulated && newestOf(survey).definition.access === "codes" ? survey : undefined;
}

/** Of a panel nothing is broken down, whatever its size. */
function tellsPlaces(survey: PublishedSurvey): boolean {
  return sightOf(survey) === "everything";
}

async function faultIn(
  survey: PublishedSurvey,
  count: number,
  place: string | null,
  { storage }: StaffWorld,
): Promise<Fault | undefined> {
  if (survey.closedOn !== undefined) return "closed";
  if (!Number.isInteger(count) || count < 1 || count > MOST_CODES) return "count";
  if (place === null) return undefined;
  if (placeFrom(place) !== place || place === DIRECT || place === "other" || place.startsWith("kiosk")) return "place";
  return tellsPlaces(survey) && isLargeEnough(await storage.codes.batches(survey.id), place, count)
    ? undefined
    : "small";
}

/** Whoever made all codes but one could answer all but once, and read off what the one said. */
async function leftTo(who: string, survey: string, { storage }: StaffWorld): Promise<number> {
  const deeds = await storage.audit.page([], undefined, MOST_READ, { who, act: "codes-made" });
  return leftAlone(madeAlone(deeds, survey, who), await storage.codes.count(survey));
}

async function codesPage(
  survey: PublishedSurvey,
  visit: StaffVisit,
  world: StaffWorld,
  fault: Fault | undefined,
): Promise<StaffReply> {
  const { translate, language, fields } = visit;
  const { codes, participations } = world.storage;
  const { whole, day } = figuresIn(language);
  const head = surveyHead(survey, visit, "invite", translate("admin.codes.title"));
  const left = visit.member ? await leftTo(visit.member.name, survey.id, world) : 0;
  const values = {
    most: whole(MOST_CODES),
    fewest: whole(FEWEST_OF_PLACE),
    left: whole(left),
    alone: whole(MOST_ALONE),
  };
  const field = fault === "place" || fault === "small" ? "place" : "count";
  const message = fault ? translate(`admin.codes.wrong.${fault}`, values) : "";
  const batches = await codes.batches(survey.id);
  const places = codesByPlace(batches, tellsPlaces(survey) ? await agreedFrom(survey, visit, world) : () => 0);
  const view = {
    ...head,
    failed: fault !== undefined,
    errors: fault ? [{ field, message }] : [],
    countMessage: field === "count" ? message : "",
    placeMessage: field === "place" ? message : "",
    count: fields.count?.[0] ?? "",
    place: fields.place?.[0] ?? "",
    most: MOST_CODES,
    countHint: translate(left === 0 ? "admin.codes.wrong.alone" : "admin.codes.countHint", {
      ...values,
      most: whole(Math.min(MOST_CODES, left)),
    }),
    placeHint: translate("admin.codes.placeHint", values),
    open: survey.closedOn === undefined,
    total: translate("admin.invite.codes", {
      made: whole(await codes.count(survey.id)),
      used: whole(await participations.count(survey.id)),
    }),
    any: places.length > 0,
    agreedHint: translate("admin.codes.agreedHint", values),
    given: places.map(({ place, batches: several, made, lastMadeOn, agreed }) => ({
      place: place ?? translate("admin.codes.noPlace"),
      batches: whole(several),
      made: whole(made),
      lastMadeOn: day(lastMadeOn),
      agreed: agreed === null ? "–" : translate("admin.codes.atLeast", { agreed: whole(agreed) }),
    })),
  };
  const title = fault ? translate("error.titled", { title: head.heading }) : head.heading;
  return page("admin/surveys/codes", title, view, fault ? 422 : 200);
}

/** How many who came from a place agreed until yesterday. */
async function agreedFrom({ id }: PublishedSurvey, { now }: StaffVisit, { counts }: StaffWorld) {
  const cube = await counts.cube(id, now, await counts.now(id, now));
  const sums = sumsBy(cube, "place");
  return (place: string) => sums.of(place, "agreed");
}
