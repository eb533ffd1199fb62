/** The receipt: what was agreed to, when (to the month), and the code that can withdraw. It lives in the sealed cookie for half an hour. */
import { monthOf } from "../records/month.ts";
import { RECEIPT_LIMIT } from "../records/session.ts";
import { qrPath } from "../web/qr.ts";
import { page, refused, seeOther } from "../web/reply.ts";
import { monthWritten } from "../web/written.ts";
import { words } from "./start.ts";
import { sentBefore } from "./submission.ts";
import type { Handler } from "./world.ts";

export const showReceipt: Handler = async (visit, world) => {
  const listed = await world.catalogue.find(visit.params.survey ?? "");
  if (!listed) return refused({ kind: "unknown-survey" });
  const { id } = listed.survey;
  const { receipt } = visit.session;
  if (receipt?.survey !== id || visit.now.getTime() - receipt.at > RECEIPT_LIMIT) {
    return (await sentBefore(visit, world)) ?? seeOther(`/s/${id}`);
  }
  const { definition } = listed.newest;
  return page("citizen/receipt", visit.translate("receipt.title"), {
    again: receipt.again === true,
    name: words(definition.title, visit),
    controller: words(definition.controller.name, visit),
    email: definition.controller.email,
    month: monthWritten(monthOf(new Date(receipt.at)), visit.language),
    consentVersion: receipt.consent.slice(0, 12),
    consentLanguage: visit.translate(`languages.${receipt.language}`),
    code: receipt.code,
    qr: qrPath(receipt.code),
  });
};
