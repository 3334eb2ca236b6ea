import { fileURLToPath } from "node:url";
import { runningBlocks } from "./markdown.ts";
import { rewrite } from "./rewrite.ts";

const RUNTIME = fileURLToPath(new URL("run.ts", import.meta.url));

/**
 * A page as one TypeScript module, line for line.
 *
 * Its blocks become one generator that pauses after each, and each block stands inside the one before: it sees all names
 * so far and may give any of them a new meaning.
 *
 * @param page its path from the root of the workspace, for messages
 */
export function pageModule(page: string, markdown: string): string {
  const lines = markdown.split("\n").map(() => "");
  const imports = new Set<string>();
  const tests: object[] = [];
  for (const block of runningBlocks(page, markdown)) {
    const { code, imports: ofBlock, claims } = rewrite(page, block);
    for (const declaration of ofBlock) imports.add(declaration);
    tests.push({ title: `${block.heading ?? page} (line ${block.opens})`, claims });
    lines.splice(block.opens - 1, block.closes - block.opens + 1, "{", ...code.split("\n"), "yield;");
  }
  const opening = `$page(${JSON.stringify(page)}, ${JSON.stringify(tests)}, async function* ($claim) {`;
  const runtime = `import { testPage as $page } from ${JSON.stringify(RUNTIME)};`;
  // A page's first line is a heading or a fence, never code.
  lines[0] = [...imports, runtime, opening, lines[0]].join(" ");
  return `${lines.join("\n")}${"}".repeat(tests.length)} });\n`;
}
