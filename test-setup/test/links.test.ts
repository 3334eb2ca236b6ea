import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { anchorsOf, declarationLine, linksOf, withCurrentLines } from "../pages/links.ts";
import type { Link } from "../pages/links.ts";
import { PAGES } from "../pages/workspace.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** The fault of a link, if it has one. */
function fault({ text, file, anchor }: Link): string | undefined {
  if (!existsSync(join(root, file))) return `${file} does not exist`;
  if (anchor === "") return undefined;
  if (file.endsWith(".md"))
    return anchorsOf(read(file)).includes(anchor) ? undefined : `${file} has no #${anchor}`;
  const name = text.replaceAll("`", "");
  const line = declarationLine(read(file), name);
  return anchor === `L${line}` ? undefined : `${file} declares ${name} in line ${line}, not ${anchor}`;
}

const linked = [...new Set(globSync([...PAGES, "*.md", "examples/*/README.md"], { cwd: root }))].toSorted();

describe.each(linked)("%s", (page) => {
  it("links to files, headings and lines that are there (lines: npm run links)", () => {
    const faults = linksOf(page, read(page)).flatMap((link) => fault(link) ?? []);
    expect(faults).toEqual([]);
  });
});

describe("a link to a line of code", () => {
  const code = "import { a } from 'a';\n\nexport const alpha = 1;\nfunction* beta() {}\nalpha + beta;\n";

  it("is known by the declaration of its name", () => {
    expect(declarationLine(code, "alpha")).toBe(3);
    expect(declarationLine(code, "beta")).toBe(4);
    expect(declarationLine(code, "alph")).toBeUndefined();
  });

  it("belongs to no line where a name is declared twice", () => {
    expect(declarationLine(`${code}const alpha = 2;`, "alpha")).toBeUndefined();
  });

  it("is moved to its line", () => {
    const page = "See [`beta`](../src/code.ts#L99), [`gamma`](../src/code.ts#L7).";
    const files: string[] = [];
    const moved = withCurrentLines("docs/page.md", page, (file) => {
      files.push(file);
      return code;
    });
    expect(moved).toBe("See [`beta`](../src/code.ts#L4), [`gamma`](../src/code.ts#L7).");
    expect(files).toEqual(["src/code.ts", "src/code.ts"]);
  });
});

describe("a page", () => {
  it("has the links of its prose, not of its code", () => {
    const markdown = "[a](b.md#c)\n\n```ts\nx[0](y);\n```\n\n[d](https://e.org) [f](#g) [`h`](../i.ts#L1)";
    expect(linksOf("docs/page.md", markdown)).toEqual([
      { text: "a", file: "docs/b.md", anchor: "c" },
      { text: "f", file: "docs/page.md", anchor: "g" },
      { text: "`h`", file: "i.ts", anchor: "L1" },
    ]);
  });

  it("has its headings as anchors", () => {
    expect(anchorsOf("# The file `a.ts`: what it is\n\n## Per-sample Jacobians, g")).toEqual([
      "the-file-ats-what-it-is",
      "per-sample-jacobians-g",
    ]);
  });
});

describe("a page that teaches", () => {
  it.each([
    ["docs/engine.md", 300],
    ["docs/method.md", 250],
  ])("%s has at most %i lines", (page, most) => {
    expect(read(page).split("\n").length - 1).toBeLessThanOrEqual(most);
  });
});
