import { describe, expect, it } from "vitest";
import { runWithoutEval } from "../../../test-setup/no-eval.ts";

describe("where code may not be made from strings", () => {
  const { result, imports } = runWithoutEval(new URL("no-eval/three-lines.ts", import.meta.url));

  it("a newcomer's three lines prune a network", () => {
    expect(result).toBe("6 of 12");
  });

  it("the main entry imports nothing but the packages below it", () => {
    expect(imports.toSorted()).toEqual(["@espalier/autodiff", "@espalier/prune", "@espalier/tensor"]);
  });
});
