/**
 * The storage contract: every verb of the port, as sentences. Each adapter's test registers it on a database of its own
 * kind and adds what only that database can promise.
 */
import { describe, expect, onTestFinished, test } from "vitest";
import { apiTokensContract } from "./contract/api-tokens.ts";
import { auditContract } from "./contract/audit.ts";
import { backlogContract } from "./contract/backlog.ts";
import { challengesContract } from "./contract/challenges.ts";
import { codesContract } from "./contract/codes.ts";
import { codingContract } from "./contract/coding.ts";
import { countersContract } from "./contract/counters.ts";
import { definitionDraftsContract } from "./contract/definition-drafts.ts";
import { draftsContract } from "./contract/drafts.ts";
import { guessesContract } from "./contract/guesses.ts";
import { heldCountsContract } from "./contract/held-counts.ts";
import { participationsContract } from "./contract/participations.ts";
import { proposalsContract } from "./contract/proposals.ts";
import { protocolsContract } from "./contract/protocols.ts";
import { queueContract } from "./contract/queue.ts";
import { releasesContract } from "./contract/releases.ts";
import { responsesContract } from "./contract/responses.ts";
import { resultsContract } from "./contract/results.ts";
import { sendContract } from "./contract/send.ts";
import { staffContract } from "./contract/staff.ts";
import { staffFactorsContract } from "./contract/staff-factors.ts";
import { staffIdentitiesContract } from "./contract/staff-identities.ts";
import { surveysContract } from "./contract/surveys.ts";
import { textReviewsContract } from "./contract/text-reviews.ts";
import { urnContract } from "./contract/urn.ts";
import { type Fresh, type Opened, publish, sending } from "./given.ts";

export function storageContract(open: () => Promise<Opened>): void {
  const fresh: Fresh = async () => {
    const opened = await open();
    onTestFinished(opened.close);
    return opened;
  };
  surveysContract(fresh);
  draftsContract(fresh);
  sendContract(fresh);
  participationsContract(fresh);
  codesContract(fresh);
  codingContract(fresh);
  textReviewsContract(fresh);
  backlogContract(fresh);
  urnContract(fresh);
  responsesContract(fresh);
  releasesContract(fresh);
  countersContract(fresh);
  heldCountsContract(fresh);
  guessesContract(fresh);
  challengesContract(fresh);
  queueContract(fresh);
  staffContract(fresh);
  staffFactorsContract(fresh);
  staffIdentitiesContract(fresh);
  auditContract(fresh);
  proposalsContract(fresh);
  definitionDraftsContract(fresh);
  apiTokensContract(fresh);
  resultsContract(fresh);
  protocolsContract(fresh);
  lifeContract(fresh);
}

function lifeContract(fresh: Fresh): void {
  describe("the storage", () => {
    test("proves that it can be written, as often as it is asked, and keeps nothing of the proof", async () => {
      const { storage } = await fresh();
      await storage.proveWritable();
      await storage.proveWritable();
      expect(await storage.surveys.all()).toEqual([]);
    });

    test("has after a restart what it had before", async () => {
      const { storage, reopen } = await fresh();
      const survey = await publish(storage);
      const sent = sending(survey);
      await storage.participations.send(sent);
      await storage.close();
      const later = await reopen();
      expect(await later.participations.has(survey, sent.participation)).toBe(true);
      expect(await later.urn.count(survey)).toBe(1);
    });
  });
}
