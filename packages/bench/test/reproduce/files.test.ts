import { FormatError } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { measurementsOf, parseMeasurements, stringifyMeasurements } from "../../src/reproduce/files.ts";
import type { Line } from "../../src/reproduce/journal.ts";
import type { Entry } from "../../src/reproduce/results.ts";
import { idOf, unitsOf } from "../../src/reproduce/unit.ts";
import { tinyExperiment } from "../support/tiny-part.ts";

const rowAt = (index: number, testLoss: number): Entry => ({
  list: "rows",
  row: { seed: 0, strategy: "magnitude", ratio: 0.5, stage: "pruned", testLoss, kept: [index] },
});
const picture: Entry = {
  list: "pictures",
  row: { strategy: "baseline", stage: "truth", values: [0.25, -1e-9] },
};
const units = unitsOf(tinyExperiment);
const lines = units.map((unit, index): [string, Line] => [
  idOf(tinyExperiment, unit),
  {
    unit: idOf(tinyExperiment, unit),
    entries: [rowAt(index, index === 2 ? Infinity : 1 / (index + 1)), picture],
    costs: {},
  },
]);
const measurements = measurementsOf(tinyExperiment, new Map(lines));
const text = stringifyMeasurements(measurements);

describe("a file of measurements", () => {
  it("comes back to the last bit, also what overflowed", () => {
    expect(parseMeasurements(text)).toEqual(measurements);
    expect(text).toContain('"testLoss":"Infinity"');
  });

  it("has the order of the units, whatever that of the journal", () => {
    expect(measurements.rows.map(({ kept: [index] }) => index)).toEqual([...units.keys()]);
    expect(stringifyMeasurements(measurementsOf(tinyExperiment, new Map(lines.toReversed())))).toBe(text);
  });

  it("may say that importances of what was removed add up to less than nothing", () => {
    const row = { ...measurements.rows[0], removedImportance: -1.5, outputChange: 0.5 };
    const negative = { ...measurements, rows: [row] };
    expect(parseMeasurements(stringifyMeasurements(negative))).toEqual(negative);
    const changed = { ...negative, rows: [{ ...row, outputChange: -0.5 }] };
    expect(() => parseMeasurements(stringifyMeasurements(changed))).toThrow(
      /outputChange: expected a number ≥ 0/,
    );
  });

  it("has one row a line", () => {
    expect(text.split("\n").filter((line) => line.includes('"kept"'))).toHaveLength(units.length);
  });

  it.each([
    [
      "another format",
      text.replace("espalier-measurements", "espalier-results"),
      /format: expected "espalier-measurements"/,
    ],
    ["another version", text.replace('"version": 1', '"version": 2'), /version: expected 1/],
    [
      "a ratio in per cent",
      text.replace('"ratio":0.5', '"ratio":50'),
      /rows\[0\]\.ratio: expected a number in \[0, 1\]/,
    ],
    ["a field too many", text.replace('"kept":', '"colour":1,"kept":'), /rows\[0\]\.colour/],
    ["no JSON", text.slice(1), /measurements: expected JSON/],
  ])("%s is refused, naming where", (_, wrong, message) => {
    expect(() => parseMeasurements(wrong)).toThrow(FormatError);
    expect(() => parseMeasurements(wrong)).toThrow(message);
  });
});
