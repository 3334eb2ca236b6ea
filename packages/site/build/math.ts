import { renderToString } from "katex";
import type { MarkdownIt } from "markdown-it";

/** Rules for formulas as GitHub reads them: `$…$` within a line, `$$…$$` in a paragraph of its own. */
export function math(markdown: MarkdownIt, classes: StyleClasses): void {
  markdown.inline.ruler.after("escape", "math", (state, silent) => {
    const found = /^\$(?=[^\s$])((?:\\.|[^\\$])*?[^\s\\$]|[^\s\\$])\$(?!\d)/.exec(state.src.slice(state.pos));
    if (found === null) return false;
    if (!silent) state.push("math", "", 0).content = found[1];
    state.pos += found[0].length;
    return true;
  });
  markdown.block.ruler.before("paragraph", "math_block", (state, start, end, silent) => {
    const lineAt = (line: number): string =>
      state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
    if (!lineAt(start).startsWith("$$")) return false;
    let last = start;
    while (last < end && !(lineAt(last).endsWith("$$") && (last > start || lineAt(last).length > 2))) last++;
    if (last === end) return false;
    if (silent) return true;
    const lines = Array.from({ length: last - start + 1 }, (_, at) => lineAt(start + at));
    const token = state.push("math_block", "", 0);
    token.content = lines.join("\n").replace(/^\$\$|\$\$$/g, "");
    token.block = true;
    state.line = last + 1;
    return true;
  });
  markdown.renderer.rules["math"] = (tokens, at) => typeset(tokens[at].content, false, classes);
  markdown.renderer.rules["math_block"] = (tokens, at) =>
    `<div class="formula" tabindex="0">${typeset(tokens[at].content, true, classes)}</div>\n`;
}

/** The TeX that KaTeX repeats within the MathML: no browser shows it, and no screen reader reads it. */
const SOURCE = /<annotation[^]*?<\/annotation>|<\/?semantics>/g;

/** A formula as HTML and MathML without a `style` attribute. */
export const typeset = (tex: string, displayMode: boolean, classes: StyleClasses): string =>
  classes.replaceIn(
    renderToString(tex, {
      displayMode,
      throwOnError: true,
      // A character like ½ is shown in the font of the text, as GitHub does.
      strict: (code: string) => (/ymbol/.test(code) ? "ignore" : "error"),
    }).replaceAll(SOURCE, ""),
  );

/**
 * KaTeX positions its glyphs by `style` attributes, which the policy of the site refuses. Each distinct style becomes a class here, and
 * all of them a style sheet.
 */
export class StyleClasses {
  readonly #names = new Map<string, string>();

  /** The HTML with a class in place of each `style`. */
  replaceIn(html: string): string {
    return html.replaceAll(/<[a-z][^>]* style="([^"]*)"[^>]*>/g, (tag, style: string) => {
      const bare = tag.replace(` style="${style}"`, "");
      const name = this.#nameOf(style);
      return bare.includes(' class="')
        ? bare.replace(' class="', ` class="${name} `)
        : bare.replace(/^<[a-z]+/, (start) => `${start} class="${name}"`);
    });
  }

  /** The style sheet of all classes so far. */
  sheet(): string {
    return [...this.#names].map(([style, name]) => `.${name}{${style}}`).join("\n");
  }

  #nameOf(style: string): string {
    const known = this.#names.get(style) ?? `k${this.#names.size}`;
    this.#names.set(style, known);
    return known;
  }
}
