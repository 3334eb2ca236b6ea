import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FormatError } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as recipeFormat from "../../src/cases/recipe.ts";
import * as costsFormat from "../../src/experiments/costs.ts";
import { openJournal } from "../../src/experiments/journal.ts";
import type { Line } from "../../src/experiments/journal.ts";
import { studyRows } from "../../src/experiments/kinds/studies.ts";
import * as rowFormats from "../../src/experiments/measure.ts";
import { measurementsOf, parseMeasurements, stringifyMeasurements } from "../../src/experiments/results.ts";
import type { Entry } from "../../src/experiments/results.ts";
import { unitsOf } from "../../src/experiments/unit.ts";
import * as environmentFormat from "../../src/files/environment.ts";
import { temporaryFolder } from "../../../../test-setup/temporary-folder.ts";
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
const entries = units.flatMap((_, index) => [
  rowAt(index, index === 2 ? Infinity : 1 / (index + 1)),
  picture,
]);
const measurements = measurementsOf(tinyExperiment, entries);
const text = stringifyMeasurements(measurements);

describe("a file of measurements", () => {
  it("comes back to the last bit, also what overflowed", () => {
    expect(parseMeasurements(text)).toEqual(measurements);
    expect(text).toContain('"testLoss":"Infinity"');
  });

  it("may have a negative sum of importances", () => {
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

  it("is refused for its version before anything else that is new in it", () => {
    const newer = text.replace('"version": 1', '"version": 2, "news": true');
    expect(() => parseMeasurements(newer)).toThrow("version: expected 1; received 2");
  });

  it("gives back every loss, to the last bit, and Infinity and NaN too", () => {
    const loss = fc.oneof(fc.double({ min: 0 }), fc.constantFrom(Infinity, NaN));
    fc.assert(
      fc.property(fc.array(loss), (losses) => {
        const measured = measurementsOf(
          tinyExperiment,
          losses.map((each, at) => rowAt(at, each)),
        );
        expect(parseMeasurements(stringifyMeasurements(measured))).toEqual(measured);
      }),
    );
  });

  it.each(["", "{", "null", "[]", '"text"'])("is refused when it is %j", (wrong) => {
    expect(() => parseMeasurements(wrong)).toThrow(FormatError);
  });
});

it("the page about the format explains every field", async () => {
  const page = await readFile(new URL("../../../../docs/results-format.md", import.meta.url), "utf8");
  const schemas = [
    rowFormats.networkRow,
    rowFormats.picture,
    recipeFormat.recipe,
    costsFormat.costs,
    environmentFormat.environment,
    ...Object.values(studyRows),
  ];
  const fields = schemas.flatMap((schema) => Object.keys("entries" in schema ? schema.entries : {}));
  for (const field of new Set([...fields, ...Object.keys(measurements)]))
    expect(page).toMatch(new RegExp(`^\\| \`${field}\` +\\||\`${field}\``, "m"));
});

describe("the journal", () => {
  const lineOf = (unit: string, testLoss: number): Line => ({
    unit,
    entries: [
      { list: "rows", row: { seed: 0, strategy: "δ", ratio: 0.5, stage: "pruned", testLoss, kept: [3, 1] } },
    ],
    costs: { training: 1.5 },
  });
  const journalLines = [lineOf("a", 0.125), lineOf("b", Infinity), lineOf("c", NaN)];

  it("lines come back, also of networks that overflowed", async () => {
    const path = join(await temporaryFolder(), "deep", "journal.jsonl");
    const journal = openJournal(path);
    for (const line of journalLines) journal.add(line);
    journal.close();
    const again = openJournal(path);
    expect([...again.lines.values()]).toEqual(journalLines);
    again.close();
  });

  it("a unit is kept as it was measured first", async () => {
    const path = join(await temporaryFolder(), "journal.jsonl");
    const journal = openJournal(path);
    journal.add(journalLines[0]);
    journal.add({ ...journalLines[0], costs: { training: 9 } });
    journal.close();
    expect((await readFile(path, "utf8")).split("\n")).toHaveLength(2);
  });

  it("wherever the file breaks off, what was complete is there, and the rest can be added", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "journal.jsonl");
    const first = openJournal(path);
    for (const line of journalLines) first.add(line);
    first.close();
    const bytes = await readFile(path);
    const ends = [...bytes.keys()].filter((at) => bytes[at] === 10); // line feeds
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length }), async (length) => {
        await writeFile(path, bytes.subarray(0, length));
        const journal = openJournal(path);
        expect(journal.lines.size).toBe(ends.filter((end) => end < length).length);
        for (const line of journalLines) journal.add(line);
        journal.close();
        expect(await readFile(path)).toEqual(bytes);
      }),
    );
  });

  it("a line that is none is an error that says where", async () => {
    const path = join(await temporaryFolder(), "journal.jsonl");
    const { unit, costs } = journalLines[0];
    await writeFile(path, `${JSON.stringify({ unit, entries: [], costs })}\nno line\n`);
    expect(() => openJournal(path)).toThrow(FormatError);
    expect(() => openJournal(path)).toThrow(/journal\.jsonl, line 2: expected JSON; received no line/);
    await writeFile(path, `${JSON.stringify({ unit, entries: {}, costs })}\n`);
    expect(() => openJournal(path)).toThrow(
      /journal\.jsonl, line 1, entries: expected an array; received \{\}/,
    );
  });
});
