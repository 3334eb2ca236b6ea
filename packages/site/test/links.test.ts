import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../build/build.ts";
import { addressOf, contentFiles } from "../build/content.ts";
import { relativeUrl, resolveLink } from "../build/links.ts";
import type { Targets } from "../build/links.ts";
import { render } from "../build/markdown.ts";
import { StyleClasses } from "../build/math.ts";

describe("a file of the workspace has an address on the site", () => {
  it.each([
    ["README.md", ""],
    ["docs/index.md", "guide/"],
    ["docs/method.md", "method/"],
    ["docs/results/claims.md", "results/claims/"],
    ["packages/prune/README.md", "packages/prune/"],
    ["ARCHITECTURE.md", "architecture/"],
  ])("%s at /%s", (file, address) => {
    expect(addressOf(file)).toBe(address);
  });

  it("each one its own", () => {
    const addresses = contentFiles(root).map(addressOf);
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});

it("the builder stays below 700 lines that are neither empty nor a comment", () => {
  const folder = join(root, "packages/site/build");
  const lines = readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), "utf8")
      .replaceAll(/^\s*\/\*[^]*?\*\//gm, "")
      .split("\n")
      .filter((line) => !/^\s*(\/\/|$)/.test(line)),
  );
  expect(lines.length).toBeGreaterThan(500);
  expect(lines.length).toBeLessThan(700);
});

describe("links", () => {
  const targets = (): Targets => ({
    pages: new Map(contentFiles(root).map((file) => [file, addressOf(file)])),
    sources: new Set(),
    assets: new Set(),
  });

  it("are relative, so that the site may be below any path", () => {
    expect(relativeUrl("method/", "engine/#a")).toBe("../engine/#a");
    expect(relativeUrl("", "method/")).toBe("method/");
    expect(relativeUrl("method/", "")).toBe("../");
    expect(relativeUrl("method/", "method/")).toBe("./");
    expect(relativeUrl("", "assets/style.css")).toBe("assets/style.css");
  });

  it("of a page lead to pages, to sources that get a page, and to files that are copied", () => {
    const all = targets();
    const to = (target: string): string => resolveLink(root, "docs/method.md", target, all);
    expect(to("engine.md#x")).toBe("../engine/#x");
    expect(to("../packages/prune")).toBe("../packages/prune/");
    expect(to("../packages/scores/src/method/rank.ts#L19")).toBe(
      "../source/packages/scores/src/method/rank.ts/#L19",
    );
    expect(to("costs.svg")).toBe("../files/docs/costs.svg");
    expect(to("https://arxiv.org/")).toBe("https://arxiv.org/");
    expect([...all.sources]).toEqual(["packages/scores/src/method/rank.ts"]);
    expect([...all.assets]).toEqual(["docs/costs.svg"]);
    expect(() => to("missing.md")).toThrow("docs/method.md: expected a link to a file; received missing.md");
  });
});

it.each(contentFiles(root))("%s is a page: its formulas are valid and its links lead somewhere", (file) => {
  const targets: Targets = {
    pages: new Map(contentFiles(root).map((each) => [each, addressOf(each)])),
    sources: new Set(),
    assets: new Set(),
  };
  const { title, html } = render(readFileSync(join(root, file), "utf8"), {
    classes: new StyleClasses(),
    link: (target) => resolveLink(root, file, target, targets),
  });
  expect(title).not.toBe("");
  expect(html).not.toContain(" style=");
  expect(html, "a comment that a reader sees").not.toMatch(/<p>[^<]*&lt;!--/);
});
