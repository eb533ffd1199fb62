/**
 * From a YAML file to a definition or to the list of everything that is wrong with it.
 *
 * All faults come at once, whatever their sort: whoever writes a survey of a hundred questions corrects it in one go.
 * Only a text that is no YAML ends the reading early, for nothing after the slip can be trusted.
 */
import { basename } from "node:path";
import { consistencyFindings } from "./consistency.ts";
import type { Definition } from "./definition.ts";
import type { Finding, Reason } from "./finding.ts";
import { type Place, placeOf, type WholeFile } from "./place.ts";
import { shapeOf } from "./shape-findings.ts";
import { readSource, type Source } from "./source.ts";

/** Told by `fault-words.ts`, in the language of whoever has to mend it. */
export interface DefinitionFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly place: Place;
  readonly reason: Reason;
}

/**
 * `file`: the path as it shall appear in the faults; its last part must be `ID.yaml`, or it is empty where a text has no
 * file. The faults, at least one, are in the order of the file. Never throws.
 */
export function readDefinition(
  file: string,
  yaml: string,
): { readonly definition: Definition } | { readonly faults: readonly DefinitionFault[] } {
  const source = readSource(yaml);
  if (!("value" in source)) return { faults: faultsIn(file, "definition", source, []) };
  const shape = shapeOf(source.value);
  const wrongShape = "findings" in shape ? shape.findings : [];
  const faults = faultsIn(file, "definition", source, [
    ...wrongShape,
    ...consistencyFindings(source.value, basename(file)),
  ]);
  return faults.length === 0 && "definition" in shape ? { definition: shape.definition } : { faults };
}

/** What is wrong with a file by itself and by further findings, each where it stands, in the order of the file. */
export function faultsIn(
  file: string,
  whole: WholeFile,
  source: Source,
  findings: readonly Finding[],
): readonly DefinitionFault[] {
  const syntax = source.syntax.map((slip) => ({ file, place: [{ word: "YAML" }], ...slip }));
  const found = [...source.findings, ...findings].map((finding) => ({
    file,
    ...source.positionOf(finding),
    place: placeOf(source.value, finding.path, whole),
    reason: finding.reason,
  }));
  return [...syntax, ...found].sort((a, b) => a.line - b.line || a.column - b.column);
}
