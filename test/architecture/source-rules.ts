/**
 * What no import shows and no linter asks: rules on the text of the tree. Each is a pure function from files to findings,
 * `path:line what`; none means the rule holds. The TypeScript ones read the syntax tree, so that prose about a thing is
 * not mistaken for the thing.
 */
import ts from "typescript";

export interface SourceFile {
  /** From the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

type Files = readonly SourceFile[];
type Findings = readonly string[];

/** Output that Handlebars would not escape: a citizen's free text would become markup. */
export function findUnescaped(files: Files): Findings {
  return matches(views(files), /\{\{~?\{|\{\{~?&/g);
}

/** Script and style inside a page: the content security policy forbids them, and a browser would ignore them. */
export function findInline(files: Files): Findings {
  return matches(views(files), /<script\b(?![^>]*\bsrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:/gi);
}

/** Ways around Handlebars' escaping from code. */
export function findSafeString(files: Files): Findings {
  return nodes(files, (node) => ts.isIdentifier(node) && /^(SafeString|noEscape)$/.test(node.text));
}

/** Chance that is neither handed in nor fit for keys. */
export function findMathRandom(files: Files): Findings {
  return nodes(files, (node) => isMember(node, "Math", "random"));
}

/** Settings read past config.ts, where nobody checks or lists them. Commands get theirs from config.ts as well. */
export function findEnvironment(files: Files): Findings {
  return nodes(except(code(files), ["server/config.ts"]), (node) => isMember(node, "process", "env"));
}

/** Where a process is put together: main.ts and its two halves hand in the clock. */
const STARTS = ["server/main.ts", "server/serving.ts", "server/mixing.ts"];

/** Time that is not handed in, so that no test can move it. */
export function findAmbientClock(files: Files): Findings {
  return nodes(except(under(files, "server/"), STARTS), (node) => {
    if (ts.isNewExpression(node)) return node.expression.getText() === "Date" && !node.arguments?.length;
    return isMember(node, "Date", "now") || isMember(node, "performance", "now");
  });
}

/** A process that ends elsewhere than where it started leaves connections open and answers half sent. */
export function findProcessEnd(files: Files): Findings {
  return nodes(except(under(files, "server/"), ["server/main.ts"]), (node) =>
    ["exit", "exitCode", "abort", "reallyExit"].some((end) => isMember(node, "process", end)),
  );
}

/** SQL put together from parts: what a person typed could become a statement. Also through a constant of the same file. */
export function findPastedSql(files: Files): Findings {
  return nodes(code(files), (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
    const verbs = node.getSourceFile().fileName.startsWith("server/storage/")
      ? /^(prepare|query|exec)$/
      : /^(prepare|query)$/;
    const [sql] = node.arguments;
    return verbs.test(node.expression.name.text) && sql !== undefined && isPasted(sql);
  });
}

/** `any` in types and casts, and the double cast that comes to the same. */
export function findAny(files: Files): Findings {
  return nodes(files, (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) return true;
    return (
      ts.isAsExpression(node) &&
      ts.isAsExpression(node.expression) &&
      node.expression.type.kind === ts.SyntaxKind.UnknownKeyword
    );
  });
}

/** Tests that are switched off, or switch off the others. `skipIf` and `runIf` say why, and are shown. */
export function findSwitchedOff(files: Files): Findings {
  return nodes(under(files, "test/"), (node) => {
    if (!ts.isPropertyAccessExpression(node) || !/^(only|skip|todo|fails)$/.test(node.name.text)) return false;
    return /^(test|it|describe|bench)\b/.test(node.expression.getText());
  });
}

/** Work that was put off, or the compiler silenced, with a remark. Biome itself asks for a reason when it is silenced. */
export function findLooseEnds(files: Files): Findings {
  return matches(files, /\b(?:TO[D]O|FIX[M]E|XX[X])\b|@ts-(?:ignore|nocheck|expect-error)/g);
}

function views(files: Files): Files {
  return under(files, "views/").filter(({ path }) => path.endsWith(".hbs"));
}

function code(files: Files): Files {
  return [...under(files, "server/"), ...under(files, "scripts/")];
}

function under(files: Files, folder: string): Files {
  return files.filter(({ path }) => path.startsWith(folder));
}

function except(files: Files, paths: readonly string[]): Files {
  return files.filter(({ path }) => !paths.includes(path));
}

function matches(files: Files, pattern: RegExp): Findings {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map((match) => {
      const line = text.slice(0, match.index).split("\n").length;
      return `${path}:${line} ${match[0].trim()}`;
    }),
  );
}

function nodes(files: Files, isFinding: (node: ts.Node) => boolean): Findings {
  return files
    .filter(({ path }) => path.endsWith(".ts"))
    .flatMap(({ path, text }) => {
      const source = syntaxOf(path, text);
      return everyNode(source)
        .filter(isFinding)
        .map((node) => `${path}:${lineOf(source, node.getStart())} ${shown(node)}`);
    });
}

export function syntaxOf(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

export function everyNode(node: ts.Node): readonly ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return [node, ...children.flatMap(everyNode)];
}

/** Counted from 1. */
export function lineOf(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

function shown(node: ts.Node): string {
  return node.getText().replace(/\s+/g, " ").slice(0, 80);
}

/** `object.name`, `object["name"]` or `const { name } = object`. */
function isMember(node: ts.Node, object: string, name: string): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.expression.getText() === object && node.name.text === name;
  if (ts.isElementAccessExpression(node))
    return (
      node.expression.getText() === object &&
      ts.isStringLiteral(node.argumentExpression) &&
      node.argumentExpression.text === name
    );
  if (
    !ts.isVariableDeclaration(node) ||
    !ts.isObjectBindingPattern(node.name) ||
    node.initializer?.getText() !== object
  )
    return false;
  return node.name.elements.some((element) => (element.propertyName ?? element.name).getText() === name);
}

function isPasted(sql: ts.Expression): boolean {
  if (ts.isTemplateExpression(sql)) return true;
  if (ts.isBinaryExpression(sql)) return sql.operatorToken.kind === ts.SyntaxKind.PlusToken;
  if (!ts.isIdentifier(sql)) return false;
  return everyNode(sql.getSourceFile()).some(
    (node) =>
      ts.isVariableDeclaration(node) &&
      node.name.getText() === sql.text &&
      node.initializer !== undefined &&
      !ts.isIdentifier(node.initializer) &&
      isPasted(node.initializer),
  );
}
