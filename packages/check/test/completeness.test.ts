import { expect, it } from "vitest";
import { ops } from "@espalier/autodiff";
import { specs } from "../specs/index.ts";

it("a primitive without a check specification does not compile", () => {
  const { tanh: _, ...others } = specs;
  // @ts-expect-error the row of tanh is missing
  const incomplete: typeof specs = others;
  expect(Object.keys(ops)).toHaveLength(Object.keys(incomplete).length + 1);
});

it("no row is empty", () => {
  for (const [name, primitives] of Object.entries(specs)) expect(primitives.length, name).toBeGreaterThan(0);
});
