import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkTensor, firstNotFinite } from "../src/check.ts";
import type { Tensor } from "../src/index.ts";
import { law } from "../../../test-setup/law.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("the first number that is not finite", () => {
  law("is none among finite ones, however large", fc.array(finite), (numbers) => {
    expect(firstNotFinite(Float64Array.from(numbers))).toBe(-1);
  });

  const spoilt = fc.record({
    numbers: fc.array(finite, { minLength: 1, maxLength: 12 }),
    places: fc.array(fc.nat(11), { minLength: 1 }),
    value: fc.constantFrom(Number.NaN, Infinity, -Infinity),
  });
  law("is found wherever it is", spoilt, ({ numbers, places, value }) => {
    const wrong = places.map((place) => place % numbers.length);
    const data = Float64Array.from(numbers, (each, at) => (wrong.includes(at) ? value : each));
    expect(firstNotFinite(data)).toBe(Math.min(...wrong));
  });
});

it.each<[string, unknown]>([
  ["Generator", (function* () {})()],
  ["AsyncGenerator", (async function* () {})()],
  ["Object", Object.create(null)],
  ["Array", [[1]]],
])("a value that is not a tensor is named: %s", (name, value) => {
  expect(() => checkTensor("f", "x", value as Tensor)).toThrow(
    `f: expected x to be a tensor with a shape; received ${name}`,
  );
});
