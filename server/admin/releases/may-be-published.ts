/** Whether the figures of a release may become public results. */
import { LEAST_WHILE_OPEN } from "../../records/results.ts";
import { RESULTS } from "../../release/files.ts";
import type { Manifest } from "../../release/manifest.ts";

/** Only a public release has figures for everybody; while the survey is open, of many. */
export function mayBePublished({ kind, records, files }: Manifest, closed: boolean): boolean {
  return kind === "public" && RESULTS in files && (closed || records >= LEAST_WHILE_OPEN);
}
