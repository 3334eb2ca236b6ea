import { describe, expect, it } from "vitest";
import { runWithoutEval } from "../../../test-setup/no-eval.ts";

describe("where code may not be made from strings", () => {
  const { result, imports } = runWithoutEval(new URL("no-eval/derivatives.ts", import.meta.url));

  it("values are differentiated twice, and sample by sample", () => {
    expect(result).toEqual({ slope: 12, curvature: 12, jacobian: [[[[3, 4]]]] });
  });

  it("the main entry imports nothing but the package below it", () => {
    expect(imports.toSorted()).toEqual([
      "@espalier/autodiff",
      "@espalier/tensor",
      "@espalier/tensor/elementary",
    ]);
  });
});
