import { describe, expect, it } from "vitest";
import { fold, heading, list, table, text } from "../../../src/reproduce/report/document.ts";
import type { Document } from "../../../src/reproduce/report/document.ts";
import { toHypertext } from "../../../src/reproduce/report/hypertext.ts";
import { toMarkdown } from "../../../src/reproduce/report/markdown.ts";
import { faultsOf } from "../../well-formed.ts";

const document: Document = {
  title: "A < B & C",
  lead: ["Read `x < y` **first**, then [the end](#end)."],
  sections: [
    {
      id: "start",
      title: "Where it starts",
      blocks: [
        list(["one", "two"]),
        table("|W| by row", ["name", "|W|"], [["a|b", "**1.5**"]]),
        fold("more", [text("hidden")]),
      ],
    },
    {
      id: "end",
      title: "The end, at ±0.5",
      blocks: [heading("last", "Last (of all)"), text("See [it](#last).")],
    },
  ],
};

describe("a document", () => {
  it("as Markdown has links to the anchors that GitHub makes, and tables that bars do not break", () => {
    expect(toMarkdown(document, "figures")).toBe(`# A < B & C

Read \`x < y\` **first**, then [the end](#the-end-at-05).

- [Where it starts](#where-it-starts)
- [The end, at ±0.5](#the-end-at-05)

## Where it starts

- one
- two

|W| by row

| name |   \\|W\\| |
| ---- | ------: |
| a\\|b | **1.5** |

<details>
<summary>more</summary>

hidden

</details>

## The end, at ±0.5

### Last (of all)

See [it](#last-of-all).
`);
  });

  it("as HTML is well-formed and escaped, with code, strong words and links", () => {
    const page = toHypertext(document, new Map());
    expect(faultsOf(page)).toEqual([]);
    expect(page).toContain('<code>x &#60; y</code> <strong>first</strong>, then <a href="#end">the end</a>');
    expect(page).toContain('<section id="end">');
    expect(page).toContain('<h3 id="last">Last (of all)</h3>');
    expect(page).toMatch(
      /<th scope="row" class="text">a\|b<\/th>\s*<td class="number"><strong>1.5<\/strong><\/td>/,
    );
  });
});
