/** Where two coders differ. Nobody sees it while a text still waits for its second coder: whoever knew the first code would not code independently. */
import { isDisputed } from "../../records/coding.ts";
import { page, seeOther } from "../../web/reply.ts";
import { itemWords } from "../report/question-table.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler } from "../world.ts";
import { addressOf, codeWords, hasTooFew, isCodeOf, progressOf, standingOf } from "./standing.ts";
import { noteReading } from "./texts.ts";

const A_PAGE = 20;

export const showDifferences: StaffHandler = async (visit, world) => {
  const standing = await standingOf(visit, world);
  if (!standing) return refuse("not-found");
  const { survey, item, frame, coded, open } = standing;
  if (!frame) return seeOther(addressOf(standing));
  const { half, disputed } = progressOf(standing);
  const isOpen = half === 0 && !hasTooFew(standing);
  const codes = codeWords(frame, visit);
  const labelOf = (id: string) => codes.find((code) => code.id === id)?.label ?? id;
  // Marks are hashes: their order follows nothing that a citizen did.
  const texts = [...coded.values()].filter(isDisputed).slice(0, isOpen ? A_PAGE : 0);
  if (texts.length > 0) await noteReading(standing, visit, world);
  const title = itemWords(item, visit.language);
  return page("admin/coding/differences", `${title} – ${visit.translate("admin.coding.differences")}`, {
    ...surveyHead(survey, visit, "coding", title),
    back: addressOf(standing),
    here: `${addressOf(standing)}/differences`,
    waits: isOpen ? "" : visit.translate("admin.coding.differencesWait", { count: half }),
    none: isOpen && disputed === 0,
    any: texts.length > 0,
    texts: texts.map(({ mark, codings }, at) => ({
      mark,
      row: at + 1,
      text: open.texts.get(mark) ?? "",
      said: codings.map(({ coder, code }) => ({ coder, code: labelOf(code) })),
      codes: codes.map(({ id, label }) => ({ id, label, said: codings.some(({ code }) => code === id) })),
    })),
  });
};

export const settleDifference: StaffHandler = async (visit, world) => {
  const standing = await standingOf(visit, world);
  const [mark = "", code = ""] = [visit.fields.mark?.[0], visit.fields.code?.[0]];
  if (!standing || !visit.member) return refuse("not-found");
  const { survey, item, frame, coded } = standing;
  const said = coded.get(mark);
  if (!frame || !isCodeOf(frame, code)) return refuse("malformed");
  // Settled meanwhile by somebody else, withdrawn, or not to be seen yet.
  const isTheirs = said && isDisputed(said) && progressOf(standing).half === 0 && !hasTooFew(standing);
  if (isTheirs) {
    await world.storage.codings.settle(survey.id, { question: item.id, mark, code });
    await world.note(visit, "coding-settled", `${survey.id} ${item.id}`, visit.member.name);
  }
  return seeOther(`${addressOf(standing)}/differences`);
};
