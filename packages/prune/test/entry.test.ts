import * as tensor from "@espalier/tensor";
import { expect, it } from "vitest";
import * as prune from "../src/index.ts";
import type { RunOptions } from "../src/index.ts";

it("one import serves those who hand samples in, read a result, and catch what is refused", () => {
  for (const name of [
    "tensor",
    "toNested",
    "seededRandom",
    "InputError",
    "ShapeError",
    "ValueError",
    "FormatError",
  ] as const)
    expect(prune[name], name).toBe(tensor[name]);
  const passed = Object.keys(prune).filter((name) => name in tensor);
  expect(passed).toHaveLength(7);
});

it("what is refused can be caught by its kind", () => {
  expect(() => prune.prune({ layers: [] }, [], { ratio: 1 })).toThrow(prune.ShapeError);
  expect(() => prune.networkFromJson(7)).toThrow(prune.FormatError);
  expect(() => prune.removalCount).not.toThrow(prune.InputError);
});

it("the options of a run have a name", async () => {
  const options: RunOptions = { signal: undefined, onProgress: undefined };
  const network = {
    layers: [{ weight: prune.tensor([[1]]), bias: prune.tensor([0]), activation: { kind: "relu" } }],
  } as const;
  expect((await prune.run(prune.pruning(network, [[1]], { ratio: 1 }), options)).removed).toBe(1);
});
