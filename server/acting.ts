/** What confirmed acts of staff do, put together of what the commands do, too. */
import type { Acting } from "./admin/world.ts";
import { ConfigError } from "./config-values.ts";
import { MissingKey } from "./key-files.ts";
import { type Publishing, publish } from "./publishing.ts";
import type { Clock } from "./records/world.ts";

/** `close`: closes a survey, here or in a process of its own. */
export function actingWith(
  publishing: Omit<Publishing, "now">,
  clock: Clock,
  close: (survey: string) => Promise<string | undefined>,
): Acting {
  return {
    publish: (definition) => whyNot(() => publish(definition, { ...publishing, now: clock() })),
    close,
  };
}

/** The words of an error that somebody can act on; any other is a bug and goes on. */
async function whyNot(act: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError || error instanceof MissingKey) return error.message;
    throw error;
  }
}
