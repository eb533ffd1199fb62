/** What waits in the urn and why, and how the service is: a line each, the bad news marked. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { figuresIn } from "../figures.ts";
import { waitingWords } from "../survey-facts.ts";
import type { StaffVisit, StaffWorld } from "../world.ts";
import type { Pulse } from "./pulse.ts";

const DAY = 24 * 60 * 60 * 1000;

export async function serviceView(pulse: Pulse, survey: PublishedSurvey, visit: StaffVisit, world: StaffWorld) {
  const figures = figuresIn(visit.language);
  const { keeps, backedUpAt } = await world.health();
  const line = (bad: boolean, key: string, values = {}) => ({
    bad,
    words: visit.translate(`admin.dash.${key}`, values),
  });
  // What is due goes within seconds: seen twice, the mixer stands still.
  const isDue = !pulse.trouble && survey.closedOn === undefined && pulse.waiting >= 2 * world.pool;
  const isOld = backedUpAt !== null && visit.now.getTime() - backedUpAt.getTime() > DAY;
  return {
    waiting: await waitingWords(survey, visit, world, figures),
    service: [
      line(!keeps, keeps ? "keeps" : "keepsNothing"),
      line(pulse.trouble || isDue, pulse.trouble ? "mixerTrouble" : isDue ? "mixerDue" : "mixerWell"),
      backedUpAt === null
        ? line(false, "backupUnknown")
        : line(isOld, isOld ? "backupOld" : "backup", { at: figures.moment(backedUpAt) }),
    ],
  };
}
