import { describe, expect, it } from "vitest";
import { faultsOf } from "../build/checker.ts";
import { layout } from "../build/layout.ts";

const page = (address: string, html: string): string =>
  layout({ address, title: "A page", html, menu: [], places: [] });

const files = new Set(["index.html", "other/index.html", "picture.svg"]);
for (const name of ["icon.svg", "style.css", "theme.js", "site.js"]) files.add(`assets/${name}`);

const faults = (html: string): string[] =>
  faultsOf({
    pages: new Map([
      ["index.html", page("", html)],
      ["other/index.html", page("other/", '<h2 id="part">Part</h2>')],
    ]),
    files,
  });

describe("the checker", () => {
  it("has nothing against a page whose links, anchors and pictures are there", () => {
    const good =
      '<a href="other/#part">a</a><a href="https://arxiv.org/">b</a><img src="picture.svg" alt="">';
    expect(faults(good)).toEqual([]);
  });

  it.each([
    ['<a href="missing/">a</a>', "index.html: a link to missing/, which is not there"],
    ['<a href="other/#no">a</a>', "index.html: a link to other/#no, which has no such anchor"],
    ['<img src="no.png">', "index.html: a link to no.png, which is not there"],
    [
      '<img src="https://elsewhere.org/a.png">',
      "index.html: loads https://elsewhere.org/a.png from another host",
    ],
    ['<img src="//elsewhere.org/a.png">', "index.html: loads //elsewhere.org/a.png from another host"],
    ['<p style="color: red">a</p>', "index.html: an inline style, color: red"],
    ["<style>p{}</style>", "index.html: an inline style sheet"],
    ["<script>1</script>", "index.html: an inline script"],
    ['<button onclick="f()">a</button>', "index.html: an inline handler, onclick"],
    ['<p id="main">a</p>', "index.html: the id main twice"],
  ])("finds the fault of %s", (html, fault) => {
    expect(faults(html)).toEqual([fault]);
  });
});
