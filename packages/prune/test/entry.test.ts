import * as tensor from "@espalier/tensor";
import { expect, it } from "vitest";
import { networkFromJson } from "../../formats/src/json/index.ts";
import * as prune from "../src/index.ts";
import type { RunOptions } from "../src/index.ts";

it("one import is enough to pass samples, read a result and catch an error", () => {
  const below = new Map<string, unknown>(Object.entries(tensor));
  const passedOn = Object.entries(prune).filter(([name]) => below.has(name));
  expect(passedOn.map(([name]) => name).toSorted()).toEqual([
    "FormatError",
    "InputError",
    "ShapeError",
    "ValueError",
    "seededRandom",
    "tensor",
    "toNested",
  ]);
  for (const [name, value] of passedOn) expect(value, name).toBe(below.get(name));
});

it("an error can be caught by its class", () => {
  expect(() => prune.prune({ layers: [] }, [], { ratio: 1 })).toThrow(prune.ShapeError);
  expect(() => networkFromJson(7)).toThrow(prune.FormatError);
  expect(() => prune.prune({ layers: [] }, [], { ratio: 80 })).toThrow(prune.ValueError);
});

it("the options of a run have a name", async () => {
  const options: RunOptions = { signal: undefined, onProgress: undefined };
  const network = {
    layers: [{ weight: prune.tensor([[1]]), bias: prune.tensor([0]), activation: { kind: "relu" } }],
  } as const;
  expect((await prune.run(prune.pruning(network, [[1]], { ratio: 1 }), options)).removed).toBe(1);
});
