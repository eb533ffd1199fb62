/**
 * Coding by hand: one text after the other, drawn at random each time, and beside it nothing else that its writer answered. A
 * code that is suggested stands first and is chosen by nobody but the coder.
 */
import { suggestions } from "../../records/coding.ts";
import { dayOf } from "../../records/month.ts";
import { page, seeOther } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { itemWords } from "../report/question-table.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";
import { addressOf, codeWords, hasTooFew, isCodeOf, type Standing, standingOf, waitingFor } from "./standing.ts";

export const showText: StaffHandler = async (visit, world) => {
  const standing = await standingOf(visit, world);
  if (!standing || !visit.member) return refuse("not-found");
  const { frame } = standing;
  if (!frame) return seeOther(addressOf(standing));
  const waiting = hasTooFew(standing) ? [] : waitingFor(visit.member.name, standing);
  const mark = waiting[waiting.length > 1 ? world.random.integer(waiting.length) : 0] ?? "";
  const text = standing.open.texts.get(mark) ?? "";
  if (mark !== "") await noteReading(standing, visit, world);
  return textPage(standing, { mark, text, waiting: waiting.length }, visit);
};

export const codeText: StaffHandler = async (visit, world) => {
  const standing = await standingOf(visit, world);
  const [mark = "", code = ""] = [visit.fields.mark?.[0], visit.fields.code?.[0]];
  if (!standing || !visit.member) return refuse("not-found");
  const { frame, survey, item, open } = standing;
  if (!frame || hasTooFew(standing)) return seeOther(addressOf(standing));
  // Gone meanwhile, or a code of an older version: the next text shows what there is now.
  if (!open.texts.has(mark) || !isCodeOf(frame, code)) return seeOther(`${addressOf(standing)}/texts`);
  const coding = { question: item.id, mark, coder: visit.member.name, code };
  const outcome = await world.storage.codings.code(survey.id, coding, frame.coders);
  return seeOther(`${addressOf(standing)}/texts${outcome === "kept" ? `?last=${mark}` : ""}`);
};

export const takeBackCode: StaffHandler = async (visit, world) => {
  const standing = await standingOf(visit, world);
  if (!standing || !visit.member) return refuse("not-found");
  const { survey, item } = standing;
  const own = { question: item.id, mark: visit.fields.mark?.[0] ?? "", coder: visit.member.name };
  await world.storage.codings.takeBack(survey.id, own);
  return seeOther(`${addressOf(standing)}/texts`);
};

interface Drawn {
  readonly mark: string;
  readonly text: string;
  readonly waiting: number;
}

function textPage(standing: Standing, { mark, text, waiting }: Drawn, visit: StaffVisit): StaffReply {
  const { survey, item, coded, open, frame } = standing;
  if (!frame) return refuse("not-found");
  const { whole } = figuresIn(visit.language);
  const codes = codeWords(frame, visit);
  const found = new Map(suggestions(frame, text).map(({ code, keyword }) => [code, keyword]));
  const why = (id: string) => {
    const keyword = found.get(id);
    return keyword === undefined ? "" : visit.translate("admin.coding.suggested", { keyword });
  };
  const ordered = [...codes.filter(({ id }) => found.has(id)), ...codes.filter(({ id }) => !found.has(id))];
  const own = [...coded.values()].filter(({ codings }) => codings.some(({ coder }) => coder === visit.member?.name));
  const last = lastCode(standing, visit);
  const title = itemWords(item, visit.language);
  const view = {
    ...surveyHead(survey, visit, "coding", title),
    back: addressOf(standing),
    here: `${addressOf(standing)}/texts`,
    mark,
    text,
    codes: ordered.map((code) => ({ ...code, why: why(code.id) })),
    progress: visit.translate("admin.coding.progress", { done: whole(own.length), waiting: whole(waiting) }),
    any: mark !== "",
    few: hasTooFew(standing),
    fewWords: visit.translate("admin.coding.few", { count: open.responses }),
    last: last && { mark: visit.query.last ?? "", words: visit.translate("admin.coding.lastWas", { code: last }) },
  };
  return page("admin/coding/text", `${title} – ${visit.translate("admin.coding.texts")}`, view);
}

/** How the coder coded the text before, for whom the button was the wrong one. */
function lastCode({ coded, frame }: Standing, visit: StaffVisit): string | null {
  const said = coded.get(visit.query.last ?? "");
  const own = said?.codings.find(({ coder }) => coder === visit.member?.name);
  if (!frame || !said || !own || said.codings.length > 1) return null;
  return codeWords(frame, visit).find(({ id }) => id === own.code)?.label ?? null;
}

/** Whom this process has put on record today as reading what. */
const noted = new WeakMap<StaffWorld, Set<string>>();

/** On record once a day, for a line for every text would say when each was coded. */
export async function noteReading({ survey, item }: Standing, visit: StaffVisit, world: StaffWorld): Promise<void> {
  if (!visit.member) return;
  const about = `${survey.id} ${item.id}`;
  const before = noted.get(world) ?? new Set();
  const name = JSON.stringify([dayOf(visit.now), visit.member.name, about]);
  if (before.has(name)) return;
  noted.set(world, before.add(name));
  await world.note(visit, "texts-read", about, visit.member.name);
}
