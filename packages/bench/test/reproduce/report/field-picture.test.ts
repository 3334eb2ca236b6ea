import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldPicture } from "../../../src/reproduce/report/field-picture.ts";
import type { ColourScale } from "../../../src/reproduce/report/field-picture.ts";
import { faultsOf } from "../../well-formed.ts";

const about = { title: "a field", caption: "what is seen" };
const scale: ColourScale = { colours: "viridis", low: 0, high: 1 };

/** The strokes of the only panel: colour, column, row, length. */
function strokesOf(columns: number, values: readonly number[], own: ColourScale = scale) {
  const svg = fieldPicture(about, columns, 1, [{ title: "panel", values, scale: own }], []);
  expect(faultsOf(svg)).toEqual([]);
  return [...svg.matchAll(/<path stroke="(#[0-9a-f]{6})" d="([^"]+)"/g)].flatMap(([, colour, path]) =>
    [...path.matchAll(/M(\d+) ([\d.]+)h(\d+)/g)].map(([, column, row, length]) => ({
      colour,
      column: Number(column),
      row: Number(row) - 0.5,
      length: Number(length),
    })),
  );
}

describe("the picture of a field", () => {
  it("covers each cell once, with the colour of its value", () => {
    const field = fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 5 }))
      .chain(([columns, rows]) =>
        fc.tuple(
          fc.constant(columns),
          fc.array(fc.constantFrom(0, 0.5, 1), { minLength: columns * rows, maxLength: columns * rows }),
        ),
      );
    const [low, middle, high] = [0, 0.5, 1].map((value) => strokesOf(1, [value])[0].colour);
    expect(new Set([low, middle, high]).size).toBe(3);
    fc.assert(
      fc.property(field, ([columns, values]) => {
        const cells = new Array<string>(values.length).fill("");
        for (const { colour, column, row, length } of strokesOf(columns, values)) {
          expect(column + length).toBeLessThanOrEqual(columns);
          for (let at = 0; at < length; at++) {
            expect(cells[row * columns + column + at]).toBe("");
            cells[row * columns + column + at] = colour;
          }
        }
        expect(cells).toEqual(values.map((value) => (value === 0 ? low : value === 1 ? high : middle)));
      }),
    );
  });

  it("takes one stroke a row for what has one colour", () => {
    expect(strokesOf(3, new Array<number>(12).fill(0.5))).toHaveLength(4);
  });

  it("draws what lies beyond an end in the colour of that end, and a scale without width in its middle", () => {
    expect(strokesOf(2, [-5, 0])).toHaveLength(1);
    expect(strokesOf(2, [9, 1])).toHaveLength(1);
    expect(strokesOf(1, [3], { ...scale, low: 3, high: 3 })[0].colour).toBe(strokesOf(1, [0.5])[0].colour);
  });

  it("has red for more and blue for less", () => {
    const [[less], [more]] = [-1, 1].map((value) =>
      strokesOf(1, [value], { colours: "redblue", low: -1, high: 1 }).map(({ colour }) => colour),
    );
    const parts = (colour: string): number[] =>
      [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    const [[lessRed, , lessBlue], [moreRed, , moreBlue]] = [parts(less), parts(more)];
    expect(lessBlue).toBeGreaterThan(lessRed);
    expect(moreRed).toBeGreaterThan(moreBlue);
  });
});
