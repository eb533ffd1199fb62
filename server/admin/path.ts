/** The staff's path: its table of contents, with who may come in by each route. A route without permission cannot be written. */
import express, { type Router } from "express";
import { ROLES } from "../records/staff.ts";
import { form } from "../web/form.ts";
import { slowGuesses } from "../web/limits.ts";
import { showDashboard } from "./dashboard.ts";
import { answered, answerFailure, answerFault, type StaffDoor } from "./door.ts";
import { createFirst, showFirst } from "./first.ts";
import { downloadMethods, showMethods } from "./methods.ts";
import {
  downloadFunnel,
  downloadSegments,
  downloadShares,
  showCleaning,
  showPeople,
  showReport,
  showSegments,
  showTime,
} from "./report.ts";
import { showSignIn, signIn, signOut } from "./sign-in.ts";
import type { Route } from "./world.ts";

export const ROUTES: readonly Route[] = [
  { method: "get", address: "/admin/first/:token", who: "anyone", handler: showFirst },
  { method: "post", address: "/admin/first/:token", who: "anyone", handler: createFirst },

  { method: "get", address: "/admin/sign-in", who: "anyone", handler: showSignIn },
  { method: "post", address: "/admin/sign-in", who: "anyone", handler: signIn, guessable: true },
  { method: "post", address: "/admin/sign-out", who: ROLES, handler: signOut },

  { method: "get", address: "/admin", who: ROLES, handler: showDashboard },

  { method: "get", address: "/admin/surveys/:survey", who: ROLES, handler: showReport },
  { method: "get", address: "/admin/surveys/:survey/people", who: ROLES, handler: showPeople },
  { method: "get", address: "/admin/surveys/:survey/cleaning", who: ROLES, handler: showCleaning },
  { method: "get", address: "/admin/surveys/:survey/segments", who: ROLES, handler: showSegments },
  { method: "get", address: "/admin/surveys/:survey/time", who: ROLES, handler: showTime },
  { method: "get", address: "/admin/surveys/:survey/methods", who: ROLES, handler: showMethods },
  { method: "get", address: "/admin/surveys/:survey/methods.md", who: ROLES, handler: downloadMethods },
  { method: "get", address: "/admin/surveys/:survey/funnel.csv", who: ROLES, handler: downloadFunnel },
  { method: "get", address: "/admin/surveys/:survey/shares.csv", who: ROLES, handler: downloadShares },
  { method: "get", address: "/admin/surveys/:survey/segments.csv", who: ROLES, handler: downloadSegments },
];

const MOST_WRONG_PASSWORDS = 10;

export function staffPath(door: StaffDoor): Router {
  const path = express.Router();
  const slowed = slowGuesses(MOST_WRONG_PASSWORDS, door.guessing, (request, response) =>
    answerFault(door, request, response, "too-many"),
  );
  for (const route of ROUTES) {
    path[route.method](route.address, form, ...(route.guessable ? [slowed] : []), answered(door, route));
  }
  path.use("/admin", (request, response) => answerFault(door, request, response, "not-found"));
  path.use("/admin", answerFailure(door));
  return path;
}
