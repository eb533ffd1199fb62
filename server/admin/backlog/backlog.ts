/** The backlog of a survey: what citizens named, who mends it and by when, and how the loop fares. */

import type { BacklogItem } from "../../records/backlog.ts";
import { dueAfter, isUnknownYear } from "../../records/working-days.ts";
import { indicatorsOf, type LoopIndicators } from "../../reports/feedback.ts";
import { page, seeOther } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";
import { type BacklogStanding, backlogOf, categoryWords, itemView, repeatOf } from "./standing.ts";

const MOST_DAYS = 365;
const MOST_UNIT = 120;
/** As in `?from=SERVICE`. */
const SERVICE = /^[a-z0-9][a-z0-9-]{0,39}$/;

export const showBacklog: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  const standing = await backlogOf(visit, world);
  if (!standing) {
    const title = visit.translate("admin.place.backlog");
    return page("admin/backlog/none", title, { ...surveyHead(survey, visit, "backlog", title) });
  }
  if (visit.wantsJson) return { kind: "json", value: await backlogJson(standing, world) };
  return backlogPage(standing, visit, world, []);
};

/** Adds an item: its due date follows from the agreement of its category. */
export const addItem: StaffHandler = async (visit, world) => {
  const standing = await backlogOf(visit, world);
  if (!standing || !visit.member) return refuse("unknown-survey");
  const typed = typedIn(visit);
  const agreement = await world.storage.backlog.agreement(standing.survey.id);
  const days = agreement[typed.category];
  const errors = itemFaults(typed, standing, days, visit);
  if (errors.length > 0 || days === undefined) return backlogPage(standing, visit, world, errors);
  const dueOn = dueAfter(standing.today, days, world.calendar());
  if (isUnknownYear(dueOn)) return backlogPage(standing, visit, world, [yearFault(dueOn.unknownYear, visit)]);
  const first = { status: "reported", unit: typed.unit, on: standing.today, who: visit.member.name } as const;
  const id = Buffer.from(world.random.bytes(8)).toString("hex");
  const { category, service } = typed;
  const made = { survey: standing.survey.id, id, category, service, days, reportedOn: standing.today, dueOn };
  if ((await world.storage.backlog.add({ ...made, changes: [first] })) === "there-already")
    return backlogPage(standing, visit, world, [{ field: "service", message: visit.translate("admin.backlog.there") }]);
  await world.note(visit, "problem-added", `${made.survey} ${category} ${service}`, visit.member.name);
  return seeOther(`/admin/surveys/${made.survey}/backlog/${id}`);
};

/** Replaces the agreement; items that are there keep their due dates. */
export const agree: StaffHandler = async (visit, world) => {
  const standing = await backlogOf(visit, world);
  if (!standing || !visit.member) return refuse("unknown-survey");
  const given = standing.question.options.map(
    ({ id }) => [id, (visit.fields[`days-${id}`]?.[0] ?? "").trim()] as const,
  );
  const wrong = given.filter(([, typed]) => typed !== "" && !(/^\d{1,3}$/.test(typed) && isTerm(Number(typed))));
  if (wrong.length > 0) {
    const message = visit.translate("admin.backlog.wrongDays", { most: MOST_DAYS });
    return backlogPage(
      standing,
      visit,
      world,
      wrong.map(([id]) => ({ field: `days-${id}`, message })),
    );
  }
  const agreement = Object.fromEntries(
    given.flatMap(([id, typed]) => (typed === "" ? [] : [[id, Number(typed)] as const])),
  );
  await world.storage.backlog.agree(standing.survey.id, agreement);
  await world.note(visit, "agreement-changed", standing.survey.id, visit.member.name);
  return seeOther(`/admin/surveys/${standing.survey.id}/backlog`);
};

function isTerm(days: number): boolean {
  return days >= 1 && days <= MOST_DAYS;
}

export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

interface TypedItem {
  readonly category: string;
  readonly service: string;
  readonly unit: string;
}

function typedIn({ fields }: StaffVisit): TypedItem {
  const typed = (name: string) => (fields[name]?.[0] ?? "").normalize("NFC").trim();
  return { category: typed("category"), service: typed("service").toLowerCase(), unit: typed("unit") };
}

function itemFaults(
  { category, service, unit }: TypedItem,
  { question }: BacklogStanding,
  days: number | undefined,
  { translate }: StaffVisit,
): readonly FieldFault[] {
  const fault = (field: string, message: string): readonly FieldFault[] => [{ field, message }];
  const isKnown = question.options.some(({ id }) => id === category);
  return [
    ...(isKnown ? [] : fault("category", translate("admin.backlog.pickCategory"))),
    ...(isKnown && days === undefined ? fault("category", translate("admin.backlog.noAgreement")) : []),
    ...(SERVICE.test(service) ? [] : fault("service", translate("admin.backlog.wrongService"))),
    ...unitFaults(unit, translate),
  ];
}

export function unitFaults(unit: string, translate: StaffVisit["translate"]): readonly FieldFault[] {
  const isGood = unit.length > 0 && unit.length <= MOST_UNIT;
  return isGood ? [] : [{ field: "unit", message: translate("admin.backlog.wrongUnit", { most: MOST_UNIT }) }];
}

function yearFault(year: number, visit: StaffVisit): FieldFault {
  return { field: "category", message: visit.translate("admin.backlog.noCalendar", { year: String(year) }) };
}

async function backlogPage(
  standing: BacklogStanding,
  visit: StaffVisit,
  world: StaffWorld,
  errors: readonly FieldFault[],
): Promise<StaffReply> {
  const { survey, question, items, report } = standing;
  const { translate, language } = visit;
  const title = translate("admin.place.backlog");
  const head = surveyHead(survey, visit, "backlog", title);
  const agreement = await world.storage.backlog.agreement(survey.id);
  const typed = typedIn(visit);
  const messageOf = (field: string) => errors.find((error) => error.field === field)?.message ?? "";
  const view = {
    ...head,
    failed: errors.length > 0,
    errors,
    here: `/admin/surveys/${survey.id}/backlog`,
    notes: `/admin/surveys/${survey.id}/notes`,
    changes: visit.member?.role === "administrator",
    items: items.map((item) => itemView(standing, item, visit)),
    none: items.length === 0,
    indicators: indicatorWords(indicators(standing, world), visit),
    services: (report.over_time?.places ?? []).map(({ place }) => place).filter((place) => SERVICE.test(place)),
    agreed: Object.keys(agreement).length > 0,
    terms: question.options.map(({ id }) => ({
      id: `days-${id}`,
      words: categoryWords(standing, id, language),
      days: visit.fields[`days-${id}`]?.[0] ?? String(agreement[id] ?? ""),
      message: messageOf(`days-${id}`),
    })),
    categories: question.options.map(({ id }) => ({
      id,
      words: categoryWords(standing, id, language),
      chosen: id === typed.category,
    })),
    typed,
    messages: { category: messageOf("category"), service: messageOf("service"), unit: messageOf("unit") },
  };
  const words = `${title} – ${head.name}`;
  const isWrong = errors.length > 0;
  return page(
    "admin/backlog/backlog",
    isWrong ? translate("error.titled", { title: words }) : words,
    view,
    isWrong ? 422 : 200,
  );
}

function indicators(standing: BacklogStanding, world: StaffWorld): LoopIndicators {
  const repeats = standing.items.flatMap((item) => repeatOf(standing, item) ?? []);
  return indicatorsOf(standing.items, repeats, standing.today, world.calendar());
}

function indicatorWords({ time_to_fix, within_agreement, repeat }: LoopIndicators, visit: StaffVisit) {
  const { whole, decimal, percent, interval } = figuresIn(visit.language);
  const { translate } = visit;
  const { share, low, high, base, count } = within_agreement;
  const compared = repeat.fewer + repeat.more + repeat.noise;
  return [
    {
      name: translate("admin.backlog.timeToFix"),
      value:
        time_to_fix.median === null
          ? "–"
          : translate("admin.backlog.workingDays", { days: decimal(time_to_fix.median) }),
      means: translate("admin.backlog.timeToFixMeans", {
        n: whole(time_to_fix.n),
        least: whole(time_to_fix.least ?? 0),
        most: whole(time_to_fix.most ?? 0),
      }),
    },
    {
      name: translate("admin.backlog.inTime"),
      value: percent(share),
      means: translate("admin.backlog.inTimeMeans", {
        fixed: whole(count),
        base: whole(base),
        interval: interval(low, high),
      }),
    },
    {
      name: translate("admin.backlog.repeated"),
      value: translate("admin.backlog.repeatedValue", { fewer: whole(repeat.fewer), compared: whole(compared) }),
      means: translate("admin.backlog.repeatedMeans", {
        more: whole(repeat.more),
        noise: whole(repeat.noise),
        few: whole(repeat["too-few"]),
      }),
    },
  ];
}

async function backlogJson(standing: BacklogStanding, world: StaffWorld): Promise<object> {
  const { survey, question, items } = standing;
  const withRepeat = (item: BacklogItem) => ({ ...item, repeat: repeatOf(standing, item) ?? null });
  return {
    survey: survey.id,
    question: question.id,
    agreement: await world.storage.backlog.agreement(survey.id),
    indicators: indicators(standing, world),
    items: items.map(withRepeat),
  };
}
