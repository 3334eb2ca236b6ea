import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figures } from "../src/report/figures.ts";
import { panelOf } from "../src/report/points.ts";
import { experiments } from "../src/report/summary.ts";
import { linearTicks, logTicks, scientific, tickLabels } from "../src/report/ticks.ts";
import { timings } from "../src/report/timing.ts";
import { bandwidthOf, violinOf } from "../src/report/violin.ts";
import { baseline, complete, row, settings } from "./report-rows.ts";
import { faultsOf } from "./well-formed.ts";

const plan = { ...settings, seeds: 5 };
const rows = complete(({ strategy, ratio, seed }) => 1e-3 * (strategy.length + seed) * (1 + ratio), plan);
const panel = (losses: readonly number[]) =>
  panelOf(experiments(losses.map((testLoss, seed) => row({ testLoss, seed })))[0], "pruned", "testLoss");

describe("the figures", () => {
  it("are the same bytes for the same rows", async () => {
    expect(await figures(rows, plan)).toEqual(await figures([...rows], plan));
  });

  it("have names for files, and are well-formed documents with a title and a description", async () => {
    const drawn = await figures(rows, plan);
    expect(drawn.map(({ name }) => name)).toEqual(["loss-pde-2-2-1-noise-0", "seconds-pde-2-2-1-noise-0"]);
    for (const { svg } of drawn) {
      expect(faultsOf(svg)).toEqual([]);
      expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
    }
  });

  it("name every strategy, every ratio and the baseline", async () => {
    const [{ svg }] = await figures(rows, plan);
    for (const text of [...plan.strategies, ...plan.ratios.map(String)])
      expect(svg).toContain(`>${text}</text>`);
    // The five baselines are 0.001 · (8 + seed).
    expect(svg).toContain(">baseline</tspan>");
    expect(svg).toContain(">0.0100</tspan>");
  });

  it("have one of accuracy where rows have it", async () => {
    const accurate = rows.map((each) => ({ ...each, testAccuracy: 0.9 }));
    const names = (await figures(accurate, plan)).map(({ name }) => name);
    expect(names).toContain("accuracy-pde-2-2-1-noise-0");
  });

  it("are not confused by losses that are infinite, undefined or zero, and write them down", async () => {
    const odd = rows.map((each) =>
      each.stage === "baseline" || each.strategy !== "magnitude"
        ? each
        : { ...each, testLoss: each.ratio === 0.9 ? NaN : each.stage === "pruned" ? Infinity : 0 },
    );
    const [{ svg, caption }] = await figures(odd, plan);
    for (const glyph of ["∞", "NaN", "0"]) expect(svg).toContain(`>${glyph}</text>`);
    expect(svg.replaceAll(/>[^<]*</g, "><")).not.toMatch(/NaN|Infinity/);
    expect(caption).toContain("∞ and NaN at the upper edge");
  });

  it("draw the proposed method last, and strongest", async () => {
    const [{ svg }] = await figures(rows, plan);
    const widths = [...svg.matchAll(/d="M[^"]+" stroke="([^"]+)" stroke-width="([\d.]+)" stroke-linejoin/g)];
    // Two lines on the left, three on the right.
    expect(widths.map(([, , width]) => width)).toEqual(["1.5", "3.2", "1.5", "1.5", "3.2"]);
    expect(widths[1][1]).toBe("#d55e00");
    expect(widths[4][1]).toBe("#d55e00");
  });

  it("have a violin as high as its panel when there is nothing else, but for the margin", async () => {
    const [{ svg }] = await figures([1, 10, 100].map((testLoss, seed) => row({ testLoss, seed })));
    const [, path] = /<path d="([^"]+Z)" fill="#009e73" opacity="0.4"/.exec(svg) ?? [];
    const heights = [...path.matchAll(/[\d.]+,([\d.]+)/g)].map(([, y]) => Number(y));
    // 380 / 1.08 of a pixel is the range, a twenty-seventh of that the margin; the density has a point every 4 pixels.
    const margin = (380 / 1.08) * 0.04;
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(margin - 0.01);
    expect(Math.min(...heights)).toBeLessThan(margin + 15);
    expect(Math.max(...heights)).toBeLessThanOrEqual(380 - margin + 0.01);
    expect(Math.max(...heights)).toBeGreaterThan(380 - margin - 15);
  });

  it("draw what there is of a run that has only begun", async () => {
    expect(await figures([], plan)).toEqual([]);
    const [{ svg }] = await figures([row({})], plan);
    expect(svg).toContain(">magnitude</text>");
  });

  it("escape a name that is markup", async () => {
    const [{ svg }] = await figures([row({ strategy: "<b>&" })]);
    expect(svg).toContain("&lt;b&gt;&amp;");
    expect(faultsOf(svg)).toEqual([]);
  });
});

describe("a panel", () => {
  it("has violins from three distinct values up, and points below", () => {
    expect(panel([1, 2])).toMatchObject({ violins: [], points: [{ y: 1 }, { y: 2 }] });
    expect(panel([1, 2, 2, 1])).toMatchObject({ violins: [], points: [{}, {}, {}, {}] });
    expect(panel([1, 2, 3]).points).toEqual([]);
    expect(panel([1, 2, 3]).violins).toHaveLength(3);
    expect(panel([1, 2, Infinity]).violins).toEqual([]);
  });

  it("has a baseline only if all of it has a place on the axis", () => {
    const baselineOf = (losses: readonly number[]) =>
      panelOf(
        experiments(
          losses.map((testLoss, seed) => baseline({ testLoss, seed })),
          settings,
        )[0],
        "pruned",
        "testLoss",
      ).baseline;
    expect(baselineOf([1, 3])).toMatchObject({ min: 1, mean: 2, max: 3 });
    expect(baselineOf([])).toBeUndefined();
    expect(baselineOf([0, 1])).toBeUndefined();
    expect(baselineOf([1, Infinity])).toBeUndefined();
  });

  it("has its strategies side by side, centred on the ratio", () => {
    const { means } = panelOf(experiments(rows, plan)[0], "fine-tuned", "testLoss");
    const xs = means.map(({ x }) => x);
    // Three strategies share 0.84 of the distance between two ratios, 0.28 each.
    expect(xs.map((x) => Number(x.toFixed(9)))).toEqual([-0.28, 0.72, 0, 1, 0.28, 1.28]);
  });

  it("draws a mean, or says why not", () => {
    expect(panel([1, 3])).toMatchObject({ means: [{ y: 2 }], outside: [] });
    expect(panel([1, Infinity])).toMatchObject({ means: [{ y: null }], outside: [{ glyph: "∞" }] });
  });

  it("holds everything that is drawn in it", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 1 }), (losses) => {
        const [low, high] = panel(losses).extent;
        expect(low).toBeLessThanOrEqual(Math.min(...losses));
        expect(high).toBeGreaterThanOrEqual(Math.max(...losses));
      }),
    );
  });
});

describe("the times", () => {
  it("are those of scores and removal, then of one training and one fine-tuning", () => {
    const timed = [
      baseline({ seconds: 8 }),
      row({ seconds: 1 }),
      row({ seconds: 3, ratio: 0.9 }),
      row({ stage: "fine-tuned", seconds: 5 }),
      row({ stage: "fine-tuned", strategy: "fully-connected", seconds: 100 }),
    ];
    const means = timings(experiments(timed)[0]).map(({ name, seconds }) => [name, seconds.mean]);
    expect(means).toEqual([
      ["magnitude", 2],
      ["(training)", 8],
      ["(fine-tuning)", 5],
    ]);
  });
});

describe("a violin", () => {
  it("is made of standardised seeds, and reaches two bandwidths beyond the outermost", () => {
    // Logarithms base 10 of 1, 10, 100: mean 1, standard deviation 1.
    const seeds = violinOf("a", 0, [1, 10, 100], Math.log10);
    expect(seeds.map(({ z }) => z)).toEqual([-1, 0, 1]);
    const reach = 2 * 1.06 * 3 ** -0.2;
    expect(seeds[0]).toMatchObject({ centre: 1, sd: 1, low: -1 - reach, high: 1 + reach });
    expect(bandwidthOf(1)).toBe(1.06);
  });
});

describe("an axis", () => {
  const intervals = fc.tuple(
    fc.double({ min: 1e-9, max: 1e6, noNaN: true }),
    fc.double({ min: 1.02, max: 1e9, noNaN: true }),
  );

  it("has from three to eleven labels, in order and within, however wide it is", () => {
    fc.assert(
      fc.property(intervals, ([low, factor]) => {
        for (const ticks of [logTicks, linearTicks]) {
          const found = ticks(low, low * factor);
          expect(found.length).toBeGreaterThanOrEqual(3);
          expect(found.length).toBeLessThanOrEqual(11);
          expect(found).toEqual([...new Set(found)].toSorted((a, b) => a - b));
          // A multiple of the step next to an end may round to the other side of it.
          expect(found[0]).toBeGreaterThanOrEqual(low * (1 - 1e-9));
          expect(found[found.length - 1]).toBeLessThanOrEqual(low * factor * (1 + 1e-9));
        }
      }),
    );
  });

  it.each([
    [1e-4, 1, [1e-4, 1e-3, 0.01, 0.1, 1]],
    [0.09, 11, [0.1, 0.3, 1, 3, 10]],
    [0.1, 1, [0.1, 0.2, 0.5, 1]],
    [0.12, 0.16, [0.12, 0.13, 0.14, 0.15, 0.16]],
  ])("from %d to %d has %j", (low, high, ticks) => {
    expect(logTicks(low, high)).toEqual(ticks);
  });

  it("writes its numbers in one style", () => {
    expect(tickLabels([0.001, 0.01])).toEqual(["0.001", "0.01"]);
    expect(tickLabels([3e-4, 1e-3, 20])).toEqual(["3·10⁻⁴", "10⁻³", "2·10¹"]);
    expect(scientific(2.3456e-4, 2)).toBe("2.35·10⁻⁴");
    expect(scientific(0, 2)).toBe("0");
  });
});
