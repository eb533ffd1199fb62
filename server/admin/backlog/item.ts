/** One problem of one service: its history, whether it is named less since it was fixed, and its next step. */
import { BACKLOG_STATUSES, currentOf } from "../../records/backlog.ts";
import { page, seeOther } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit } from "../world.ts";
import { type FieldFault, unitFaults } from "./backlog.ts";
import { type BacklogStanding, backlogOf, itemView, repeatOf, repeatWords } from "./standing.ts";

export const showItem: StaffHandler = async (visit, world) => {
  const standing = await backlogOf(visit, world);
  return standing ? itemPage(standing, visit, []) : refuse("not-found");
};

export const changeItem: StaffHandler = async (visit, world) => {
  const standing = await backlogOf(visit, world);
  const item = standing?.items.find(({ id }) => id === visit.params.item);
  if (!standing || !item || !visit.member) return refuse("not-found");
  const status = BACKLOG_STATUSES.find((known) => known === visit.fields.status?.[0]);
  const unit = (visit.fields.unit?.[0] ?? "").normalize("NFC").trim();
  if (!status) return refuse("malformed");
  const errors = unitFaults(unit, visit.translate);
  if (errors.length > 0) return itemPage(standing, visit, errors);
  const now = currentOf(item);
  if (now.status === status && now.unit === unit) return seeOther(itemView(standing, item, visit).address);
  const made = { status, unit, on: standing.today, who: visit.member.name };
  const seen = Number(visit.fields.seen?.[0]);
  const outcome = await world.storage.backlog.change(standing.survey.id, item.id, made, seen);
  if (outcome !== "changed")
    return itemPage(standing, visit, [{ field: "status", message: visit.translate("admin.backlog.stale") }]);
  await world.note(
    visit,
    "problem-changed",
    `${standing.survey.id} ${item.category} ${item.service}: ${status}`,
    visit.member.name,
  );
  return seeOther(itemView(standing, item, visit).address);
};

function itemPage(standing: BacklogStanding, visit: StaffVisit, errors: readonly FieldFault[]): StaffReply {
  const item = standing.items.find(({ id }) => id === visit.params.item);
  if (!item) return refuse("not-found");
  const { translate } = visit;
  const { day } = figuresIn(visit.language);
  const shown = itemView(standing, item, visit);
  const repeat = repeatOf(standing, item);
  const current = currentOf(item);
  const messageOf = (field: string) => errors.find((error) => error.field === field)?.message ?? "";
  const view = {
    ...surveyHead(standing.survey, visit, "backlog", shown.title),
    ...{ item: shown, here: shown.address, back: `/admin/surveys/${standing.survey.id}/backlog` },
    note: `/admin/surveys/${standing.survey.id}/notes?item=${item.id}#note-form`,
    failed: errors.length > 0,
    errors,
    changes: visit.member?.role === "administrator",
    seen: item.changes.length,
    unit: visit.fields.unit?.[0] ?? current.unit,
    unitMessage: messageOf("unit"),
    statuses: BACKLOG_STATUSES.map((id) => ({
      id,
      words: translate(`admin.backlog.status.${id}`),
      chosen: id === (visit.fields.status?.[0] ?? current.status),
    })),
    repeat: repeat ? repeatWords(repeat, visit) : "",
    history: item.changes.map(({ status, unit, on, who }) => ({
      on: day(on),
      status: translate(`admin.backlog.status.${status}`),
      unit,
      who,
    })),
  };
  const isWrong = errors.length > 0;
  return page(
    "admin/backlog/item",
    isWrong ? translate("error.titled", { title: shown.title }) : shown.title,
    view,
    isWrong ? 422 : 200,
  );
}
