import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CostsFile } from "../../src/experiments/costs.ts";
import { fieldPicture } from "../../src/report/figures/field-picture.ts";
import type { ColourScale } from "../../src/report/figures/field-picture.ts";
import { lineFigure } from "../../src/report/figures/line-figure.ts";
import type { LinePanel } from "../../src/report/figures/line-figure.ts";
import { panelOf } from "../../src/report/figures/points.ts";
import { renderFigure } from "../../src/report/figures/render.ts";
import { looksInTurn } from "../../src/report/figures/palette.ts";
import { linearTicks, logTicks, scientific, tickLabels } from "../../src/report/figures/ticks.ts";
import { bandwidthOf, violinOf } from "../../src/report/figures/violin.ts";
import { findingsOf } from "../../src/report/findings.ts";
import { comparedOf, measuredOf } from "../../src/report/measured.ts";
import type { Compared } from "../../src/report/measured.ts";
import { comparisonFigure } from "../../src/report/sections/comparisons.ts";
import { startReport } from "../../src/report/start-report.ts";
import { figuresOf } from "../../src/report/document.ts";
import { toHtml } from "../../src/report/html.ts";
import { fabricated, fabricatedCosts } from "../support/fabricated.ts";
import type { Fabrication } from "../support/fabricated.ts";
import { faultsOf } from "../well-formed.ts";

const strategies = ["elimination-compensation", "magnitude", "fully-connected"];
const ratios = [0.5, 0.9];
const measuredFrom = (loss: Fabrication["loss"], more: Partial<Fabrication> = {}) =>
  measuredOf(fabricated({ case: "pde", network: [2, 2, 1], seeds: 5, strategies, ratios, loss, ...more }));

/** Five seeds: 0.001 (letters + seed) (1 + ρ). */
const measured = measuredFrom(({ strategy, ratio, seed }) => 1e-3 * (strategy.length + seed) * (1 + ratio));
const rendered = (loss?: Fabrication["loss"]): Promise<string> => {
  const each = loss === undefined ? measured : measuredFrom(loss);
  return renderFigure(comparisonFigure(each, comparedOf(each, strategies, ratios), "testLoss"));
};

/** One strategy at one ratio, and the baseline. */
const comparedFrom = (losses: readonly number[], before: readonly number[] = [1]): Compared => {
  const one = measuredFrom(({ seed, stage }) => (stage === "baseline" ? before[seed] : losses[seed]), {
    seeds: Math.max(losses.length, before.length),
    strategies: ["magnitude"],
    ratios: [0.5],
  });
  const rows = one.measurements.rows.filter(({ testLoss }) => testLoss !== undefined);
  return comparedOf(measuredOf({ ...one.measurements, rows }), ["magnitude"], [0.5]);
};
const panel = (losses: readonly number[]) => panelOf(comparedFrom(losses), "pruned", "testLoss");

describe("the comparison of strategies", () => {
  it("has the same bytes for the same rows, and is a well-formed document with a title and a description", async () => {
    const svg = await rendered();
    expect(svg).toBe(await rendered());
    expect(faultsOf(svg)).toEqual([]);
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
  });

  it("names every strategy, every ratio and the baseline", async () => {
    const svg = await rendered();
    for (const text of [...strategies, ...ratios.map(String)]) expect(svg).toContain(`>${text}</text>`);
    // The five baselines are 0.001 · (8 + seed).
    expect(svg).toContain(">baseline</tspan>");
    expect(svg).toContain(">0.0100</tspan>");
  });

  it("is not confused by losses that are infinite, undefined or zero, and writes them down", async () => {
    const svg = await rendered(({ strategy, ratio, stage }) => {
      if (strategy !== "magnitude") return 1;
      return ratio === 0.9 ? NaN : stage === "pruned" ? Infinity : 0;
    });
    for (const glyph of ["∞", "NaN", "0"]) expect(svg).toContain(`>${glyph}</text>`);
    expect(svg.replaceAll(/>[^<]*</g, "><")).not.toMatch(/NaN|Infinity/);
  });

  it("shows the proposed method last, and strongest", async () => {
    const widths = [...(await rendered()).matchAll(/<path [^>]*stroke-linejoin="round"[^>]*>/g)].map(
      ([path]) => [/stroke="([^"]+)"/.exec(path)?.[1], /stroke-width="([^"]+)"/.exec(path)?.[1]],
    );
    // Two lines on the left, three on the right.
    expect(widths.map(([, width]) => width)).toEqual(["1.5", "3.2", "1.5", "1.5", "3.2"]);
    expect([widths[1][0], widths[4][0]]).toEqual(["#d55e00", "#d55e00"]);
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
    const baselineOf = (before: readonly number[]) =>
      panelOf(comparedFrom([1], before), "pruned", "testLoss").baseline;
    expect(baselineOf([1, 3])).toMatchObject({ min: 1, mean: 2, max: 3 });
    expect(baselineOf([])).toBeUndefined();
    expect(baselineOf([0, 1])).toBeUndefined();
    expect(baselineOf([1, Infinity])).toBeUndefined();
  });

  it("has its strategies side by side, centred on the ratio", () => {
    const { means } = panelOf(comparedOf(measured, strategies, ratios), "fine-tuned", "testLoss");
    // Three strategies share 0.84 of the distance between two ratios, 0.28 each.
    expect(means.map(({ x }) => Number(x.toFixed(9)))).toEqual([-0.28, 0.72, 0, 1, 0.28, 1.28]);
  });

  it("shows a mean, or says why not", () => {
    expect(panel([1, 3])).toMatchObject({ means: [{ y: 2 }], outside: [] });
    expect(panel([1, Infinity])).toMatchObject({ means: [{ y: null }], outside: [{ glyph: "∞" }] });
  });

  it("holds everything that is shown in it", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 1 }), (losses) => {
        const [low, high] = panel(losses).extent;
        expect(low).toBeLessThanOrEqual(Math.min(...losses));
        expect(high).toBeGreaterThanOrEqual(Math.max(...losses));
      }),
    );
  });
});

describe("the report of npm start", async () => {
  const costs: CostsFile = fabricatedCosts(measured.measurements);
  const pageOf = async (rows = measured.measurements.rows): Promise<string> => {
    const document = startReport(findingsOf([{ ...measured.measurements, rows }], undefined), costs);
    if (document === undefined) return "nothing";
    const blocks = document.sections.flatMap((section) => section.blocks);
    const figures = await Promise.all(
      figuresOf(blocks).map(async (figure) => [figure.name, await renderFigure(figure)] as const),
    );
    return toHtml(document, new Map(figures));
  };
  const page = await pageOf();

  it("is well-formed, loads nothing and runs nothing", () => {
    expect(faultsOf(page)).toEqual([]);
    const addresses = [...page.matchAll(/\w*:?\/\/[^\s"'<)]*/g)].map(([address]) => address);
    // The name of the namespace of SVG, and links for the reader to follow.
    expect(new Set(addresses.filter((each) => !each.startsWith("https://arxiv.org/abs/")))).toEqual(
      new Set(["http://www.w3.org/2000/svg"]),
    );
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed)\b|\bsrc=|@import|url\(|\son\w+=/);
  });

  it("has the losses, the time, what was run, what we chose and where it ran", () => {
    expect(page.match(/<svg/g)).toHaveLength(2);
    for (const text of [
      "A 2-2-1 network (6 weights) was trained on the diffusion–sorption equation without noise for 2 epochs from " +
        "5 weight initialisations, reduced by 3 strategies at 2 pruning ratios, and fine-tuned for 1 epoch.",
      "<strong>0.0165 ± 0.0024</strong>", // magnitude at 0.5: 0.001 (9 … 13) 1.5 times
      "Everything is made up.",
      "a processor, 2 cores",
      "scores",
    ])
      expect(page).toContain(text);
  });

  it("says that a run is not complete, and nothing where nothing is measured", async () => {
    expect(page).not.toContain("not complete");
    expect(await pageOf(measured.measurements.rows.slice(0, 3))).toContain("3 of 55 measurements");
    expect(await pageOf([])).toBe("nothing");
  });

  it("escapes a name that is markup", async () => {
    const evil = '<img src="x">&|';
    const { measurements } = measuredFrom(() => 1, { strategies: [evil] });
    const document = startReport(findingsOf([measurements], undefined), costs);
    const html = document && toHtml(document, new Map());
    expect(html).not.toContain("<img");
    expect(faultsOf(html ?? "")).toEqual([]);
  });
});

describe("the picture of a field", () => {
  const scale: ColourScale = { title: "u", scheme: "viridis", reverse: false, low: 0, high: 1 };

  /** The strokes of a panel: level, column, row, length. */
  function strokesOf(columns: number, values: readonly number[], own = scale) {
    const { vconcat } = fieldPicture([[{ title: "panel", values, scale: own }]], columns) as unknown as {
      vconcat: [{ hconcat: [{ data: { values: { value: number; x: number | null; y: number }[] } }] }];
    };
    const points = vconcat[0].hconcat[0].data.values;
    return Array.from({ length: points.length / 3 }, (_, at) => {
      const [from, to, gap] = points.slice(3 * at, 3 * at + 3);
      expect(gap.x).toBeNull();
      return {
        level: from.value,
        row: from.y - 0.5,
        column: from.x ?? NaN,
        length: (to.x ?? NaN) - (from.x ?? NaN),
      };
    });
  }

  it("covers each cell once, with the level of its value", () => {
    const field = fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 5 }))
      .chain(([columns, rows]) =>
        fc.tuple(
          fc.constant(columns),
          fc.array(fc.constantFrom(0, 0.5, 1), { minLength: columns * rows, maxLength: columns * rows }),
        ),
      );
    fc.assert(
      fc.property(field, ([columns, values]) => {
        const cells = values.map(() => NaN);
        for (const { level, column, row, length } of strokesOf(columns, values)) {
          expect(column + length).toBeLessThanOrEqual(columns);
          for (let at = row * columns + column; at < row * columns + column + length; at++) {
            expect(cells[at]).toBeNaN();
            cells[at] = level;
          }
        }
        // 25 levels: the middles of the first, the thirteenth and the last are 0.02, 0.5 and 0.98.
        for (const [at, value] of values.entries()) expect(cells[at]).toBeCloseTo(0.02 + 0.96 * value, 14);
      }),
    );
  });

  it("has one stroke a row for a constant, and the level of the nearer end for what is beyond", () => {
    expect(strokesOf(3, new Array<number>(12).fill(0.5))).toHaveLength(4);
    expect(strokesOf(2, [-5, 0])).toHaveLength(1);
    expect(strokesOf(2, [9, 1])).toHaveLength(1);
    expect(strokesOf(2, [3, 3], { ...scale, low: 3, high: 3 })).toHaveLength(1);
  });

  it("is red for more and blue for less where it is reversed", async () => {
    const spec = fieldPicture(
      [
        [
          {
            title: "t",
            values: [-1, 1],
            scale: { title: "d", scheme: "redblue", reverse: true, low: -1, high: 1 },
          },
        ],
      ],
      2,
    );
    const svg = await renderFigure({ spec, title: "a", caption: "b" });
    expect(faultsOf(svg)).toEqual([]);
    const colours = [...svg.matchAll(/<path [^>]*stroke="#([0-9a-f]{6})"[^>]*stroke-width="9.2"/g)].map(
      ([, hex]) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)),
    );
    const [[lessRed, , lessBlue], [moreRed, , moreBlue]] = colours;
    expect(lessBlue).toBeGreaterThan(lessRed);
    expect(moreRed).toBeGreaterThan(moreBlue);
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

const linePanel = (values: readonly number[], more: Partial<LinePanel> = {}): LinePanel => ({
  title: "A panel",
  x: "something varied",
  labels: values.map((_, at) => `label ${at}`),
  y: "something measured",
  series: [{ name: "a line", points: values.map((y, at) => ({ at, y })) }],
  ...more,
});
const renderedLines = (panels: readonly LinePanel[]): Promise<string> =>
  renderFigure({
    spec: lineFigure(panels, looksInTurn(["a line"])),
    title: "title",
    caption: "description",
  });

/** Heights of the points: squares of 7.4 pixels, in tenths of a pixel. */
const heights = (svg: string): number[] =>
  [...svg.matchAll(/M[\d.]+ ([\d.]+)h7\.4v7\.4/g)].map(([, y]) => Number(y) + 3.7);

describe("a figure of lines", () => {
  it("names its axes, its labels, its lines and its levels", async () => {
    const svg = await renderedLines([
      linePanel([1, 10], { levels: [{ name: "a level", y: 3 }] }),
      linePanel([2]),
    ]);
    for (const text of [
      "A panel",
      "something varied",
      "label 0",
      "label 1",
      "something measured",
      "a line",
      "a level",
    ])
      expect(svg).toContain(`>${text}</text>`);
  });

  it("has a logarithmic axis: equal factors are equal distances", async () => {
    const [low, middle, high] = heights(await renderedLines([linePanel([1, 10, 100])]));
    expect(low).toBeGreaterThan(middle);
    expect(Math.abs(low - 2 * middle + high)).toBeLessThan(0.25); // the SVG has tenths of a pixel, of which four are added
  });

  it("leaves out what has no place on it", async () => {
    const svg = await renderedLines([linePanel([1, 0, NaN, Infinity, -1, 10])]);
    expect(heights(svg)).toHaveLength(2);
    expect(heights(svg)).toEqual(heights(await renderedLines([linePanel([1, 10])])));
    expect(svg.replaceAll(/>[^<]*</g, "><")).not.toMatch(/NaN|Infinity/);
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
