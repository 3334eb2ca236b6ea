import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { FormatError } from "@espalier/tensor";
import { afterAll, describe, expect, it } from "vitest";
import { parseCosts, stringifyCosts } from "../../src/experiments/costs.ts";
import { parseMeasurements, stringifyMeasurements } from "../../src/experiments/results.ts";
import type { Measurements } from "../../src/experiments/results.ts";
import { fold, heading, list, table, text, toHtml, anchorOf, toMarkdown } from "@espalier/pages";
import type { Document, Figure } from "@espalier/pages";
import { renderFigure } from "@espalier/pages/figures";
import { isThorough } from "../../../../test-setup/thorough.ts";
import { pagesAbout, publish as publishFiles, writePages } from "../../src/report/published.ts";
import { fabricated, fabricatedCosts, withStudies } from "../support/fabricated.ts";
import { faultsOf } from "../../../pages/test/well-formed.ts";

const loss = ({ seed, strategy, ratio }: { seed: number; strategy: string; ratio: number }): number =>
  (0.1 + strategy.length / 100) * (1 + ratio) * (1 + seed / 10);

const plain: Measurements[] = [
  fabricated({ loss }),
  fabricated({ case: "pde", loss }),
  fabricated({ case: "pde", noise: 0.01, loss }),
];
const full = plain.map(withStudies);

/** The folder of a run's published files. */
async function publish(
  folder: string,
  files: readonly Measurements[],
  { withCosts = true } = {},
): Promise<string> {
  const from = join(folder, "run");
  await mkdir(from, { recursive: true });
  for (const file of files)
    await writeFile(join(from, `${file.experiment.name}.json`), stringifyMeasurements(file));
  if (withCosts) await writeFile(join(from, "costs.json"), stringifyCosts(fabricatedCosts(files[0])));
  const to = join(folder, "results");
  await publishFiles(from, to);
  return to;
}

/** The text of a page about published files, whose figures are not rendered for it. */
async function pageAbout(to: string, path: string): Promise<string> {
  const { pages } = await pagesAbout(to);
  return pages.get(path) ?? `no page ${path}`;
}

/** Every file of a folder and those below, by path. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(paths.map((path) => readFile(path, "base64")));
  return Object.fromEntries(paths.map((path, at) => [path.slice(folder.length), texts[at]] as const));
}

/** One of each kind is rendered again, or all; `npm run reproduce -- report` makes them all again. */
async function expectSameFigures(folder: string, figures: readonly Figure[]): Promise<void> {
  const kinds = new Map(figures.map((figure) => [figure.name.replace(/-.*/, ""), figure]));
  for (const figure of isThorough ? figures : kinds.values())
    expect(await renderFigure(figure)).toBe(
      await readFile(join(folder, "figures", `${figure.name}.svg`), "utf8"),
    );
}

describe("the pages of results", async () => {
  const folder = await mkdtemp(join(tmpdir(), "espalier-results-"));
  afterAll(() => rm(folder, { recursive: true }));
  const to = await publish(join(folder, "full"), full);
  await writePages(to);
  const overview = await readFile(`${to}.md`, "utf8");
  const names = (await readdir(to)).filter((name) => name.endsWith(".md"));
  const details = await Promise.all(names.map((name) => readFile(join(to, name), "utf8")));
  const markdown = [overview, ...details].join("\n");

  it("is made of the published files alone, and comes out the same to the last byte", async () => {
    const { pages, figures } = await pagesAbout(to);
    for (const [path, content] of pages) expect(await readFile(path, "utf8"), path).toBe(content);
    // The committed figures below have one of each kind.
    await expectSameFigures(to, isThorough ? figures : figures.slice(0, 1));
  });

  it("has well-formed figures, each with a caption on a page", async () => {
    const figures = await readdir(join(to, "figures"));
    const named = [...markdown.matchAll(/!\[[^\]]+\]\((?:results\/)?figures\/([^)]+)\)\n\n_[^\n]+_/g)];
    expect([...new Set(named.map(([, name]) => name))].toSorted()).toEqual(figures.toSorted());
    for (const name of figures) {
      const svg = await readFile(join(to, "figures", name), "utf8");
      expect([name, faultsOf(svg)]).toEqual([name, []]);
      expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it("has links that lead somewhere", () => {
    const anchorsOf = (page: string): string[] =>
      [...page.matchAll(/^#+ (.+)$/gm)].map(([, title]) => anchorOf(title));
    const pages = new Map([
      ["../results.md", overview],
      ...names.map((name, at) => [name, details[at]] as const),
    ]);
    for (const [name, page] of pages) {
      expect([name, new Set(anchorsOf(page)).size]).toEqual([name, anchorsOf(page).length]);
      for (const [, target] of page.matchAll(/[^!]\[[^\]]+\]\(([^):]+)\)/g)) {
        const [file, anchor] = target.split("#");
        const found = pages.get(file === "" ? name : file.replace("results/", ""));
        expect([target, found === undefined]).toEqual([target, false]);
        if (anchor !== undefined) expect(anchorsOf(found ?? "")).toContain(anchor);
      }
    }
  });

  it.each([
    // Every loss is (0.1 + letters / 100) (1 + ρ) (1 + seed / 10).
    ["a factor and its interval: 0.19 / 0.34 for every seed", "**0.559 [0.559, 0.559]**"],
    ["a mean and its deviation: random, 0.24 (1, 1.1, 1.2)", "0.264 ± 0.024"],
    ["the loss before pruning: 0.18 (1, 1.1, 1.2)", "before pruning 0.198 ± 0.018"],
    ["where each is lowest", "the mean loss is lowest for `random` at ρ = 0.5, 0.8, 0.9."],
    ["predicted and measured change: ρ and 2 ρ", "| 0.500 | 1.00 | **2.00 [2.00, 2.00]** |"],
    ["what is left of 4-3-2, of 12 + 6 weights: 6 + 3", "| 0.5 | 9 | 2.0 × |"],
    ["bytes, of 9 weights and 5 biases of 4 and 18 bits", "| 58 bytes |"],
    ["kept fractions of both layers", "| 0.5 | elimination-compensation | 50.0\u00a0% | 50.0\u00a0% |"],
    ["seconds, the shortest of each", "| elimination-compensation | 1.00 s | 100 ms |"],
    ["from how many calibration samples on none do worse", "from 1,000 samples on at ρ = 0.8"],
    [
      "crossed: 3 (1, 2, 3) without compensation, and (1, 2, 3) with",
      "| elimination-compensation | 3.00 | 2.00 | 1.00 |",
    ],
    ["the error of a picture, 0.125 everywhere", ">error, 0.125</text>"],
  ])("shows what it was told: %s", async (_, shown) => {
    const svg = await readFile(join(to, "figures", "pictures-pde-4-3-2-noise-0.svg"), "utf8");
    expect((markdown + svg).replaceAll(/ +/g, " ")).toContain(shown);
  });

  it("has no section about what was not measured", async () => {
    const few = await publish(join(folder, "plain"), plain.slice(0, 2), { withCosts: false });
    const titles = (page: string): string[] => [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(titles(await pageAbout(few, join(few, "pde-4-3-2-noise-0.md")))).toEqual([
      "Test loss against the pruning ratio",
      "Weights kept in each layer",
      "Multiplications and bytes that are left",
    ]);
    expect(titles(details[names.indexOf("pde-4-3-2-noise-0.md")])).toEqual([
      "Test loss against the pruning ratio",
      "The solution of the equation, before and after pruning",
      "Every ranking with every compensation",
      "How many calibration samples are enough",
      "Pruning in several steps",
      "Weights kept in each layer",
      "Multiplications and bytes that are left",
    ]);
    expect(titles(details[names.indexOf("studies.md")])).toEqual([
      "What noise does",
      "Predicted and measured change of the output",
      "Every ranking with every compensation",
      "When our choices change",
    ]);
  });

  it("says so as long as something is missing, and nothing of it when all is there", async () => {
    expect(overview).not.toContain("Not complete");
    const [first, second] = plain;
    const half = [first, { ...second, rows: second.rows.slice(0, 5) }];
    const at = await publish(join(folder, "half"), half, { withCosts: false });
    const published = await pageAbout(at, `${at}.md`);
    // Three seeds of a baseline, three strategies at three ratios and two stages, and the dense network at three ratios.
    const all = 3 * (1 + 3 * 3 * 2 + 3);
    expect(published).toContain(`**Not complete:** ${all + 5} of ${2 * all} measurements`);
  });

  it("replaces the published files, and refuses another file by its name", async () => {
    const own = join(folder, "replaced");
    const again = await publish(own, plain.slice(0, 1));
    expect((await readdir(again)).filter((name) => name.endsWith(".gz"))).toEqual(["mnist-4-3-2.json.gz"]);
    await writeFile(join(own, "run", "wrong.json"), "{}");
    const refused = publishFiles(join(own, "run"), again);
    await expect(refused).rejects.toThrow(FormatError);
    await expect(refused).rejects.toThrow("wrong.json");
  });
});

it.each(["results", "beyond", "family"])(
  "the committed pages of %s are those of its measurements, to the last byte",
  async (name) => {
    const folder = fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url));
    const { pages, figures } = await pagesAbout(folder);
    for (const [path, content] of pages) expect(await readFile(path, "utf8"), path).toBe(content);
    const kept = Object.keys(await contentOf(folder));
    const made = [...pages.keys()].map((path) => path.slice(folder.length)).filter((path) => path !== ".md");
    expect(kept.filter((path) => path.endsWith(".md")).toSorted()).toEqual(made.toSorted());
    const svgs = figures.map((figure) => `/figures/${figure.name}.svg`);
    expect(kept.filter((path) => path.endsWith(".svg")).toSorted()).toEqual(svgs.toSorted());
    await expectSameFigures(folder, figures);
    expect(pages.get(`${folder}.md`)?.split("\n").length).toBeLessThanOrEqual(350);
  },
);

it("the committed measurements are read and written again, to the last byte", async () => {
  const results = fileURLToPath(new URL("../../../../docs/results", import.meta.url));
  const packed = (await readdir(results)).filter((name) => name.endsWith(".json.gz"));
  expect(packed.length).toBe(13);
  for (const name of packed) {
    const content = gunzipSync(await readFile(join(results, name))).toString("utf8");
    expect(stringifyMeasurements(parseMeasurements(content)) === content, name).toBe(true);
  }
  const costs = await readFile(join(results, "costs.json"), "utf8");
  expect(stringifyCosts(parseCosts(costs))).toBe(costs);
});

const document: Document = {
  title: "A < B & C",
  lead: ["Read `x < y` **first**, then [the end](#the-end-at-05)."],
  sections: [
    {
      title: "Where it starts",
      blocks: [
        list(["one", "two"]),
        table("|W| by row", ["name", "|W|"], [["a|b", "**1.5**"]]),
        fold("more", [text("hidden")]),
      ],
    },
    { title: "The end, at ±0.5", blocks: [heading("Last (of all)"), text("<b>")] },
  ],
};

describe("a document", () => {
  it("as Markdown has tables that bars do not break, and no markup but its own", () => {
    expect(toMarkdown(document)).toBe(`# A &lt; B & C

Read \`x < y\` **first**, then [the end](#the-end-at-05).

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

&lt;b>
`);
  });

  it("as HTML is well-formed and escaped, with code, strong words, and headings that links find", () => {
    const page = toHtml(document, new Map());
    expect(faultsOf(page)).toEqual([]);
    expect(page).toContain(
      '<code>x &lt; y</code> <strong>first</strong>, then <a href="#the-end-at-05">the end</a>',
    );
    expect(page).toContain('<h2 id="the-end-at-05">The end, at ±0.5</h2>');
    expect(page).toMatch(/<td>a\|b<\/td>\s*<td style="text-align:right"><strong>1.5<\/strong><\/td>/);
  });
});
