/** The citizen's path: its table of contents, in the order it is walked. */
import express, { type Request, type Response, type Router } from "express";
import { form } from "../web/form.ts";
import { type Counted, limitPosts, slowFailures, WRONG } from "../web/limits.ts";
import { showAccessibility } from "./accessibility.ts";
import { KIOSK_END, KIOSK_OVER } from "./answering.ts";
import { finishSignIn } from "./callback.ts";
import { showCode, useCode } from "./code.ts";
import { decide, showConsent, showDeclined } from "./consent.ts";
import { puttingOff } from "./crowd.ts";
import { showDone } from "./done.ts";
import { answered, answerFault, type Door, poster } from "./door.ts";
import { countShown, followShort, type Invitations, invitationScript } from "./invitation.ts";
import { endVisit, showOver, showQuiet } from "./kiosk.ts";
import { showPrivacy } from "./privacy.ts";
import { answerPage, showPage } from "./question.ts";
import { showQueue } from "./queue.ts";
import { showReceipt } from "./receipt.ts";
import { sendOpenData, sendPreview, showResults } from "./results.ts";
import { identify, showSignIn } from "./sign-in.ts";
import { begin, listSurveys, showStart } from "./start.ts";
import { askToStop, showStopped, signOut, stop } from "./stop.ts";
import { send, showCheck } from "./submission.ts";
import { showAsked, showWithdraw, withdraw } from "./withdrawal.ts";
import type { Handler } from "./world.ts";

/** A code has check signs, so a slip of the finger fails; forty slips in a quarter of an hour from one network are no slips. */
const MOST_WRONG_CODES = 40;
/** Each costs the provider requests. A sign-in that was lost or cancelled costs none and is not counted: many do that behind one address. */
const MOST_REFUSED_SIGN_INS = 100;
/** The status of a sign-in whose end is not to be believed. */
const REFUSED_SIGN_IN = 401;
/** In a quarter of an hour, by whoever is signed in. A journey is some ten posts; changing one's mind on every page, three times that. */
const MOST_POSTS = 300;
/** Beginning again and again is no journey. */
const MOST_BEGINNINGS = 40;

/** `putOff` hears of each who comes while this process is far behind. */
export function citizenPath(door: Door, invitations: Invitations, putOff: () => void): Router {
  const path = express.Router();
  const get = (address: string, handler: Handler) => path.get(address, answered(door, handler));
  const tooMany = (request: Request, response: Response) => answerFault(door, request, response, { kind: "too-many" });
  const who = (request: Request) => poster(door, request);
  const limited = limitPosts(MOST_POSTS, who, door.posting, tooMany);
  const limitedBeginnings = limitPosts(MOST_BEGINNINGS, (request) => begunBy(who(request)), door.posting, tooMany);
  const post = (address: string, handler: Handler) => path.post(address, limited, form, answered(door, handler));
  const slowed = (guessing: Counted) => slowFailures(MOST_WRONG_CODES, guessing, tooMany);
  const slowedSignIns = slowFailures(MOST_REFUSED_SIGN_INS, door.signingIn, tooMany, [WRONG, REFUSED_SIGN_IN]);

  // Walked after the consent, and first here: routes are tried in turn, and more than half of all requests are for this one.
  get("/s/:survey/p/:page", showPage);
  post("/s/:survey/p/:page", answerPage);

  path.get("/invite/:file", invitationScript(door.world, invitations));
  path.post(
    "/invite/:survey/shown",
    express.text({ type: () => true, limit: "2kb" }),
    countShown(door.world, invitations),
  );

  for (const leadsIn of ["/", "/s/:survey", "/sign-in", "/s/:survey/code"]) path.get(leadsIn, puttingOff(door, putOff));
  get("/", listSurveys);

  get("/i/:survey/:place", followShort);

  get("/s/:survey", showStart);
  path.post("/s/:survey", limitedBeginnings, form, answered(door, begin));

  get("/sign-in", showSignIn);
  path.post("/sign-in", limited, slowedSignIns, form, answered(door, identify));
  path.get("/sign-in/callback", slowedSignIns, answered(door, finishSignIn));

  get("/s/:survey/code", showCode);
  path.post("/s/:survey/code", limited, slowed(door.invitationGuessing), form, answered(door, useCode));

  get("/s/:survey/queue", showQueue);

  get("/s/:survey/consent", showConsent);
  post("/s/:survey/consent", decide);
  get("/s/:survey/declined", showDeclined);

  get("/s/:survey/check", showCheck);
  post("/s/:survey/check", send);
  get("/s/:survey/receipt", showReceipt);

  get("/s/:survey/stop", askToStop);
  post("/s/:survey/stop", stop);
  get("/s/:survey/stopped", showStopped);
  post("/sign-out", signOut);

  get("/kiosk/quiet", showQuiet);
  get(KIOSK_OVER, showOver);
  post(KIOSK_END, endVisit);

  get("/s/:survey/done", showDone);
  get("/s/:survey/results", showResults);
  path.get("/s/:survey/results/preview.png", sendPreview(door));
  path.get("/s/:survey/results/data/:file", sendOpenData(door.world));

  get("/withdraw", showWithdraw);
  path.post("/withdraw", limited, slowed(door.guessing), form, answered(door, withdraw));
  get("/withdraw/asked", showAsked);

  get("/privacy", showPrivacy);
  get("/accessibility", showAccessibility);

  return path;
}

function begunBy(who: string): string {
  return who === "" ? "" : `${who} begins`;
}
