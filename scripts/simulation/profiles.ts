/** The profiles that there are, by name. */
import { FIGURE_4 } from "./figure-4-profile.ts";
import type { Profile } from "./profile.ts";
import { STUDY } from "./study-profile.ts";

/** Any survey on any day: fewer fall away, and answers are drawn, not dealt. */
const EVERYDAY: Profile = {
  ...STUDY,
  exact: false,
  shown: 1.3,
  clicked: 1.06,
  began: 1 / 0.97,
  bots: 0.005,
};

const PROFILES: Readonly<Record<string, Profile>> = { everyday: EVERYDAY, study: STUDY, "figure-4": FIGURE_4 };

/** The first is the one taken where none is named. */
export const PROFILE_NAMES = Object.keys(PROFILES);

export function profileNamed(name: string): Profile | undefined {
  return Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
}
