import { expect, it } from "vitest";
import { createBuffers } from "../../src/samples/batches.ts";

it("a buffer is taken again for an array of its size and precision, and for no other", () => {
  const { take, giveBack } = createBuffers();
  const buffers = [take(16, "f64"), take(16, "f32"), take(4, "f64")];
  for (const buffer of buffers) giveBack(buffer);

  const single = take(16, "f32");
  expect(single).toBe(buffers[1]);
  expect(take(16, "f32")).not.toBe(single); // it is in use
  expect(take(4, "f64")).toBe(buffers[2]);
  expect(take(8, "f64")).toEqual(new Float64Array(8));
  expect(take(16, "f64")).toBe(buffers[0]);
});

it("an array of any size is new at first", () => {
  const { take } = createBuffers();
  for (const size of [0, 1, 16]) expect(take(size, "f64")).toEqual(new Float64Array(size));
});
