import { describe, expect, it } from "vitest";
import { render, slug } from "../build/markdown.ts";
import type { Rendered } from "../build/markdown.ts";
import { StyleClasses } from "../build/math.ts";

const rendered = (markdown: string): Rendered =>
  render(markdown, { classes: new StyleClasses(), link: (target) => `→${target}` });

describe("Markdown becomes HTML that the policy allows", () => {
  it("with an anchor for each heading as GitHub spells it, and a number where two are alike", () => {
    const { headings, title } = rendered("# A title\n\n## What (5), (6) say\n\n## Twice\n\n## Twice\n");
    expect(title).toBe("A title");
    expect(headings.map(({ id }) => id)).toEqual(["a-title", "what-5-6-say", "twice", "twice-1"]);
    expect(slug("`compact` and Σ G")).toBe("compact-and-σ-g");
  });

  it("with every link and picture passed through the resolver", () => {
    const { html } = rendered("[a](b.md#c) ![d](e.svg)");
    expect(html).toContain('href="→b.md#c"');
    expect(html).toContain('src="→e.svg"');
  });

  it.each(["$x^2$ and $\\frac{a}{b}$", "$$ \\sum_n G_n \\tag{5} $$", "$$\n\\mathbb{E}[x]\n$$"])(
    "the formula %s has MathML for a screen reader and no style attribute",
    (formula) => {
      const { html } = rendered(formula);
      expect(html).toContain("<math");
      expect(html).not.toContain("style=");
      expect(html).not.toContain("$");
    },
  );

  it("a dollar before a number is a price, and code has no formulas", () => {
    expect(rendered("from $5 to $6").html).toBe("<p>from $5 to $6</p>\n");
    expect(rendered("`$a$`").html).toBe("<p><code>$a$</code></p>\n");
  });

  it("an invalid formula fails the build", () => {
    expect(() => rendered("$\\frac{a$")).toThrow("KaTeX");
  });

  it("each distinct style is one class", () => {
    const classes = new StyleClasses();
    const html = classes.replaceIn(
      '<i class="a" style="top:1em;"></i><i style="top:1em;"></i><i style="top:2em;"></i>',
    );
    expect(html).toBe('<i class="k0 a"></i><i class="k0"></i><i class="k1"></i>');
    expect(classes.sheet()).toBe(".k0{top:1em;}\n.k1{top:2em;}");
  });

  it("code has classes for its tokens, and tables no style", () => {
    const { html } = rendered('```ts\nconst a = "<b>"; // c\n```\n\n| a | b |\n| - | -: |\n| 1 | 2 |\n');
    expect(html).toContain('<span class="t-keyword">const</span>');
    expect(html).not.toContain("<b>");
    expect(html).toContain('<td class="right">2</td>');
    expect(html).not.toContain("style=");
  });

  it("the text of a section is there to search", () => {
    const { sections } = rendered("# A\n\nfirst `code`\n\n## B\n\nsecond\n");
    expect(sections.map(({ id, text }) => [id, text.trim().replaceAll(/\s+/g, " ")])).toEqual([
      ["a", "first code"],
      ["b", "second"],
    ]);
  });
});
