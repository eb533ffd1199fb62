/** The citizen's path: its table of contents, in the order it is walked. */
import express, { type Router } from "express";
import { form } from "../web/form.ts";
import { slowGuesses } from "../web/guessing.ts";
import { decide, showConsent, showDeclined } from "./consent.ts";
import { answered, answerFault, type Door } from "./door.ts";
import { countShown, type Invitations, invitationScript } from "./invitation.ts";
import { showPrivacy } from "./privacy.ts";
import { answerPage, showPage } from "./question.ts";
import { showQueue } from "./queue.ts";
import { showReceipt } from "./receipt.ts";
import { identify, showSignIn } from "./sign-in.ts";
import { begin, listSurveys, showStart } from "./start.ts";
import { askToStop, showStopped, signOut, stop } from "./stop.ts";
import { send, showCheck } from "./submission.ts";
import { showAsked, showWithdraw, withdraw } from "./withdrawal.ts";
import type { Handler } from "./world.ts";

/** A code has check signs, so a slip of the finger fails; forty slips in a quarter of an hour from one network are no slips. */
const MOST_WRONG_CODES = 40;

export function citizenPath(door: Door, invitations: Invitations): Router {
  const path = express.Router();
  const get = (address: string, handler: Handler) => path.get(address, answered(door, handler));
  const post = (address: string, handler: Handler) => path.post(address, form, answered(door, handler));

  path.get("/invite/:file", invitationScript(door.world, invitations));
  path.post(
    "/invite/:survey/shown",
    express.text({ type: () => true, limit: "2kb" }),
    countShown(door.world, invitations),
  );

  get("/", listSurveys);

  get("/s/:survey", showStart);
  post("/s/:survey", begin);

  get("/sign-in", showSignIn);
  post("/sign-in", identify);

  get("/s/:survey/queue", showQueue);

  get("/s/:survey/consent", showConsent);
  post("/s/:survey/consent", decide);
  get("/s/:survey/declined", showDeclined);

  get("/s/:survey/p/:page", showPage);
  post("/s/:survey/p/:page", answerPage);

  get("/s/:survey/check", showCheck);
  post("/s/:survey/check", send);
  get("/s/:survey/receipt", showReceipt);

  get("/s/:survey/stop", askToStop);
  post("/s/:survey/stop", stop);
  get("/s/:survey/stopped", showStopped);
  post("/sign-out", signOut);

  const slowed = slowGuesses(MOST_WRONG_CODES, door.guessing, (request, response) =>
    answerFault(door, request, response, { kind: "too-many" }),
  );
  get("/withdraw", showWithdraw);
  path.post("/withdraw", slowed, form, answered(door, withdraw));
  get("/withdraw/asked", showAsked);

  get("/privacy", showPrivacy);

  return path;
}
