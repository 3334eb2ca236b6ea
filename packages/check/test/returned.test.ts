import { describe, expect, it } from "vitest";
import { flatSpec } from "../src/index.ts";
import { checkCotangents, checkOutput, OutputError } from "../src/spec/output.ts";

/** As libraries have them: its numbers are fetched by a method. */
class Tensor {
  readonly shape = [2];
}
const nameless = Object.assign(Object.create({ constructor: { name: "" } }), {}) as object;
const NUMBERS = "numbers (a number, Float64Array, Float32Array, { shape, data } or a list of these)";

describe("what a function returns", () => {
  it.each([
    1,
    NaN,
    new Float64Array(2),
    new Float32Array(0),
    { shape: [2, 3], data: new Float64Array(6) },
    { shape: [], data: new Float32Array(1) },
    [],
    [1, [new Float64Array(1), { shape: [0], data: new Float64Array(0) }]],
  ])("is taken as it is if it is made of numbers: %o", (output) => {
    expect(checkOutput("f", "g", output)).toBe(output);
  });

  it.each<[unknown, string]>([
    [null, "null"],
    [undefined, "undefined"],
    ["0.5", "a string"],
    [true, "a boolean"],
    [1n, "a bigint"],
    [() => 1, "a function"],
    [{}, "an object"],
    [nameless, "an object"],
    [Object.create(null), "an object"],
    [new Date(0), "an object of the class Date"],
    [new Int32Array(2), "an Int32Array"],
    [new Uint8Array(2), "a Uint8Array"],
    [new BigInt64Array(2), "a BigInt64Array"],
    [Promise.resolve(1), "a Promise"],
    [JSON.parse('{ "then": 1 }'), "an object"],
    [[1, [2, "3"]], "a list with a list with a string"],
    [new Tensor(), "an object of the class Tensor whose data is undefined"],
    [{ shape: [2], data: [1, 2] }, "an object whose data is an Array"],
    [{ shape: 2, data: new Float64Array(2) }, "an object whose shape is a number"],
    [{ shape: [0.5], data: new Float64Array(2) }, "an object whose shape is an Array"],
    [{ shape: [2, 2], data: new Float64Array(2) }, "an object of shape [2, 2] with 2 numbers"],
  ])("is refused if it is not: %o", (output, what) => {
    expect(() => checkOutput("f", "g", output)).toThrow(new OutputError("f", `${NUMBERS} from g`, what));
  });

  it("may be a Promise that rejects later, which ends no process", async () => {
    const rejecting = Promise.reject(new Error("later"));
    expect(() => checkOutput("f", "g", rejecting)).toThrow("received a Promise");
    await expect(rejecting).rejects.toThrow("later");
  });
});

describe("cotangents", () => {
  const inputs = { a: {}, b: {} };

  it("are numbers by the names of inputs, some of them or all", () => {
    for (const cotangents of [{}, { a: 1 }, { a: new Float64Array(2), b: [1, 2] }])
      expect(() => checkCotangents({ name: "g", inputs }, cotangents)).not.toThrow();
  });

  it.each<[unknown, string]>([
    [null, "null"],
    [1, "a number"],
    ["a", "a string"],
    [[1, 2], "an Array"],
    [new Float64Array(2), "a Float64Array"],
    [Promise.resolve({}), "a Promise"],
    [{ a: 1, c: 2 }, "one of c"],
  ])("are refused if they are %o", (cotangents, what) => {
    expect(() => checkCotangents({ name: "g", inputs }, cotangents)).toThrow(
      new OutputError("vjp", "cotangents by the names of the inputs (a, b) from g", what),
    );
  });

  it("are refused with the name of the input if one of them is not made of numbers", () => {
    expect(() => checkCotangents({ name: "g", inputs }, { a: 1, b: "2" })).toThrow(
      new OutputError("vjp", `${NUMBERS} from g: b`, "a string"),
    );
  });
});

describe("the spec of a function of a plain array", () => {
  const x = { shape: [2], data: Float64Array.of(1, 2) };
  const bare = { name: "twice", length: 2, f: (of: Float64Array) => of.map((each) => 2 * each) };

  it("draws its length, hands over arrays, and has what it was given", () => {
    const sizes: number[][] = [];
    const size = (low: number, high: number): number => {
      sizes.push([low, high]);
      return high;
    };
    const spec = flatSpec({ ...bare, length: [1, 4], domain: { low: 0 }, vjp: (at, y) => at.map((each, i) => each * y[i]), jvp: (at, v) => at.map((each, i) => each + v[i]), formula: (A, at) => at.map((each) => A.add(each, each)), precision: "f32", accuracy: 0 }); // prettier-ignore
    expect([spec.shapes(size), sizes, spec.inputs]).toEqual([{ x: [4] }, [[1, 4]], { x: { low: 0 } }]);
    expect(flatSpec(bare).shapes(size)).toEqual({ x: [2] });
    expect([spec.name, spec.precision, spec.accuracy]).toEqual(["twice", "f32", 0]);
    expect(spec.f({ x })).toEqual(Float64Array.of(2, 4));
    expect(spec.vjp?.({ x }, Float64Array.of(3, 4))).toEqual({ x: Float64Array.of(3, 8) });
    expect(spec.jvp?.({ x }, { x: { shape: [2], data: Float64Array.of(5, 6) } })).toEqual(Float64Array.of(6, 8)); // prettier-ignore
    const A = { add: (a: number, b: number) => a + b };
    expect(spec.formula?.(A as never, { x: { shape: [2], data: [1, 2] } })).toEqual([2, 4]);
  });

  it("has nothing else", () => {
    expect(Object.keys(flatSpec(bare)).toSorted((a, b) => a.localeCompare(b))).toEqual(["f", "inputs", "name", "shapes"]); // prettier-ignore
    expect(flatSpec(bare).inputs).toEqual({ x: {} });
  });
});
