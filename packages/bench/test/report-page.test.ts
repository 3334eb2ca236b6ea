import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { figures } from "../src/report/figures.ts";
import { html } from "../src/report/html.ts";
import { renderPage } from "../src/report/page.ts";
import { writeReport } from "../src/report/write.ts";
import { parseResults } from "../src/results.ts";
import type { Results } from "../src/results.ts";
import { complete, resultsOf, row, settings } from "./report-rows.ts";
import { faultsOf } from "./well-formed.ts";

const rows = complete(({ strategy, seed }) => strategy.length + seed).map((each) => ({
  ...each,
  testAccuracy: 1 / (each.testLoss + 1),
}));
const pageOf = async (results: Results): Promise<string> =>
  renderPage(results, await figures(results.rows, results.settings));

describe("the page", () => {
  it("is well-formed, also when nothing is measured yet", async () => {
    expect(faultsOf(await pageOf(resultsOf(rows)))).toEqual([]);
    expect(faultsOf(await pageOf(resultsOf([])))).toEqual([]);
  });

  it("loads nothing and runs nothing", async () => {
    const page = await pageOf(resultsOf(rows));
    const addresses = [...page.matchAll(/\w*:?\/\/[^\s"'<)]*/g)].map(([address]) => address);
    // The names of SVG's namespaces, and one link for the reader to follow.
    expect(new Set(addresses)).toEqual(
      new Set([
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
        "https://arxiv.org/abs/2602.20467",
      ]),
    );
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed)\b|\bsrc=|@import|url\(|\son\w+=/);
  });

  it("escapes what comes from the results", async () => {
    const evil = "<img src=\"x\" onerror='y'>&";
    const plan = { ...settings, strategies: [evil], notes: [evil], activation: evil };
    const page = await pageOf(resultsOf([row({ strategy: evil })], plan));
    expect(page).not.toContain("<img");
    expect(faultsOf(page)).toEqual([]);
  });

  it("marks the best of each column: lowest loss, highest accuracy", async () => {
    const page = await pageOf(resultsOf(rows));
    // Two ratios; "magnitude" is the shortest name, and so the lowest loss. Four tables: two stages, two measures.
    expect(page.match(/<td class="best">/g)).toHaveLength(2 * 4);
    for (const [, line] of page.matchAll(/<tr>(.*?)<\/tr>/gs))
      if (line.includes('class="best"')) expect(line).toContain('<th scope="row">magnitude</th>');
    expect(page.match(/Lowest mean: magnitude at 2 of 2 ratios\./g)).toHaveLength(2);
    expect(page.match(/Highest mean: magnitude at 2 of 2 ratios\./g)).toHaveLength(2);
  });

  it("puts strategies that keep the same number of weights into one row", async () => {
    const kept = rows.map((each) =>
      each.strategy === "fully-connected" ? { ...each, weightsKept: 1234 } : each,
    );
    const page = (await pageOf(resultsOf(kept))).replaceAll(/\s*\n\s*/g, "");
    expect(page).toContain('<th scope="row">elimination-compensation, magnitude</th><td>3</td><td>3</td>');
    expect(page).toContain('<th scope="row">fully-connected</th><td>1,234</td><td>1,234</td>');
  });

  it("says of every heading of a table what it heads", async () => {
    const page = await pageOf(resultsOf(rows));
    for (const [heading] of page.matchAll(/<th\b[^>]*>/g)) expect(heading).toMatch(/scope="(col|row)"/);
    expect(page.match(/<caption>/g)).toHaveLength(page.match(/<table\b/g)?.length ?? 0);
  });

  it("tells what was run, what we chose, where it ran, and that a run is not complete", async () => {
    const page = await pageOf(resultsOf(rows));
    expect(page).toContain(
      "A 2-2-1 network (6 weights) was trained on the diffusion–sorption equation without noise for 2 epochs from " +
        "2 weight initialisations, reduced by 3 strategies at 2 pruning ratios, and fine-tuned for 1 epoch.",
    );
    for (const text of [...settings.notes, "a processor", "v26.10.0"]) expect(page).toContain(text);
    expect(page).not.toContain("not complete");
    expect(await pageOf(resultsOf(rows.slice(0, 3)))).toContain("3 of 22 measurements are in.");
  });
});

describe("markup", () => {
  it("escapes text and keeps markup, in lists too", () => {
    const items = ["<", "&"].map((text) => html`<li>${text}</li>`);
    const { markup } = html`<ul title="${'"'}">
      ${items}
    </ul>`;
    expect(markup.replaceAll(/\s*\n\s*/g, "")).toBe('<ul title="&#34;"><li>&#60;</li><li>&#38;</li></ul>');
  });
});

describe("writing a report", () => {
  let folder = "";
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("leaves results.json, report.html and the figures, and says where", async () => {
    folder = await mkdtemp(join(tmpdir(), "espalier-report-"));
    const results = resultsOf(rows);
    const paths = await writeReport(folder, results);
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(paths.toSorted()).toEqual(files.toSorted());
    expect(paths).toHaveLength(2 + 3);
    expect(parseResults(await readFile(paths[0], "utf8"))).toEqual(results);
    expect(await readFile(paths[1], "utf8")).toBe(await pageOf(results));
  });
});
