/** Releases for whoever serves: looked at and made elsewhere than where citizens are served, or in this thread for tests. */
import type { MarginsRead } from "../survey/margins-reading.ts";
import { type Assessment, assess } from "./assessing.ts";
import { chosenFrom } from "./choice.ts";
import { type House, makeAndKeep, passGate, readFor } from "./making.ts";
import { NotReleased, type WhyNot } from "./not-released.ts";
import type { ReleaseOrder } from "./order.ts";
import type { ReleaseStorage } from "./records.ts";

export type Outcome<Made> = { readonly made: Made } | { readonly refused: WhyNot };

export interface Occasion {
  readonly margins: MarginsRead | undefined;
  readonly now: Date;
}

export interface ReleaseMaking {
  assess(order: ReleaseOrder, occasion: Occasion): Promise<Outcome<Assessment>>;
  /** Resolves to the release's id; to that of the same order, where it has been made before. */
  make(order: ReleaseOrder, occasion: Occasion, progress: House["progress"]): Promise<Outcome<string>>;
}

export function releasesMadeHere(storage: ReleaseStorage, place: Pick<House, "dataDir" | "root">): ReleaseMaking {
  return {
    assess: (order, occasion) =>
      outcomeOf(async () =>
        assess(await readFor(order, storage, { ...place, ...occasion, progress: () => undefined })),
      ),
    make: (order, occasion, progress) =>
      outcomeOf(async () => {
        const reading = await readFor(order, storage, { ...place, ...occasion, progress });
        if (reading.same !== undefined) return reading.same;
        const prepared = passGate(reading);
        return makeAndKeep(reading, prepared, chosenFrom(prepared, order.recode), storage);
      }),
  };
}

async function outcomeOf<Made>(make: () => Promise<Made>): Promise<Outcome<Made>> {
  try {
    return { made: await make() };
  } catch (error) {
    if (error instanceof NotReleased) return { refused: error.why };
    throw error;
  }
}
