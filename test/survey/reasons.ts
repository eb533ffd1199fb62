/** Every reason that the code gives: the calls of `wrong` and `told`, with the values that fill the text's blanks. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const SERVER = join(import.meta.dirname, "../../server");

export interface GivenReason {
  /** `survey/source.ts:52`. */
  readonly at: string;
  /** Undefined where it is not written out. */
  readonly key: string | undefined;
  readonly values: readonly string[];
}

export const GIVEN: readonly GivenReason[] = ["survey", "reports/published"].flatMap((folder) =>
  readdirSync(join(SERVER, folder))
    .filter((name) => name.endsWith(".ts") && name !== "told.ts" && name !== "finding.ts")
    .flatMap((name) => givenIn(`${folder}/${name}`)),
);

function givenIn(path: string): readonly GivenReason[] {
  const file = ts.createSourceFile(path, readFileSync(join(SERVER, path), "utf8"), ts.ScriptTarget.Latest, true);
  const found: GivenReason[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(wrong|told)$/.test(node.expression.getText())) {
      const [key, values] = node.arguments;
      const properties = values && ts.isObjectLiteralExpression(values) ? values.properties : [];
      found.push({
        at: `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`,
        key: key && ts.isStringLiteral(key) ? key.text : undefined,
        values: properties.map((property) => property.name?.getText() ?? "").sort(),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
