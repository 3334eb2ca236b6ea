import { expect, it } from "vitest";
import { streamOf } from "../../src/experiment/streams.ts";

const draw = (seed: number, purpose: Parameters<typeof streamOf>[1]): number[] => {
  const random = streamOf(seed, purpose);
  return [random(), random(), random()];
};

it("the same seed and purpose give the same numbers", () => {
  expect(draw(1, "initial weights")).toEqual(draw(1, "initial weights"));
});

it("another seed or another purpose gives other numbers", () => {
  const first = draw(1, "initial weights");
  expect(draw(2, "initial weights")).not.toEqual(first);
  expect(draw(1, "order of training")).not.toEqual(first);
});
