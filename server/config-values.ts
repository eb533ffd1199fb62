/** Reading single values of the environment. What cannot be meant is refused with a sentence that names the variable. */
import { z } from "zod";

export class ConfigError extends Error {}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Names under which only this machine reaches itself. */
export const LOOPBACK: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

export function wholeNumber(
  environment: Environment,
  name: string,
  otherwise: number,
  least: number,
  most: number,
): number {
  const parsed = z.coerce
    .number()
    .int()
    .min(least)
    .max(most)
    .safeParse(environment[name] ?? otherwise);
  if (!parsed.success || environment[name] === "")
    throw new ConfigError(`${name} is "${environment[name]}"; it takes a whole number from ${least} to ${most}.`);
  return parsed.data;
}

export function address(environment: Environment, name: string, otherwise: string): URL {
  const typed = environment[name] ?? otherwise;
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== "/" || url.search !== "")
    throw new ConfigError(`${name} is "${typed}"; it takes an address like https://survey.example.org without a path.`);
  return url;
}

/** Separated by spaces or commas. */
export function wordsOf(listed: string | undefined): readonly string[] {
  return (listed ?? "").split(/[\s,]+/).filter((word) => word !== "");
}
