import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { weightsOf } from "@espalier/speed/counting";
import { grid } from "../../src/report/grid.ts";
import { measuredOf } from "../../src/report/measured.ts";
import type { Measured } from "../../src/report/measured.ts";
import { showNumber, showSeconds, showSpread, unitOf } from "@espalier/pages/numbers";
import { renderTable } from "../../src/report/table.ts";
import { fabricated } from "../support/fabricated.ts";
import type { Fabrication } from "../support/fabricated.ts";

const strategies = ["elimination-compensation", "magnitude", "fully-connected"];

const measuredFrom = (loss: Fabrication["loss"], more: Partial<Fabrication> = {}): Measured =>
  measuredOf(
    fabricated({ case: "pde", network: [2, 2, 1], seeds: 2, strategies, ratios: [0.5, 0.9], loss, ...more }),
  );

const anyLoss = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ min: 0 })); // the integers make ties common

describe("the table", () => {
  it("reads as this one", () => {
    // Two seeds a cell, mean ∓ 0.5: the standard deviation is √(2 · 0.25) = 0.707.
    const means = new Map([
      ["baseline", 1],
      ["elimination-compensation", 2],
      ["magnitude", 3],
      ["fully-connected", 2.5],
    ]);
    const measured = measuredFrom(
      ({ strategy, seed }) => (means.get(strategy) ?? 0) + (seed === 0 ? -0.5 : 0.5),
    );
    expect(renderTable(measured)).toBe(`2-2-1 (6 weights) on the diffusion–sorption equation without noise
test loss, mean ± standard deviation over 2 seeds, * lowest
baseline (not pruned): 1.00 ±0.71

right after pruning        0.5          0.9
elimination-compensation  2.00 ±0.71*  2.00 ±0.71*
magnitude                 3.00 ±0.71   3.00 ±0.71

after fine-tuning          0.5          0.9
elimination-compensation  2.00 ±0.71*  2.00 ±0.71*
magnitude                 3.00 ±0.71   3.00 ±0.71
fully-connected           2.50 ±0.71   2.50 ±0.71
`);
  });

  it("marks exactly the minima of each column, and no loss that is not finite", () => {
    fc.assert(
      fc.property(fc.array(anyLoss, { minLength: 11, maxLength: 11 }), (losses) => {
        const values = losses.values();
        const measured = measuredFrom(() => values.next().value ?? 0, { seeds: 1 });
        const compared = { ...measured, strategies, ratios: [0.5, 0.9] };
        for (const stage of ["pruned", "fine-tuned"] as const)
          for (const [column, ratio] of compared.ratios.entries()) {
            const { lines } = grid(compared, stage, "testLoss");
            const means = lines.map(
              ({ strategy }) => compared.spread(stage, strategy, ratio, "testLoss")?.mean ?? NaN,
            );
            const least = Math.min(...means.filter(Number.isFinite));
            expect(lines.map(({ cells }) => cells[column].best)).toEqual(
              means.map((mean) => Number.isFinite(mean) && mean === least),
            );
          }
      }),
    );
  });

  it("says the same in bold when it may", () => {
    const measured = measuredFrom(({ strategy }) => strategy.length);
    const bold = renderTable(measured, { colour: true });
    expect(bold).toContain("\u001B[1m");
    // oxlint-disable-next-line no-control-regex -- it is the escapes that are taken out
    const plain = bold.replaceAll(/\u001B\[\d+m/g, "");
    expect(plain.replaceAll(/ +$/gm, "")).toBe(renderTable(measured));
    expect(renderTable(measured)).not.toContain("\u001B");
  });

  it("has a dash where there is no row, and a missing baseline too", () => {
    const { measurements } = measuredFrom(() => 0.25);
    const [row] = measurements.rows.filter(
      ({ strategy, ratio, stage }) => strategy === "magnitude" && ratio === 0.9 && stage === "pruned",
    );
    const text = renderTable(measuredOf({ ...measurements, rows: [row] }));
    expect(text).toContain("baseline (not pruned): –");
    expect(text).toMatch(/^magnitude +– +0\.250\*$/m);
    expect(text).toMatch(/^elimination-compensation +– +–$/m);
  });

  it("writes ∞ and NaN, and marks the finite one", () => {
    const losses = new Map([
      ["a", Infinity],
      ["b", NaN],
      ["c", 9],
    ]);
    const measured = measuredFrom(({ strategy }) => losses.get(strategy) ?? 1, {
      strategies: ["a", "b", "c"],
      ratios: [0.5],
      seeds: 1,
    });
    expect(renderTable(measured)).toMatch(/^a +∞\nb +NaN\nc +9\.00\*$/m);
  });

  it("keeps to its width, and goes on below", () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 120 }), (width) => {
        const ratios = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
        const measured = measuredFrom(({ seed }) => 1e-4 * (seed + 1), { ratios });
        const lines = renderTable(measured, { width }).split("\n").slice(4);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
        expect(lines.join("\n").match(/0\.[1-9]\b(?! ?±)/g)).toHaveLength(2 * ratios.length);
      }),
    );
  });

  it("gives small losses in a unit, named above", () => {
    const text = renderTable(measuredFrom(({ ratio }) => (ratio === 0 ? 1.234e-4 : 5.678e-4), { seeds: 1 }));
    expect(text).toContain("test loss in units of 1e-4, mean over 1 seed");
    expect(text).toContain("baseline (not pruned): 1.23");
    expect(text).toMatch(/^magnitude +5\.68\*/m);
  });
});

describe("numbers", () => {
  it.each([
    [0, "0"],
    [0.01234, "0.0123"],
    [1.234, "1.23"],
    [99.95, "100.0"],
    [1234.5, "1235"],
    [1234567, "1.23e+6"],
    [Infinity, "∞"],
    [NaN, "NaN"],
  ])("%d is shown as %s", (value, text) => {
    expect(showNumber(value)).toBe(text);
  });

  it("the paper's networks have the weights of its tables 1 and 2", () => {
    expect(weightsOf([784, 32, 32, 10])).toBe(26_432);
    expect(weightsOf([784, 64, 64, 10])).toBe(54_912);
    expect(weightsOf([68, 32, 32, 32, 1])).toBe(4_256);
    expect(weightsOf([68, 64, 32, 32, 16, 16, 1])).toBe(8_208);
  });

  it("mean and deviation end at the same place", () => {
    expect(showSpread({ mean: 12.34, sd: 0.456, min: 0, max: 0 })).toEqual({ mean: "12.3", sd: "0.5" });
  });

  it("the smallest of a table of small numbers is from 1 to 10 in its unit", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 0.00999, noNaN: true }), (smallest) => {
        const scaled = smallest / unitOf([smallest, 1, Infinity, NaN, 0]);
        // A logarithm next to a whole number, and a division, may round to the other side by a few ulp.
        expect(scaled).toBeGreaterThanOrEqual(1 - 1e-12);
        expect(scaled).toBeLessThan(10 * (1 + 1e-12));
      }),
    );
  });

  it.each([
    [3.4e-4, "340 µs"],
    [0.0123, "12.3 ms"],
    [4.56, "4.56 s"],
    [738, "12.3 min"],
    [16416, "4.56 h"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(showSeconds(seconds)).toBe(text);
  });
});
