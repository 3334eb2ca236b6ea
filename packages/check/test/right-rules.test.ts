import { expect, it } from "vitest";
import { isThorough } from "../../../test-setup/thorough.ts";
import { check } from "../src/index.ts";
import { rightFunctions } from "../verify/false-alarms/functions/index.ts";
import { specOfRight } from "../verify/false-alarms/function.ts";

/** Steps of powers of two alias with these, or are too wide for them, or reach over a jump of the curvature. */
const hard = [
  "sin 16πx",
  "a period of 2^-3",
  "a period of 2^-4",
  "a period of 2^-5",
  "layer norm, ε = 0.00001",
  "sigmoid 1000x",
  "Huber",
  "squared hinge",
];

const all = Object.values(rightFunctions).flat();

it.each(hard)("%s is right at every seed, and looked at enough", (name) => {
  const right = all.find((each) => each.name === name);
  if (right === undefined) throw new Error(`no right function is called ${name}`);
  const seeds = Array.from({ length: isThorough ? 20 : 5 }, (_, at) => at + 1);
  expect(seeds.filter((seed) => !check(specOfRight(right), { seed }).passed)).toEqual([]);
});
