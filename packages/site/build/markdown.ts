import MarkdownIt from "markdown-it";
import { highlight } from "./code.ts";
import { math } from "./math.ts";
import type { StyleClasses } from "./math.ts";

export interface Heading {
  readonly level: number;
  readonly id: string;
  /** As HTML. */
  readonly html: string;
  readonly text: string;
}

/** A section of a page, as text to search. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export interface Rendered {
  readonly html: string;
  readonly title: string;
  readonly headings: readonly Heading[];
  readonly sections: readonly Section[];
}

export interface RenderOptions {
  readonly classes: StyleClasses;
  /** The address of a link or a picture, for what the Markdown says. */
  readonly link: (target: string) => string;
  /** Whether the Markdown may hold HTML. */
  readonly html?: boolean;
}

/** Text as HTML, within an element or a quoted attribute. */
export const escape: (text: string) => string = new MarkdownIt().utils.escapeHtml;

/** A heading's anchor as GitHub spells it. */
export const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");

/** Markdown as GitHub reads it, to HTML under a policy without inline styles. */
export function render(source: string, { classes, link, html = false }: RenderOptions): Rendered {
  const markdown = new MarkdownIt({ html, linkify: false });
  math(markdown, classes);
  // A number and its per cent sign stay on one line.
  markdown.renderer.rules["text"] = (tokens, at) =>
    escape(tokens[at].content).replaceAll(/(?<=\d) (?=%)/g, "\u00a0");
  for (const rule of ["fence", "code_block"])
    markdown.renderer.rules[rule] = (tokens, at) =>
      highlight(tokens[at].content, tokens[at].info.trim().split(/\s+/)[0]);
  markdown.renderer.rules["table_open"] = () => '<div class="table" tabindex="0"><table>';
  markdown.renderer.rules["table_close"] = () => "</table></div>\n";
  // Columns of numbers are aligned by a style; a class does the same.
  for (const rule of ["th_open", "td_open"] as const)
    markdown.renderer.rules[rule] = (tokens, at) => {
      const side = /right|center/.exec(String(tokens[at].attrGet("style") ?? ""))?.[0];
      return `<${rule.slice(0, 2)}${side === undefined ? "" : ` class="${side}"`}>`;
    };

  // Without the comments around what a command writes into a page.
  const tokens = markdown.parse(source.replaceAll(/<!-- \/?[\w-]+ -->/g, ""), {});
  const headings: Heading[] = [];
  const sections: { id: string; title: string; text: string }[] = [];
  const used = new Map<string, number>();
  for (const [at, token] of tokens.entries()) {
    for (const child of token.children ?? [])
      for (const name of ["href", "src"]) {
        const target = child.attrGet(name);
        if (target !== null) child.attrSet(name, link(String(target)));
        if (name === "src" && target !== null) child.attrSet("loading", "lazy");
      }
    if (token.type === "heading_open") {
      const inline = tokens[at + 1];
      const text = (inline.children ?? []).map(({ content }) => content).join("");
      const base = slug(text);
      const times = used.get(base) ?? 0;
      used.set(base, times + 1);
      const id = times === 0 ? base : `${base}-${times}`;
      token.attrSet("id", id);
      const inside = markdown.renderer.renderInline(inline.children ?? [], markdown.options, {});
      headings.push({
        level: Number(token.tag.slice(1)),
        id,
        text,
        html: inside.replaceAll(/<\/?a[^>]*>/g, ""),
      });
      sections.push({ id, title: text, text: "" });
    } else if (token.type === "inline" && tokens[at - 1]?.type !== "heading_open") {
      const text = (token.children ?? []).map(({ content }) => content).join(" ");
      const section = sections.at(-1);
      if (section !== undefined) section.text += ` ${text}`;
    }
  }
  markdown.renderer.rules["heading_close"] = (all, at) => {
    const opening = all.slice(0, at).findLast(({ type }) => type === "heading_open");
    const id = String(opening?.attrGet("id"));
    const anchor =
      all[at].tag === "h1" ? "" : ` <a class="anchor" href="#${id}" aria-label="Link to this section">#</a>`;
    return `${anchor}</${all[at].tag}>\n`;
  };
  const title = headings.find(({ level }) => level === 1)?.text ?? headings[0]?.text ?? "";
  return { html: markdown.renderer.render(tokens, markdown.options, {}), title, headings, sections };
}
