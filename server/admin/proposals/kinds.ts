/** What can be proposed, and what does it. A new kind is an entry here and in `PROPOSABLE`. */
import type { Proposable } from "../../records/proposal.ts";
import { publishResults } from "../releases/publish-results.ts";
import { releaseData } from "../releases/release-data.ts";
import type { ActKind } from "./act-kind.ts";
import { closeSurvey } from "./close-survey.ts";
import { publishVersion } from "./publish-version.ts";

export const KINDS: Readonly<Partial<Record<Proposable, ActKind>>> = {
  "publish-version": publishVersion,
  "close-survey": closeSurvey,
  "release-data": releaseData,
  "publish-results": publishResults,
};
