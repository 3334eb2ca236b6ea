import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FormatError } from "@espalier/tensor";
import { afterAll, describe, expect, it } from "vitest";
import { stringifyCosts } from "../../../src/reproduce/costs.ts";
import { stringifyMeasurements } from "../../../src/reproduce/files.ts";
import { report } from "../../../src/reproduce/report/report.ts";
import type { Measurements } from "../../../src/reproduce/results.ts";
import { fabricated, fabricatedCosts, withStudies } from "../../support/fabricated.ts";
import { faultsOf } from "../../well-formed.ts";

const loss = ({ seed, strategy, ratio }: { seed: number; strategy: string; ratio: number }): number =>
  (0.1 + strategy.length / 100) * (1 + ratio) * (1 + seed / 10);

const plain: Measurements[] = [
  fabricated({ loss }),
  fabricated({ case: "pde", loss }),
  fabricated({ case: "pde", noise: 0.01, loss }),
];
const full = plain.map(withStudies);

/** A run's files, and the page about them. */
async function publish(folder: string, files: readonly Measurements[], withCosts = true): Promise<string> {
  const from = join(folder, "run");
  await mkdir(from, { recursive: true });
  for (const file of files)
    await writeFile(join(from, `${file.experiment.name}.json`), stringifyMeasurements(file));
  if (withCosts) await writeFile(join(from, "costs.json"), stringifyCosts(fabricatedCosts(files[0])));
  const to = join(folder, "results");
  await report({ from, to });
  return to;
}

/** Every file of a folder and those below, by path. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(paths.map((path) => readFile(path, "base64")));
  return Object.fromEntries(paths.map((path, at) => [path.slice(folder.length), texts[at]] as const));
}

describe("the page of results", async () => {
  const folder = await mkdtemp(join(tmpdir(), "espalier-results-"));
  afterAll(() => rm(folder, { recursive: true }));
  const to = await publish(join(folder, "full"), full);
  const markdown = await readFile(`${to}.md`, "utf8");
  const page = await readFile(join(to, "index.html"), "utf8");

  it("is made of the published files alone, and comes out the same to the last byte", async () => {
    const before = await contentOf(join(folder, "full"));
    await report({ to });
    expect(await contentOf(join(folder, "full"))).toEqual(before);
  });

  it("is well-formed, loads nothing and runs nothing", () => {
    expect(faultsOf(page)).toEqual([]);
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed)\b|\bsrc=|@import|url\(|\son\w+=/);
  });

  it("has figures that are the same in both forms, each with a caption", async () => {
    const figures = await readdir(join(to, "figures"));
    const named = [...markdown.matchAll(/!\[[^\]]+\]\(results\/figures\/([^)]+)\)\n\n_[^\n]+_/g)].map(
      ([, name]) => name,
    );
    expect(named.toSorted()).toEqual(figures.toSorted());
    for (const name of figures) {
      const svg = await readFile(join(to, "figures", name), "utf8");
      expect([name, faultsOf(svg)]).toEqual([name, []]);
      expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      expect(page.replaceAll(' class="narrow"', "")).toContain(svg.trim());
    }
  });

  it("has links that lead somewhere", () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    const anchors = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    );
    for (const [, target] of markdown.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(target);
    expect(new Set(anchors).size).toBe(anchors.length);
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
    const few = await readFile(
      `${await publish(join(folder, "plain"), plain.slice(0, 2), false)}.md`,
      "utf8",
    );
    const titles = (text: string): string[] => [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(titles(few)).toEqual([
      "The paper's claims",
      "What is compared",
      "Test loss against the pruning ratio",
      "Predicted and measured change of the output",
      "What is kept of each layer",
      "Multiplications and bytes that are left",
      "Settings, and our choices",
    ]);
    expect(titles(markdown)).toEqual([
      "The paper's claims",
      "What is compared",
      "Test loss against the pruning ratio",
      "The solution of the equation, before and after pruning",
      "What noise does",
      "Predicted and measured change of the output",
      "Every ranking with every compensation",
      "How many calibration samples are enough",
      "Pruning in several steps",
      "What is kept of each layer",
      "Multiplications and bytes that are left",
      "What it costs",
      "When our choices change",
      "Settings, and our choices",
    ]);
  });

  it("says so as long as something is missing, and nothing of it when all is there", async () => {
    expect(markdown).not.toContain("Not complete");
    const [first, second] = plain;
    const half = [first, { ...second, rows: second.rows.slice(0, 5) }];
    const published = await readFile(`${await publish(join(folder, "half"), half, false)}.md`, "utf8");
    // Three seeds of a baseline, three strategies at three ratios and two stages, and the dense network at three ratios.
    const all = 3 * (1 + 3 * 3 * 2 + 3);
    expect(published).toContain(`**Not complete:** ${all + 5} of ${2 * all} measurements`);
  });

  it("replaces what was published before, and refuses what is no file of results, naming it", async () => {
    const own = join(folder, "replaced");
    const again = await publish(own, plain.slice(0, 1));
    expect((await readdir(again)).filter((name) => name.endsWith(".gz"))).toEqual(["mnist-4-3-2.json.gz"]);
    await writeFile(join(own, "run", "wrong.json"), "{}");
    const refused = report({ from: join(own, "run"), to: again });
    await expect(refused).rejects.toThrow(FormatError);
    await expect(refused).rejects.toThrow("wrong.json");
  });
});
