/** The staff's path: its table of contents, with who may come in by each route. A route without permission cannot be written. */
import express, { type Request, type Response, type Router } from "express";
import { ROLES, type Role } from "../records/staff.ts";
import { form, upload } from "../web/form.ts";
import { slowGuesses } from "../web/limits.ts";
import { endSessions, showAccount } from "./account.ts";
import { makeToken, revokeToken, showTokens } from "./api/tokens.ts";
import { showAudit } from "./audit.ts";
import { addItem, agree, showBacklog } from "./backlog/backlog.ts";
import { changeItem, showItem } from "./backlog/item.ts";
import { changeNotes, showNotes } from "./backlog/notes.ts";
import { settleDifference, showDifferences } from "./coding/differences.ts";
import { changeFrame, showFrame } from "./coding/frame.ts";
import { showCoding } from "./coding/overview.ts";
import { reviewText, showReview } from "./coding/review.ts";
import { showReviewed } from "./coding/reviewed.ts";
import { codeText, showText, takeBackCode } from "./coding/texts.ts";
import { carriedBy } from "./cookies.ts";
import { showDashboard, watchDashboard } from "./dashboard/dashboard.ts";
import { showSurveys } from "./dashboard/surveys.ts";
import { answered, answerFailure, answerFault, type StaffDoor } from "./door.ts";
import { setSecondFactor, showSecondFactor } from "./enrolment.ts";
import { downloadChart } from "./files/chart-file.ts";
import { downloadTable } from "./files/table-files.ts";
import { createFirst, showFirst } from "./first.ts";
import { join, showJoin } from "./join.ts";
import { changePassword, showPassword } from "./password-change.ts";
import { decideProposal } from "./proposals/deciding.ts";
import { showProposals } from "./proposals/proposals.ts";
import { previewProposed, showProposedVersion } from "./proposals/proposed-version.ts";
import { signInAtProvider } from "./provider/attempt.ts";
import { changeProvider, showProvider } from "./provider/connecting.ts";
import { finishAtProvider } from "./provider/finish.ts";
import { firstAtProvider, joinAtProvider } from "./provider/joining.ts";
import { showConfirm } from "./releases/confirm.ts";
import { proposeRelease, showMaking } from "./releases/proposing.ts";
import { proposeResults } from "./releases/proposing-results.ts";
import { downloadRelease, showRelease, showReleases } from "./releases/releases.ts";
import { showRepair, showRisk, showWhat } from "./releases/steps.ts";
import { showCross } from "./report/cross.ts";
import { downloadMethods, showMethods } from "./report/methods.ts";
import {
  downloadFunnel,
  downloadSegments,
  downloadShares,
  showCleaning,
  showPeople,
  showReport,
  showSegments,
  showTime,
} from "./report/report.ts";
import { enrolAtSignIn, proveSignIn, showSignIn, signIn, signOut } from "./sign-in.ts";
import { changeRole, disableStaff, inviteStaff, showStaff } from "./staff.ts";
import { downloadCodes, makeCodes, showCodes } from "./surveys/codes.ts";
import { decideDraft, previewDraft, saveDefinition, showDefinitions, showDraft } from "./surveys/definitions.ts";
import { openKiosk, showInvite } from "./surveys/invite.ts";
import { extendSurvey, pauseSurvey, proposeClosing, showRun } from "./surveys/run.ts";
import { showDifference, showPreview } from "./surveys/versions.ts";
import { ticketIn } from "./ticket.ts";
import type { Route, StaffHandler } from "./world.ts";

/** Reports and what is made of them. */
const READERS: readonly Role[] = ["administrator", "analyst"];
const ADMINISTRATORS: readonly Role[] = ["administrator"];
/** Whoever reads what citizens wrote in their own words. */
const ANALYSTS: readonly Role[] = ["analyst"];
const AUDITORS: readonly Role[] = ["auditor"];

const BACKLOG = "/admin/surveys/:survey/backlog";
const CODED = "/admin/surveys/:survey/coding/:question";

/** What an administrator is asked to confirm. */
const PROPOSED = { method: "get", who: ADMINISTRATORS, needsFactor: true } as const;

/** An act of an administrator's, who has a second factor. */
function acting(address: string, handler: StaffHandler): Route {
  return { method: "post", address, who: ADMINISTRATORS, handler, needsFactor: true };
}

export const ROUTES: readonly Route[] = [
  { method: "get", address: "/admin/first/:token", who: "anyone", handler: showFirst },
  { method: "post", address: "/admin/first/:token", who: "anyone", handler: createFirst },
  { method: "post", address: "/admin/first/:token/provider", who: "anyone", handler: firstAtProvider },

  { method: "get", address: "/admin/join/:token", who: "anyone", handler: showJoin },
  { method: "post", address: "/admin/join/:token", who: "anyone", handler: join },
  { method: "post", address: "/admin/join/:token/provider", who: "anyone", handler: joinAtProvider },

  { method: "get", address: "/admin/sign-in", who: "anyone", handler: showSignIn },
  { method: "post", address: "/admin/sign-in", who: "anyone", handler: signIn, guessable: true },
  { method: "post", address: "/admin/sign-in/code", who: "anyone", handler: proveSignIn, guessable: "by account" },
  { method: "post", address: "/admin/sign-in/enrol", who: "anyone", handler: enrolAtSignIn, guessable: true },
  { method: "post", address: "/admin/sign-in/provider", who: "anyone", handler: signInAtProvider },
  { method: "get", address: "/admin/sign-in/callback", who: "anyone", handler: finishAtProvider, guessable: true },
  { method: "post", address: "/admin/sign-out", who: ROLES, handler: signOut },

  { method: "get", address: "/admin", who: ROLES, handler: showSurveys },

  { method: "get", address: "/admin/surveys/:survey", who: READERS, handler: showDashboard },
  { method: "get", address: "/admin/surveys/:survey/live", who: READERS, handler: watchDashboard },
  { method: "get", address: "/admin/surveys/:survey/report", who: READERS, handler: showReport },
  { method: "get", address: "/admin/surveys/:survey/people", who: READERS, handler: showPeople },
  { method: "get", address: "/admin/surveys/:survey/cleaning", who: READERS, handler: showCleaning },
  { method: "get", address: "/admin/surveys/:survey/segments", who: READERS, handler: showSegments },
  { method: "get", address: "/admin/surveys/:survey/cross", who: READERS, handler: showCross },
  { method: "get", address: "/admin/surveys/:survey/time", who: READERS, handler: showTime },
  { method: "get", address: "/admin/surveys/:survey/tables/:file", who: READERS, handler: downloadTable },
  { method: "get", address: "/admin/surveys/:survey/charts/:file", who: READERS, handler: downloadChart },
  { method: "get", address: "/admin/surveys/:survey/methods", who: READERS, handler: showMethods },
  { method: "get", address: "/admin/surveys/:survey/methods.md", who: READERS, handler: downloadMethods },
  { method: "get", address: "/admin/surveys/:survey/funnel.csv", who: READERS, handler: downloadFunnel },
  { method: "get", address: "/admin/surveys/:survey/shares.csv", who: READERS, handler: downloadShares },
  { method: "get", address: "/admin/surveys/:survey/segments.csv", who: READERS, handler: downloadSegments },

  { method: "get", address: BACKLOG, who: READERS, handler: showBacklog },
  acting(BACKLOG, addItem),
  acting(`${BACKLOG}/agreement`, agree),
  { method: "get", address: `${BACKLOG}/:item`, who: READERS, handler: showItem },
  acting(`${BACKLOG}/:item`, changeItem),
  { method: "get", address: "/admin/surveys/:survey/notes", who: READERS, handler: showNotes },
  acting("/admin/surveys/:survey/notes", changeNotes),

  { method: "get", address: "/admin/surveys/:survey/coding", who: READERS, handler: showCoding },
  { method: "get", address: CODED, who: READERS, handler: showFrame },
  { method: "post", address: CODED, who: READERS, handler: changeFrame, needsFactor: true },
  { method: "get", address: `${CODED}/texts`, who: ANALYSTS, handler: showText, needsFactor: true },
  { method: "post", address: `${CODED}/texts`, who: ANALYSTS, handler: codeText, needsFactor: true },
  { method: "post", address: `${CODED}/texts/take-back`, who: ANALYSTS, handler: takeBackCode, needsFactor: true },
  { method: "get", address: `${CODED}/review`, who: ANALYSTS, handler: showReview, needsFactor: true },
  { method: "post", address: `${CODED}/review`, who: ANALYSTS, handler: reviewText, needsFactor: true },
  { method: "get", address: `${CODED}/reviewed`, who: READERS, handler: showReviewed, needsFactor: true },
  { method: "get", address: `${CODED}/differences`, who: ANALYSTS, handler: showDifferences, needsFactor: true },
  { method: "post", address: `${CODED}/differences`, who: ANALYSTS, handler: settleDifference, needsFactor: true },
  { method: "get", address: "/admin/surveys/:survey/releases", who: READERS, handler: showReleases },
  { method: "get", address: "/admin/surveys/:survey/releases/new", who: READERS, handler: showWhat },
  { method: "get", address: "/admin/surveys/:survey/releases/risk", who: READERS, handler: showRisk },
  { method: "get", address: "/admin/surveys/:survey/releases/repair", who: READERS, handler: showRepair },
  { method: "get", address: "/admin/surveys/:survey/releases/confirm", who: READERS, handler: showConfirm },
  {
    method: "post",
    address: "/admin/surveys/:survey/releases",
    who: READERS,
    handler: proposeRelease,
    needsFactor: true,
  },
  { method: "get", address: "/admin/surveys/:survey/releases/making/:act", who: READERS, handler: showMaking },
  { method: "get", address: "/admin/surveys/:survey/releases/:release", who: READERS, handler: showRelease },
  {
    method: "post",
    address: "/admin/surveys/:survey/releases/:release/results",
    who: READERS,
    handler: proposeResults,
    needsFactor: true,
  },
  {
    method: "get",
    address: "/admin/surveys/:survey/releases/:release/files/:file",
    who: READERS,
    handler: downloadRelease,
    needsFactor: true,
  },

  { method: "get", address: "/admin/account", who: ROLES, handler: showAccount },
  { method: "post", address: "/admin/account/sessions", who: ROLES, handler: endSessions },
  { method: "get", address: "/admin/account/tokens", who: READERS, handler: showTokens },
  { method: "post", address: "/admin/account/tokens", who: READERS, handler: makeToken, needsFactor: true },
  { method: "post", address: "/admin/account/tokens/revoke", who: READERS, handler: revokeToken },
  { method: "get", address: "/admin/account/second-factor", who: ROLES, handler: showSecondFactor },
  {
    method: "post",
    address: "/admin/account/second-factor",
    who: ROLES,
    handler: setSecondFactor,
    guessable: "by account",
  },
  { method: "get", address: "/admin/account/password", who: ROLES, handler: showPassword, needsFactor: true },
  {
    method: "post",
    address: "/admin/account/password",
    who: ROLES,
    handler: changePassword,
    needsFactor: true,
    guessable: "by account",
  },
  { method: "get", address: "/admin/account/provider", who: ROLES, handler: showProvider, needsFactor: true },
  {
    method: "post",
    address: "/admin/account/provider",
    who: ROLES,
    handler: changeProvider,
    needsFactor: true,
    guessable: "by account",
  },

  { method: "get", address: "/admin/staff", who: ADMINISTRATORS, handler: showStaff, needsFactor: true },
  { method: "post", address: "/admin/staff/invite", who: ADMINISTRATORS, handler: inviteStaff, needsFactor: true },
  { method: "post", address: "/admin/staff/role", who: ADMINISTRATORS, handler: changeRole, needsFactor: true },
  { method: "post", address: "/admin/staff/disable", who: ADMINISTRATORS, handler: disableStaff, needsFactor: true },

  { method: "get", address: "/admin/surveys/:survey/run", who: ADMINISTRATORS, handler: showRun },
  { method: "get", address: "/admin/surveys/:survey/difference", who: ADMINISTRATORS, handler: showDifference },
  { method: "get", address: "/admin/surveys/:survey/preview", who: ADMINISTRATORS, handler: showPreview },
  { method: "get", address: "/admin/surveys/:survey/invite", who: ADMINISTRATORS, handler: showInvite },
  { method: "get", address: "/admin/surveys/:survey/codes", who: ADMINISTRATORS, handler: showCodes },
  acting("/admin/surveys/:survey/codes", makeCodes),
  acting("/admin/surveys/:survey/codes/file", downloadCodes),
  acting("/admin/surveys/:survey/kiosk", openKiosk),
  acting("/admin/surveys/:survey/pause", pauseSurvey),
  acting("/admin/surveys/:survey/extend", extendSurvey),
  acting("/admin/surveys/:survey/close", proposeClosing),

  { method: "get", address: "/admin/definitions", who: ADMINISTRATORS, handler: showDefinitions, needsFactor: true },
  { ...acting("/admin/definitions", saveDefinition), uploads: true },
  { method: "get", address: "/admin/definitions/:survey", who: ADMINISTRATORS, handler: showDraft },
  acting("/admin/definitions/:survey", decideDraft),
  { method: "get", address: "/admin/definitions/:survey/preview", who: ADMINISTRATORS, handler: previewDraft },

  { method: "get", address: "/admin/proposals", who: READERS, handler: showProposals, needsFactor: true },
  { ...acting("/admin/proposals/:proposal", decideProposal), who: READERS },
  { ...PROPOSED, address: "/admin/proposals/:proposal/version", handler: showProposedVersion },
  { ...PROPOSED, address: "/admin/proposals/:proposal/preview", handler: previewProposed },

  { method: "get", address: "/admin/audit", who: AUDITORS, handler: showAudit, needsFactor: true },
];

const MOST_WRONG_PASSWORDS = 10;
/** Of one account, from all networks, by whoever has its password: six digits are few. The owner still comes in beside one thief. */
const MOST_WRONG_DIGITS = 30;

export function staffPath(door: StaffDoor): Router {
  const path = express.Router();
  const tooMany = (request: Request, response: Response) => answerFault(door, request, response, "too-many");
  const slowed = slowGuesses(MOST_WRONG_PASSWORDS, door.guessing, tooMany);
  const slowedByAccount = slowGuesses(MOST_WRONG_DIGITS, door.guessing, tooMany, (request) => provingIn(door, request));
  for (const route of ROUTES) {
    const slow = [...(route.guessable ? [slowed] : []), ...(route.guessable === "by account" ? [slowedByAccount] : [])];
    path[route.method](route.address, route.uploads ? upload : form, ...slow, answered(door, route));
  }
  path.use("/admin", (request, response) => answerFault(door, request, response, "not-found"));
  path.use("/admin", answerFailure(door));
  return path;
}

/** Whose second factor is being tried: by the ticket, or in which session. One that is none lets nobody in, whoever brings it. */
function provingIn({ world, clock, publicUrl }: StaffDoor, request: Request): string {
  const [ticket = ""] = Object(request.body).ticket ?? [];
  const name = ticketIn(ticket, "code", world.factorKey, clock())?.name;
  return `second factor of ${name ?? `session ${carriedBy(request, publicUrl).session ?? ""}`}`;
}
