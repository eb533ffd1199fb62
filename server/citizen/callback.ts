/** Where the provider sends a browser back to: the end of a sign-in that began in it. */
import type { Ending } from "../identity/provider.ts";
import { hasRules } from "../survey/eligibility.ts";
import { page, type Reply, refused } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import type { Listed } from "./catalogue.ts";
import { providerFor, signedIn, signedInto } from "./sign-in.ts";
import { type CitizenWorld, type Handler, isReply } from "./world.ts";

/** A sign-in may take so long; a phone that looks for its one-time password is slow. */
const LASTS = 15 * 60_000;

export const finishSignIn: Handler = async (visit, world) => {
  const { signingIn } = visit.session;
  // Another's callback, or a second one: it ends nothing, not even a sign-in of this browser that is under way.
  if (!signingIn || !isEndOf(signingIn.state, visit)) return refused({ kind: "sign-in-lost" });
  visit.keep({ signingIn: null });
  if (Math.abs(visit.now.getTime() - signingIn.at) > LASTS) return refused({ kind: "sign-in-lost" });
  const listed = await signedInto(signingIn.survey, visit, world);
  if (isReply(listed)) return listed;
  const provider = providerFor(listed, world);
  if (!provider) return refused({ kind: "sign-in-lost" });
  const asks = hasRules(listed.newest.definition.eligibility);
  const { state, nonce, verifier } = signingIn;
  return replyTo(await provider.finish(visit.search, { state, nonce, verifier }, asks), listed, visit, world);
};

/** Whether the callback bears this state, and no other beside it. */
function isEndOf(state: string, { search }: Visit): boolean {
  const states = new URLSearchParams(search).getAll("state");
  return states.length === 1 && states[0] === state;
}

async function replyTo(ending: Ending, listed: Listed, visit: Visit, world: CitizenWorld): Promise<Reply> {
  const survey = listed.survey.id;
  switch (ending.kind) {
    case "signed-in":
      return signedIn(visit, world, listed, ending);
    case "cancelled":
      return page("citizen/cancelled", visit.translate("cancelled.title"), {
        again: `/sign-in?survey=${survey}`,
        back: `/s/${survey}`,
      });
    case "too-weak":
      return refused({ kind: "sign-in-too-weak", survey });
    case "unreachable":
      return refused({ kind: "sign-in-unavailable", survey });
    case "refused":
      return refused({ kind: "sign-in-refused", survey });
  }
}
