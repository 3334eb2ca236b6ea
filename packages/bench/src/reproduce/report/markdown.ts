import { table as markdownTable } from "../../performance/page/table.ts";
import type { Block, Document } from "./document.ts";

/**
 * A document as Markdown, as GitHub shows it.
 *
 * @param figures where the drawings are, seen from the page: `results/figures`
 */
export function toMarkdown({ title, lead, sections }: Document, figures: string): string {
  const parts = [
    `# ${title}`,
    ...lead,
    sections.map((section) => `- [${section.title}](#${anchorOf(section.title)})`).join("\n"),
    ...sections.flatMap((section) => [
      `## ${section.title}`,
      ...section.blocks.map((each) => block(each, figures)),
    ]),
  ];
  // Links name sections and headings by their ids; GitHub makes anchors of the titles.
  const anchors = new Map(
    sections.flatMap(({ id, title: heading, blocks }) => [
      [id, anchorOf(heading)] as const,
      ...blocks.flatMap((each) =>
        each.kind === "heading" ? [[each.id, anchorOf(each.title)] as const] : [],
      ),
    ]),
  );
  return `${parts.join("\n\n").replaceAll(/\]\(#([\w.-]+)\)/g, (link, id: string) => {
    const anchor = anchors.get(id);
    return anchor === undefined ? link : `](#${anchor})`;
  })}\n`;
}

/** What GitHub makes of a heading: lower case, nothing but letters, digits, hyphens and spaces, which become hyphens. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");

function block(each: Block, figures: string): string {
  if (each.kind === "text") return each.text;
  if (each.kind === "list") return each.items.map((item) => `- ${item}`).join("\n");
  if (each.kind === "heading") return `### ${each.title}`;
  if (each.kind === "drawing") return `![${each.title}](${figures}/${each.name}.svg)\n\n_${each.caption}_`;
  if (each.kind === "table") {
    const cells = (row: readonly string[]): string[] => row.map((cell) => cell.replaceAll("|", "\\|"));
    const lines = markdownTable(cells(each.head), each.rows.map(cells), each.numbersFrom);
    return `${each.caption}\n\n${lines}`;
  }
  const inside = each.blocks.map((one) => block(one, figures)).join("\n\n");
  return `<details>\n<summary>${each.summary}</summary>\n\n${inside}\n\n</details>`;
}
