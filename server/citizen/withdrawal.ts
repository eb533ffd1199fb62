/**
 * Withdrawing by the receipt's code, without signing in. The request is sealed and of one size, and the page says the same
 * whether a response has this code or not: nobody learns here that somebody took part.
 */
import { quarterOf } from "../records/month.ts";
import { codeFrom, withdrawalMark } from "../records/withdrawal-code.ts";
import { sealRequest } from "../urn/seal.ts";
import { page, type Reply, seeOther } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import type { Handler } from "./world.ts";

export const showWithdraw: Handler = async (visit) => withdrawPage(visit, undefined);

export const withdraw: Handler = async (visit, world) => {
  const typed = visit.fields.code?.[0] ?? "";
  const code = codeFrom(typed);
  if (code === undefined) return withdrawPage(visit, typed);
  const mark = withdrawalMark(world.keys.withdrawal, code);
  const sealed = await sealRequest({ mark, quarter: quarterOf(visit.now) }, world.keys.withdrawalPublic());
  await world.storage.withdrawals.request({ key: world.random.bytes(16), sealed });
  return seeOther("/withdraw/asked");
};

export const showAsked: Handler = async (visit) =>
  page("citizen/withdrawal-asked", visit.translate("withdraw.askedTitle"), {});

function withdrawPage(visit: Visit, refused: string | undefined): Reply {
  const failed = refused !== undefined;
  const errors = failed ? [{ field: "code", message: visit.translate("withdraw.invalid") }] : [];
  const title = visit.translate("withdraw.title");
  const heading = failed ? visit.translate("error.titled", { title }) : title;
  return page(
    "citizen/withdraw",
    heading,
    { heading: title, typed: refused ?? "", failed, errors },
    failed ? 422 : 200,
  );
}
