/**
 * From a YAML file to a definition or to the list of everything that is wrong with it.
 *
 * All faults come at once, whatever their sort: whoever writes a survey of a hundred questions corrects it in one go.
 * Only a text that is no YAML ends the reading early, for nothing after the slip can be trusted.
 */
import { basename } from "node:path";
import { consistencyFindings } from "./consistency.ts";
import type { Definition } from "./definition.ts";
import type { Finding } from "./finding.ts";
import { placeOf } from "./place.ts";
import { shapeOf } from "./shape-findings.ts";
import { readSource, type Source } from "./source.ts";

export interface DefinitionFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** `page habits, question strength, labels, 5`. */
  readonly place: string;
  /** What is wrong and what to do, to be read after the place. */
  readonly reason: string;
}

/**
 * `file`: the path as it shall appear in the faults; its last part must be `ID.yaml`. The faults, at least one, are in
 * the order of the file. Never throws.
 */
export function readDefinition(
  file: string,
  yaml: string,
): { readonly definition: Definition } | { readonly faults: readonly DefinitionFault[] } {
  const source = readSource(yaml);
  const syntax = source.syntax.map(({ line, column, reason }) => ({ file, line, column, place: "YAML", reason }));
  if (!("value" in source))
    return { faults: inOrder([...syntax, ...source.findings.map((finding) => faultOf(finding, file, source))]) };
  const shape = shapeOf(source.value);
  const wrongShape = "findings" in shape ? shape.findings : [];
  const findings = [...source.findings, ...wrongShape, ...consistencyFindings(source.value, basename(file))];
  if (findings.length === 0 && "definition" in shape) return { definition: shape.definition };
  return { faults: inOrder(findings.map((finding) => faultOf(finding, file, source))) };
}

/** One line: `FILE:LINE:COLUMN: PLACE: REASON`. */
export function describeFault({ file, line, column, place, reason }: DefinitionFault): string {
  return `${file}:${line}:${column}: ${place}: ${reason}`.replace(/\s+/g, " ");
}

/** Where a finding stands in its file. `top`: what the file as a whole is called. */
export function faultOf(finding: Finding, file: string, source: Source, top?: string): DefinitionFault {
  return {
    file,
    ...source.positionOf(finding),
    place: placeOf(source.value, finding.path, top),
    reason: finding.reason,
  };
}

export function inOrder(faults: readonly DefinitionFault[]): readonly DefinitionFault[] {
  return [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
}
