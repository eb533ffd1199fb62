/** The releases of a survey that there are. */
import type { Manifest } from "../../server/release/manifest.ts";
import type { StaffStorage } from "../../server/storage/storage.ts";

export async function listReleases({ releases, withdrawals }: StaffStorage, survey: string): Promise<void> {
  const all = await releases.of(survey);
  if (all.length === 0) console.log(`${survey} has no release yet.`);
  const withdrawn = await withdrawals.count(survey);
  for (const { json } of all) {
    const { id, kind, made_on, records, withdrawn_before } = JSON.parse(json) as Manifest;
    console.log(`${id}  ${kind}, ${made_on}, ${records} records, ${withdrawn - withdrawn_before} withdrawn since`);
  }
}
