import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CostsFile } from "../../src/experiments/costs.ts";
import { fieldPicture, lineFigure, renderFigure } from "@espalier/pages/figures";
import { looksInTurn } from "@espalier/pages/looks";
import type { ColourScale, LinePanel } from "@espalier/pages/figures";
import { violinOf } from "../../../pages/src/figures/line-figure.ts";
import { findingsOf } from "../../src/report/findings.ts";
import { measuredOf } from "../../src/report/measured.ts";
import { scientific } from "@espalier/pages/numbers";
import { comparisonFigure } from "../../src/report/sections/comparisons.ts";
import { startReport } from "../../src/report/start-report.ts";
import { figuresOf, toHtml } from "@espalier/pages";
import { fabricated, fabricatedCosts } from "../support/fabricated.ts";
import type { Fabrication } from "../support/fabricated.ts";
import { faultsOf } from "../../../pages/test/well-formed.ts";

const strategies = ["elimination-compensation", "magnitude", "fully-connected"];
const ratios = [0.5, 0.9];
const measuredFrom = (loss: Fabrication["loss"], more: Partial<Fabrication> = {}) =>
  measuredOf(fabricated({ case: "pde", network: [2, 2, 1], seeds: 5, strategies, ratios, loss, ...more }));

/** Five seeds: 0.001 (letters + seed) (1 + ρ). */
const measured = measuredFrom(({ strategy, ratio, seed }) => 1e-3 * (strategy.length + seed) * (1 + ratio));
const rendered = (each = measured): Promise<string> => renderFigure(comparisonFigure(each, "testLoss"));

/** What the layers with a mark show, panel by panel. */
function shownBy(spec: unknown, mark: string, at = 0): readonly Record<string, unknown>[] {
  const { hconcat } = spec as {
    hconcat: { layer: { mark: { type: string }; data: { values: Record<string, unknown>[] } }[] }[];
  };
  return hconcat[at].layer.filter(({ mark: { type } }) => type === mark).flatMap(({ data }) => data.values);
}

/** One strategy at one ratio, and the baseline. */
const panel = (losses: readonly number[], before: readonly number[] = [1]): unknown => {
  const one = measuredFrom(({ seed, stage }) => (stage === "baseline" ? before[seed] : losses[seed]), {
    seeds: Math.max(losses.length, before.length),
    strategies: ["magnitude"],
    ratios: [0.5],
  });
  const rows = one.measurements.rows.filter(({ testLoss }) => testLoss !== undefined);
  return comparisonFigure(measuredOf({ ...one.measurements, rows }), "testLoss").spec;
};

describe("the comparison of strategies", async () => {
  const svg = await rendered();

  it("has the same bytes for the same rows, and is a well-formed document with a title and a description", async () => {
    expect(svg).toBe(await rendered());
    expect(faultsOf(svg)).toEqual([]);
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
  });

  it("names every strategy, every ratio and the baseline", () => {
    for (const text of [...strategies, ...ratios.map(String)]) expect(svg).toContain(`>${text}</text>`);
    // The five baselines are 0.001 · (8 + seed).
    expect(svg).toContain(">baseline</tspan>");
    expect(svg).toContain(">0.0100</tspan>");
  });

  it("is not confused by losses that are infinite, undefined or zero, and writes them down", async () => {
    const strange = measuredFrom(({ strategy, ratio, stage }) => {
      if (strategy !== "magnitude") return 1;
      return ratio === 0.9 ? NaN : stage === "pruned" ? Infinity : 0;
    });
    const shown = await rendered(strange);
    for (const glyph of ["∞", "NaN", "0"]) expect(shown).toContain(`>${glyph}</text>`);
    expect(shown.replaceAll(/>[^<]*</g, "><")).not.toMatch(/NaN|Infinity/);
  });

  it("shows the proposed method last, and strongest", () => {
    const widths = [...svg.matchAll(/<path [^>]*stroke-linejoin="round"[^>]*>/g)].map(([path]) => [
      /stroke="([^"]+)"/.exec(path)?.[1],
      /stroke-width="([^"]+)"/.exec(path)?.[1],
    ]);
    // Two lines on the left, three on the right.
    expect(widths.map(([, width]) => width)).toEqual(["1.5", "3.2", "1.5", "1.5", "3.2"]);
    expect([widths[1][0], widths[4][0]]).toEqual(["#d55e00", "#d55e00"]);
  });
});

describe("a panel", () => {
  const [areas, dots] = ["area", "point"].map(
    (mark) => (losses: readonly number[]) => shownBy(panel(losses), mark),
  );

  it("has violins from three distinct values up, and points below", () => {
    // The mean is a point too.
    expect([areas([1, 2]), dots([1, 2]).map(({ y }) => y)]).toEqual([[], [1, 2, 1.5]]);
    expect([areas([1, 2, 2, 1]), dots([1, 2, 2, 1])]).toMatchObject([[], [{}, {}, {}, {}, {}]]);
    expect(areas([1, 2, 3]).length).toBeGreaterThan(10);
    expect(dots([1, 2, 3]).map(({ y }) => y)).toEqual([2]);
    expect(areas([1, 2, Infinity])).toEqual([]);
  });

  it("has a baseline only if all of it has a place on the axis", () => {
    const baselineOf = (before: readonly number[]) => shownBy(panel([1], before), "rect");
    expect(baselineOf([1, 3])).toMatchObject([{ low: 1, y: 2, high: 3 }]);
    for (const before of [[], [0, 1], [1, Infinity]]) expect(baselineOf(before)).toEqual([]);
  });

  it("has its strategies side by side, centred on the ratio", () => {
    const means = shownBy(comparisonFigure(measured, "testLoss").spec, "line", 1);
    // Three strategies share 0.84 of the distance between two ratios, 0.28 each; the proposed one is drawn last.
    expect(means.map(({ x }) => Number(Number(x).toFixed(9)))).toEqual([0, 1, 0.28, 1.28, -0.28, 0.72]);
  });

  it("shows a mean, or says why not", () => {
    const [means, glyphs] = ["line", "text"].map(
      (mark) => (losses: readonly number[]) => shownBy(panel(losses), mark),
    );
    expect(means([1, 3])).toMatchObject([{ y: 2 }]);
    expect(means([1, Infinity])).toMatchObject([{ y: null }]);
    expect(glyphs([1, Infinity])).toContainEqual({ name: "magnitude", x: 0, glyph: "∞" });
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

  it("has a dash for scores of no time, of a strategy that scores while it removes", () => {
    const rows = costs.rows.map((row) => (row.strategy === "nonlinear" ? { ...row, scores: 0 } : row));
    const document = startReport(findingsOf([measured.measurements], undefined), { ...costs, rows });
    const blocks = document?.sections.flatMap((section) => section.blocks) ?? [];
    const lines = blocks.flatMap((block) => (block.kind === "table" ? block.rows : []));
    const line = lines.find(([name]) => name?.startsWith("nonlinear, on"));
    expect(line?.slice(1, 3)).toEqual(["–", "100 ms"]);
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
  it("is the density of the logarithm, and reaches two bandwidths beyond the outermost values", () => {
    // Logarithms base 10 of 1, 10, 100: mean 1, standard deviation 1. By symmetry the density is highest in the middle.
    const outline = violinOf([1, 10, 100], false).map(({ value, width }) => ({
      at: Math.log10(value),
      width,
    }));
    const reach = 2 * 1.06 * 3 ** -0.2;
    expect(outline[0].at).toBeCloseTo(-reach, 12);
    expect(outline.at(-1)?.at).toBeCloseTo(2 + reach, 12);
    expect(outline[20]).toMatchObject({ width: 1 });
    expect(outline[20].at).toBeCloseTo(1, 12);
    for (const [step, { width }] of outline.entries())
      expect(width).toBeCloseTo(outline[40 - step].width, 12);
  });

  it("is two kernels side by side for values far apart: exp(−½) of the height one bandwidth away", () => {
    // Three values at 0, 0 and 1 have the standard deviation 1/√3; the lone one's kernel is half as high as the others'.
    const bandwidth = (1.06 * 3 ** -0.2) / Math.sqrt(3);
    const alone = (at: number, from: number) => Math.exp(-(((at - from) / bandwidth) ** 2) / 2);
    const outline = violinOf([0, 0, 1], true);
    const density = outline.map(({ value }) => 2 * alone(value, 0) + alone(value, 1));
    for (const [at, { width }] of outline.entries())
      expect(width / outline[0].width).toBeCloseTo(density[at] / density[0], 12);
    for (const { value } of outline) expect(value >= 0 && value <= 1).toBe(true);
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

/** Heights of the points: squares of 7 pixels, in tenths of a pixel. */
const heights = (svg: string): number[] =>
  [...svg.matchAll(/M[\d.]+ ([\d.]+)h7[.\d]*v7[.\d]*h-7Z/g)].map(([, y]) => Number(y) + 3.5);

describe("a figure of lines", () => {
  it("names its axes, its labels, its lines and its levels", async () => {
    const svg = await renderedLines([
      linePanel([1, 10], { levels: [{ name: ["a level"], y: 3 }] }),
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

it("a number far from 1 has a power of ten", () => {
  expect(scientific(2.3456e-4, 2)).toBe("2.35·10⁻⁴");
  expect([scientific(1e-4), scientific(20), scientific(0, 2)]).toEqual(["10⁻⁴", "2·10¹", "0"]);
});
