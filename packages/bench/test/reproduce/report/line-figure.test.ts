import { describe, expect, it } from "vitest";
import { render } from "../../../src/report/render.ts";
import { lineFigure } from "../../../src/reproduce/report/line-figure.ts";
import type { LinePanel } from "../../../src/reproduce/report/line-figure.ts";
import { looksInTurn } from "../../../src/reproduce/report/series-looks.ts";

const panel = (values: readonly number[], more: Partial<LinePanel> = {}): LinePanel => ({
  title: "A panel",
  x: "something varied",
  labels: values.map((_, at) => `label ${at}`),
  y: "something measured",
  series: [{ name: "a line", points: values.map((y, at) => ({ at, y })) }],
  ...more,
});
const drawn = (panels: readonly LinePanel[]): Promise<string> =>
  render(lineFigure(panels, looksInTurn(["a line"])), "title", "description");

/** Heights of the points, which are drawn after the line. */
const heights = (svg: string): number[] =>
  [
    ...svg.matchAll(
      /<path transform="translate\(([\d.]+),([\d.]+)\)" d="[^"]+" fill="#0072b2" stroke-width="2"/g,
    ),
  ].map(([, , y]) => Number(y));

describe("a figure of lines", () => {
  it("names its axes, its labels, its lines and its levels", async () => {
    const svg = await drawn([panel([1, 10], { levels: [{ name: "a level", y: 3 }] }), panel([2])]);
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
    const [low, middle, high] = heights(await drawn([panel([1, 10, 100])]));
    expect(low).toBeGreaterThan(middle);
    expect(low - middle).toBeCloseTo(middle - high, 2); // the SVG has thousandths of a pixel
  });

  it("leaves out what has no place on it", async () => {
    const svg = await drawn([panel([1, 0, NaN, Infinity, -1, 10])]);
    expect(heights(svg)).toHaveLength(2);
    expect(heights(svg)).toEqual(heights(await drawn([panel([1, 10])])));
    expect(svg.replaceAll(/>[^<]*</g, "><")).not.toMatch(/NaN|Infinity/);
  });
});
