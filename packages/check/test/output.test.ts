import { describe, expect, it } from "vitest";
import { check, flatSpec, OutputError } from "../src/index.ts";
import type { Spec } from "../src/index.ts";
import { assertCorrectDerivatives } from "../src/fast-check.ts";

/** As libraries have them: its numbers are fetched by a method. */
class Tensor {
  readonly shape = [2];
  dataSync(): Float32Array {
    return new Float32Array(2);
  }
}

const strange: readonly [string, () => unknown, string][] = [
  ["a Promise", async () => new Float64Array(2), "a Promise"],
  ["a Promise that rejects", async () => Promise.reject(new Error("later")), "a Promise"],
  ["null", () => null, "null"],
  ["an Int32Array", () => new Int32Array(2), "an Int32Array"],
  ["a Uint8Array", () => new Uint8Array(2), "a Uint8Array"],
  ["a text", () => "0.5", "a string"],
  ["a bigint", () => 1n, "a bigint"],
  ["a list with a hole in it", () => [1, undefined], "a list with undefined"],
  ["a tensor of a library", () => new Tensor(), "an object of the class Tensor whose data is undefined"],
  [
    "more numbers than the shape has",
    () => ({ shape: [3], data: new Float64Array(2) }),
    "an object of shape [3] with 2 numbers",
  ],
];

const given = (part: "f" | "jvp" | "vjp", returned: () => unknown): Spec =>
  ({
    name: "g",
    inputs: { x: {} },
    shapes: () => ({ x: [2] }),
    f: part === "f" ? returned : () => new Float64Array(2),
    ...(part === "jvp"
      ? { jvp: returned }
      : { vjp: part === "vjp" ? () => ({ x: returned() }) : () => ({ x: new Float64Array(2) }) }),
  }) as unknown as Spec;

describe.each(strange)("%s, where numbers are due", (_, returned, what) => {
  it.each(["f", "jvp", "vjp"] as const)("from %s is refused with its name", (part) => {
    for (const run of [check, assertCorrectDerivatives]) {
      expect(() => run(given(part, returned))).toThrow(OutputError);
      expect(() => run(given(part, returned))).toThrow(
        new RegExp(
          `^${part}: expected numbers .* from g.*; received ${what.replaceAll(/[[\]]/g, String.raw`\$&`)}$`,
        ),
      );
    }
  });
});

it("cotangents that are not found by name are refused", () => {
  const vjp = (returned: unknown): Spec => ({ ...given("f", () => 1), vjp: () => returned }) as Spec;
  const message = "vjp: expected cotangents by the names of the inputs (x) from g; received";
  expect(() => check(vjp(new Float64Array(2)))).toThrow(`${message} a Float64Array`);
  expect(() => check(vjp(null))).toThrow(`${message} null`);
  expect(() => check(vjp(Promise.resolve({})))).toThrow(`${message} a Promise`);
  expect(() => check(vjp({ y: 1 }))).toThrow(`${message} one of y`);
});

it("refuses a value that is not a spec, a count or a seed", () => {
  const refused: readonly [unknown, string][] = [
    [null, "expected a spec whose f is a function; received undefined"],
    [{ f: 1 }, "expected a spec whose f is a function; received number"],
    [{ f: () => 1, shapes: () => ({}) }, "expected a spec with a domain for each of its inputs"],
  ];
  for (const [spec, message] of refused) expect(() => check(spec as Spec)).toThrow(`check: ${message}`);
  const spec = flatSpec({ name: "id", length: 1, f: (x) => x.slice(), vjp: (_, u) => u.slice() });
  for (const draws of [-1, 1.5, Number.NaN])
    expect(() => check(spec, { draws })).toThrow(`a whole number ≥ 0; received ${draws}`);
  expect(() => check(spec, { seed: Number.NaN })).toThrow("check: expected a seed that is a number");
});
