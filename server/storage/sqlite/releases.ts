/** Releases: what each is, and what the disclosure gate did for it. */
import type { KeptRelease } from "../../records/kept-release.ts";
import type { Releases } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

export function releasesIn(kept: Connection): Releases {
  return { keep: keepIn(kept), of: ofIn(kept) };
}

const IS_KNOWN = "SELECT 1 FROM data_release WHERE id = @id OR (survey = @survey AND request = @request)";
const KEEP = "INSERT INTO data_release (id, survey, request, json) VALUES (@id, @survey, @request, @json)";

const BESIDE = "SELECT count(*) FROM data_release WHERE survey = ?";

/** Looked for first: a trigger refuses to insert what is there, so that nothing can be replaced. */
function keepIn(kept: Connection): Releases["keep"] {
  const isKnown = kept.prepare<[KeptRelease]>(IS_KNOWN);
  const keepOne = kept.prepare<[KeptRelease]>(KEEP);
  const besideIt = kept.prepare<[string], number>(BESIDE).pluck();
  const keep = kept.transaction((release: KeptRelease, beside: number) => {
    if (besideIt.get(release.survey) !== beside) return "known";
    if (isKnown.get(release) !== undefined) return "known";
    keepOne.run(release);
    return "kept";
  });
  return verb((release, beside) => keep.immediate(release, beside));
}

const OF = "SELECT id, survey, request, json FROM data_release WHERE survey = ? ORDER BY id";

function ofIn(kept: Connection): Releases["of"] {
  const of = kept.prepare<[string], KeptRelease>(OF);
  return verb((survey) => of.all(survey));
}
