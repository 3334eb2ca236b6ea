import { markdownTable } from "markdown-table";
import type { Block, Document, Table } from "./document.ts";

/**
 * A document as Markdown, as GitHub shows it.
 *
 * @param figures the folder of the figures, seen from the page: `results/figures`
 */
export const toMarkdown = ({ title, lead, sections }: Document, figures = "figures"): string =>
  `${[
    `# ${escaped(title)}`,
    ...lead.map(escaped),
    ...sections.flatMap((section) => [`## ${escaped(section.title)}`, blocksText(section.blocks, figures)]),
  ].join("\n\n")}\n`;

/** GitHub's anchor of a heading: lower case, only letters, digits, hyphens and spaces, which become hyphens. */
export const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");

/** Blocks, one after the other. */
export const blocksText = (blocks: readonly Block[], figures = "figures"): string =>
  blocks.map((each) => blockOf(each, figures)).join("\n\n");

function blockOf(block: Block, figures: string): string {
  if (block.kind === "text") return escaped(block.text);
  if (block.kind === "list") return block.items.map((item) => `- ${escaped(item)}`).join("\n");
  if (block.kind === "heading") return `${"#".repeat(block.level)} ${escaped(block.title)}`;
  if (block.kind === "table")
    return `${block.caption === "" ? "" : `${escaped(block.caption)}\n\n`}${tableText(block)}`;
  if (block.kind === "figure")
    return `![${escaped(block.title)}](${figures}/${block.name}.svg)\n\n_${escaped(block.caption)}_`;
  return `<details>\n<summary>${escaped(block.summary)}</summary>\n\n${blocksText(block.blocks, figures)}\n\n</details>`;
}

/** A table alone, as wide as it needs to be. */
export const tableText = ({ head, rows, numbersFrom }: Table): string =>
  markdownTable(
    [head, ...rows].map((row) => row.map((cell) => escaped(cell).replaceAll("|", "\\|"))),
    { align: head.map((_, at) => (at < numbersFrom ? "" : "right")) },
  );

/** No markup but our own: `<` is an entity except in code. */
const escaped = (content: string): string =>
  content
    .split("`")
    .map((part, at) => (at % 2 === 0 ? part.replaceAll("<", "&lt;") : part))
    .join("`");
