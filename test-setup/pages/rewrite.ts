import { parseAst } from "vitest/node";
import { isLiteral } from "./literal.ts";
import type { Block } from "./markdown.ts";

/** A block as code that runs inside a function, with as many lines as before. */
export interface Rewritten {
  readonly code: string;
  /** Its imports as declarations of one name each, so that a page may repeat them from block to block. */
  readonly imports: readonly string[];
  /** The numbers of the lines with a claim. */
  readonly claims: readonly number[];
}

type Program = ReturnType<typeof parseAst>;
type Import = Extract<Program["body"][number], { type: "ImportDeclaration" }>;
type ExpressionStatement = Extract<Program["body"][number], { type: "ExpressionStatement" }>;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Takes the imports out of a block, and makes each `expression; // => value` a call of `$claim`.
 *
 * @throws Error when the block is not TypeScript, or a claim has no expression or no literal
 */
export function rewrite(page: string, block: Block): Rewritten {
  const source = "\n".repeat(block.opens) + block.code; // so that lines, in messages too, are those of the page
  const lineAt = (offset: number): number => source.slice(0, offset).split("\n").length;
  const program = parseAst(source, { lang: "ts" }, page);
  const edits: Edit[] = [];
  const imports: string[] = [];
  const claims: number[] = [];

  for (const node of program.body) {
    if (node.type !== "ImportDeclaration") continue;
    imports.push(...singleImports(node, source));
    edits.push({ ...node, text: source.slice(node.start, node.end).replaceAll(/[^\n]+/g, "") });
  }
  for (const statement of expressionStatements(program)) {
    const claimed = /^[ \t]*\/\/ =>(.*)/.exec(source.slice(statement.end))?.[1].trim();
    if (claimed === undefined) continue;
    const line = lineAt(statement.end);
    const [before, after] = claimCode(`${page}:${line}`, line, claimed);
    const end = statement.end - (source[statement.end - 1] === ";" ? 1 : 0);
    edits.push({ start: statement.start, end: statement.start, text: before });
    edits.push({ start: end, end, text: after });
    claims.push(line);
  }
  for (const [k, text] of source.split("\n").entries()) {
    if (text.includes("// =>") && !claims.includes(k + 1))
      throw new Error(
        `${page}:${k + 1}: expected an expression to claim something of; received ${text.trim()}`,
      );
  }
  return { code: applyEdits(source, edits).slice(block.opens), imports, claims };
}

/** What goes before and after the expression of a claim. */
function claimCode(at: string, line: number, claimed: string): readonly [string, string] {
  const error = /^throws (.+?)(…?)$/.exec(claimed);
  if (error !== null) {
    const [text, length] = [JSON.stringify(error[1]), error[2] === "…" ? error[1].length : "undefined"];
    const thrown = (what: string): string =>
      `$claim(${line}, ${what}.slice(0, ${length})).toStrictEqual(${text});`;
    return ["try { (", `); ${thrown('"no error"')} } catch ($error) { ${thrown("String($error)")} }`];
  }
  if (!isLiteral(claimed)) throw new Error(`${at}: expected a literal after // =>; received ${claimed}`);
  return [`$claim(${line}, (`, `)).toStrictEqual((${claimed}))`];
}

function singleImports({ importKind, specifiers, source: from }: Import, source: string): readonly string[] {
  if (specifiers.length === 0) return [`import ${from.raw};`];
  return specifiers.map((specifier) => {
    const name = source.slice(specifier.start, specifier.end);
    const names = specifier.type === "ImportSpecifier" ? `{ ${name} }` : name;
    return `import ${importKind === "type" ? "type " : ""}${names} from ${from.raw};`;
  });
}

function* expressionStatements(node: unknown): Generator<ExpressionStatement> {
  if (typeof node !== "object" || node === null) return;
  // The parser's type lists every kind of node, but not how to walk them.
  if ("type" in node && node.type === "ExpressionStatement") yield node as ExpressionStatement;
  for (const child of Object.values(node)) yield* expressionStatements(child);
}

/** From the last edit to the first, so that the offsets of those to come stay true. */
const applyEdits = (source: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: edit }) => text.slice(0, start) + edit + text.slice(end), source);
