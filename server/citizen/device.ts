/**
 * The device signal: where the definition switches it on and the consent has said so, the first page of questions brings
 * along what `static/device.js` made of the browser, hashed under the key of the day. It is looked at when that page is sent
 * for the first time, in memory, and then forgotten; what is left is one flag, or nothing.
 */
import { createHmac } from "node:crypto";
import { dayOf } from "../records/month.ts";
import { isSeenTooOften } from "../screening/device.ts";
import { thresholdsOf } from "../screening/thresholds.ts";
import type { Step } from "../survey/journey.ts";
import { control, type Visit } from "../web/visit.ts";
import type { Begun, CitizenWorld } from "./world.ts";

/** The key that the browser hashes with; undefined where this page does not ask for a signal. */
export function deviceKey(step: Step, current: Begun, visit: Visit, world: CitizenWorld): string | undefined {
  if (!asks(step, current)) return undefined;
  // For the day and not for the person, else no two signals could be alike; it is the same for all instances.
  return createHmac("sha256", world.keys.devices).update(dayOf(visit.now)).digest("base64url");
}

/** Whether the device came too often today. Who comes back on their own is not counted again. */
export async function isSeenDevice(step: Step, current: Begun, visit: Visit, world: CitizenWorld): Promise<boolean> {
  const mark = control(visit, "device_mark") ?? "";
  const most = thresholdsOf(current.edition.definition).device;
  if (most === undefined || !asks(step, current) || !/^[0-9a-f]{64}$/.test(mark)) return false;
  const { times, all } = await world.today.fromDevice(current.listed.survey.id, mark, current.person, visit.now);
  return isSeenTooOften(times, all, most);
}

/** The journey's first page, until it has been sent. */
function asks(step: Step, { edition, journey, draft }: Begun): boolean {
  const isFirst = journey.steps[0]?.page.id === step.page.id && !draft.passed.includes(step.page.id);
  return isFirst && thresholdsOf(edition.definition).device !== undefined;
}
