/** Shapes that all files of a survey are made of. */
import { z } from "zod";
import { told } from "./told.ts";

/**
 * Lower-case letters, digits and single hyphens: safe in addresses, column names and form fields. Not `constructor`,
 * the one such word that every plain object answers to: `answers["constructor"]` would be there though nobody gave it.
 */
export const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, told("not-an-id"))
  .max(40)
  .refine((word) => word !== "constructor", told("constructor"));

/** One text in each of the survey's languages: `{ kk: ..., ru: ..., en: ... }`. */
export const text = z.record(z.string(), z.string().trim().min(1, told("no-text")));

export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, told("not-a-date"));
