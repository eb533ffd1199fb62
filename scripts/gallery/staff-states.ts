/** The staff's pages, as far as they can be reached by pressing without a second factor; and the walks of those who have one. */
import type { Page } from "playwright-core";
import type { Room } from "./room.ts";
import { account } from "./staff-account.ts";
import { enter, PASSWORD } from "./staff-hand.ts";
import { running } from "./staff-running.ts";
import { analysing, auditing, confirming } from "./staff-understanding.ts";
import { LONG } from "./surveys.ts";
import type { States, Walk } from "./walk.ts";

const NAME = "Айжан Сәрсенова";

/** Reached without a second factor, as the pages above. */
const FURTHER = {
  cross: "surveys/egov-2024/cross?question=obstacles&by=region",
  chosen: "surveys/egov-2024?language=kk&period=28",
  coding: "surveys/egov-2024/coding",
  backlog: "surveys/service-feedback/backlog",
  notes: "surveys/service-feedback/notes",
  releases: "surveys/egov-2024/releases",
  "release-what": "surveys/egov-2024/releases/new",
  run: "surveys/egov-2024/run",
  invite: "surveys/egov-2024/invite",
  codes: "surveys/ai-focus-group/codes",
  account: "account",
  "second-factor": "account/second-factor",
};

export const STAFF_WALKS: readonly Walk[] = [staff];

/** In this order: what one proposes another confirms. */
export const PROTECTED_WALKS: readonly Walk[] = [account, running, analysing, confirming, auditing];

async function* staff(page: Page, room: Room, language: string): States {
  const { origin } = room;
  const link = await room.inviteStaff();
  if (link === undefined) {
    await page.goto(`${origin}/admin/sign-in?lang=${language}`);
    await enter(page, NAME, PASSWORD);
  } else {
    await page.goto(`${origin}${link}?lang=${language}`);
    yield "staff-first";
    await enter(page, NAME, "short");
    yield "staff-first-error";
    await enter(page, NAME, PASSWORD);
  }
  yield "staff-surveys";
  for (const part of ["report", "people", "time", "segments", "cleaning", "methods"]) {
    await page.goto(`${origin}/admin/surveys/egov-2024/${part}`);
    yield `staff-${part}`;
  }
  for (const [name, address] of Object.entries(FURTHER)) {
    await page.goto(`${origin}/admin/${address}`);
    yield `staff-${name}`;
  }
  // By now the report is made, so nothing of the dashboard is still to come.
  await page.goto(`${origin}/admin/surveys/egov-2024`);
  yield "staff-dashboard";
  await page.goto(`${origin}/admin/surveys/over`);
  yield "staff-dashboard-empty";
  await page.goto(`${origin}/admin/surveys/${LONG}`);
  yield "staff-panel";
  await page.goto(`${origin}/admin/nothing`);
  yield "staff-not-found";
}
