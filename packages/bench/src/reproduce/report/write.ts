import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { writeAtomically } from "../../files.ts";
import { drawingsOf } from "./document.ts";
import { drawn } from "./drawn.ts";
import { toHypertext } from "./hypertext.ts";
import { toMarkdown } from "./markdown.ts";
import { pageOf } from "./page.ts";
import { readFindings } from "./published.ts";

/**
 * Writes the page about what has been published in a folder: `<folder>.md` with `<folder>/figures/*.svg`, and
 * `<folder>/index.html`. It depends on nothing but those files, down to the last byte.
 *
 * @returns the paths
 */
export async function writeReport(folder: string): Promise<string[]> {
  const page = pageOf(await readFindings(folder));
  const drawings = await drawn(page.sections.flatMap(({ blocks }) => drawingsOf(blocks)));
  const figures = join(folder, "figures");
  await rm(figures, { recursive: true, force: true });
  const files = [
    [`${folder}.md`, toMarkdown(page, `${basename(folder)}/figures`)],
    [join(folder, "index.html"), toHypertext(page, drawings)],
    ...[...drawings].map(([name, svg]) => [join(figures, `${name}.svg`), svg] as const),
  ] as const;
  for (const [path, content] of files) await writeAtomically(path, content);
  return files.map(([path]) => path);
}
