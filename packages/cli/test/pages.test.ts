import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { runIn, temporaryFolder } from "./support/terminal.ts";

// Every command line in a page runs, in the order of the page, beside the files of examples/pytorch; and where a block of output follows,
// that is what the last one prints.

const root = fileURLToPath(new URL("../../../", import.meta.url));

interface Session {
  readonly lines: readonly string[];
  readonly output: string | undefined;
}

/** The blocks fenced as `sh`, each with the block fenced as `text` right after it. */
function sessionsOf(markdown: string): Session[] {
  const blocks = markdown.matchAll(/^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?/gms);
  return Array.from(blocks, ([, code, output]) => ({
    lines: code
      .split("\n")
      .flatMap((line) => /^(?:npx espalier|npm run espalier --) (.*)/.exec(line)?.[1] ?? []),
    output,
  }));
}

it.each(["README.md", "docs/from-pytorch.md"])("what %s says of the terminal is so", async (page) => {
  const folder = temporaryFolder();
  cpSync(join(root, "examples/pytorch"), folder, { recursive: true });
  cpSync(join(root, "examples/pytorch"), join(folder, "examples/pytorch"), { recursive: true });
  const sessions = sessionsOf(readFileSync(join(root, page), "utf8")).filter(({ lines }) => lines.length > 0);
  expect(sessions).not.toEqual([]);
  for (const { lines, output } of sessions) {
    let last = "";
    for (const line of lines) {
      const { code, stdout, stderr } = await runIn(folder, line);
      expect(code, `${line}\n${stderr}`).toBe(0);
      last = stdout;
    }
    if (output !== undefined) expect(last).toBe(output);
  }
});
