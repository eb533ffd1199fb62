/** The receipt: what was agreed to, when (to the month), and the code that can withdraw. It lives in the sealed cookie for half an hour. */
import { monthOf } from "../records/month.ts";
import { RECEIPT_LIMIT } from "../records/session.ts";
import { qrPath } from "../web/qr.ts";
import { page, refused, seeOther } from "../web/reply.ts";
import type { View } from "../web/views.ts";
import type { Visit } from "../web/visit.ts";
import { monthWritten } from "../web/written.ts";
import type { Listed } from "./catalogue.ts";
import { oncePer } from "./once-per.ts";
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
  const { path, size } = qrPath(receipt.code);
  const month = monthOf(new Date(receipt.at));
  const again = receipt.again === true;
  const variant = [visit.language, month, receipt.consent, receipt.language, again, size].join(" ");
  const view = views(listed, variant, () => viewOf(listed, visit, { ...receipt, again, month, size }));
  return {
    ...page("citizen/receipt", visit.translate("receipt.title"), view),
    blanks: { code: receipt.code, qrPath: path },
  };
};

const views = oncePer<Listed, View>();

/** What all say who agreed to the same text in the same month: everything but the code. `size`: of its picture. */
function viewOf(
  { newest: { definition } }: Listed,
  visit: Visit,
  { again, month, consent, language, size }: Told,
): View {
  return {
    again,
    name: words(definition.title, visit),
    controller: words(definition.controller.name, visit),
    email: definition.controller.email,
    month: monthWritten(month, visit.language),
    consentVersion: consent.slice(0, 12),
    consentLanguage: visit.translate(`languages.${language}`),
    qrSize: size,
  };
}

interface Told {
  readonly again: boolean;
  readonly month: string;
  /** The version of the text that was agreed to, and the language it was read in. */
  readonly consent: string;
  readonly language: string;
  readonly size: number;
}
