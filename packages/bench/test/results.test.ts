import { readFile } from "node:fs/promises";
import { FormatError } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseResults, stringifyResults } from "../src/results.ts";
import type { Row } from "../src/results.ts";
import { baseline, complete, resultsOf, row } from "./report-rows.ts";

const good = resultsOf(complete(() => 0.25));

/** The text of good results with another value at a path, or none if it is undefined. */
function spoilt(path: string, value: unknown): string {
  const keys = path.match(/[^.[\]]+/g) ?? [];
  const json: unknown = JSON.parse(stringifyResults(good));
  let place = json as Record<string, unknown>; // objects and arrays alike are walked by key
  for (const key of keys.slice(0, -1)) place = place[key] as Record<string, unknown>;
  place[keys[keys.length - 1]] = value;
  return JSON.stringify(json);
}

const anyRow: fc.Arbitrary<Row> = fc
  .record({
    strategy: fc.string({ minLength: 1 }).filter((name) => name !== "baseline"),
    ratio: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.nat(),
    stage: fc.constantFrom("pruned", "fine-tuned"),
    testLoss: fc.oneof(fc.double({ min: 0 }), fc.constantFrom(Infinity, NaN)),
    seconds: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    weightsKept: fc.nat(),
    accuracy: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  } as const)
  .map(({ accuracy, ...fields }) =>
    row({ ...fields, ...(accuracy === undefined ? {} : { testAccuracy: accuracy }) }),
  );

const anyRows = fc.uniqueArray(anyRow, {
  selector: ({ strategy, ratio, seed, stage }) => JSON.stringify([strategy, ratio, seed, stage]),
});

describe("results.json", () => {
  it("gives back every number, to the last bit, and Infinity and NaN too", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const results = resultsOf(rows);
        expect(parseResults(stringifyResults(results))).toEqual(results);
      }),
    );
  });

  it("is written the same way twice", () => {
    const text = stringifyResults(resultsOf([row({ testLoss: Infinity }), baseline({ testLoss: NaN })]));
    expect(stringifyResults(parseResults(text))).toBe(text);
  });

  it("has a row a line, with losses that are not finite as strings", () => {
    const lines = stringifyResults(
      resultsOf([row({ testLoss: Infinity }), baseline({ testLoss: NaN })]),
    ).split("\n");
    expect(lines.filter((line) => line.includes('"testLoss":"Infinity"'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('"testLoss":"NaN"'))).toHaveLength(1);
  });

  it("keeps optional facts about the environment", () => {
    const results = { ...good, environment: { ...good.environment, peakMemoryBytes: 1e9, wallSeconds: 2.5 } };
    expect(parseResults(stringifyResults(results))).toEqual(results);
  });

  it("is not written when it could not be read", () => {
    expect(() => stringifyResults(resultsOf([row({ seconds: NaN })]))).toThrow(/^rows\[0\]\.seconds: /);
  });

  it.each<[path: string, expected: string, received: unknown]>([
    ["format", '"espalier-results"', "other"],
    ["version", "1", 2],
    ["settings", "a value", undefined],
    ["settings.case", '"pde" or "mnist"', "cifar"],
    ["settings.epochs", "two numbers of epochs", [30]],
    ["settings.epochs[1]", "a whole number ≥ 0", 1.5],
    ["settings.network", "at least an input and an output size", [3]],
    ["settings.notes[0]", "a string", 7],
    ["settings.precision", '"f64" or "f32"', "f16"],
    ["environment.date", "a date in ISO 8601", "today"],
    ["environment.cores", "a whole number ≥ 1", 0],
    ["rows", "an array", {}],
    ["rows[1]", "an object", null],
    ["rows[1].ratio", "a number in [0, 1]", 80],
    ["rows[1].seed", "a whole number ≥ 0", -1],
    ["rows[1].seconds", "a finite number ≥ 0", "Infinity"],
    ["rows[1].testLoss", 'a number ≥ 0, "Infinity" or "NaN"', "-Infinity"],
    ["rows[1].strategy", '"baseline" at the stage "baseline" and only there', "baseline"],
    ["rows[0].strategy", '"baseline" at the stage "baseline" and only there', "random"],
    ["rows[0].ratio", "0 in a baseline row", 0.5],
  ])("is refused when %s is not %s but %j", (path, expected, received) => {
    const error = new FormatError(
      path,
      expected,
      received === undefined ? "nothing" : JSON.stringify(received),
    );
    expect(() => parseResults(spoilt(path, received))).toThrow(error);
  });

  it("is refused for its version before anything else that is new in it", () => {
    const text = stringifyResults(good).replace('"version": 1', '"version": 2, "news": true');
    expect(() => parseResults(text)).toThrow("version: expected 1; received 2");
  });

  it("is refused when a field is unknown, naming those that are known", () => {
    const text = spoilt("rows[1].testAcuracy", 1);
    expect(() => parseResults(text)).toThrow(/^rows\[1\]\.testAcuracy: expected one of testAccuracy, case, /);
  });

  it("is refused when the same network is measured twice", () => {
    const text = spoilt("rows[1]", baseline());
    expect(() => parseResults(text)).toThrow(/^rows\[1\]: expected another network than that of rows\[0\]/);
  });

  it.each(["", "{", "null", "[]", '"text"'])("is refused when it is %j", (text) => {
    expect(() => parseResults(text)).toThrow(FormatError);
  });

  it("is what the page about the format shows", async () => {
    const page = await readFile(new URL("../../../docs/results-format.md", import.meta.url), "utf8");
    const [, example] = /```json\n(.*?)```/s.exec(page) ?? [];
    const results = parseResults(example);
    expect(parseResults(stringifyResults(results))).toEqual(results);
    const { settings, environment, rows } = results;
    for (const field of [settings, environment, ...rows].flatMap((each) => Object.keys(each)))
      expect(page).toMatch(new RegExp(`^\\| \`${field}\` +\\|`, "m"));
  });
});
