import { describe, expect, it } from "vitest";
import { runWithoutEval } from "../../../test-setup/no-eval.ts";

const run = (script: string) => runWithoutEval(new URL(`no-eval/${script}`, import.meta.url));

describe("where code may not be made from strings", () => {
  it("the main entry multiplies matrices, and imports nothing but its own files", () => {
    expect(run("product.ts")).toEqual({
      result: [
        [7, 10],
        [15, 22],
      ],
      imports: [],
    });
  });

  it("code from a string fails, so that the statement above is not empty", () => {
    expect(() => run("generated-code.ts")).toThrow(/EvalError/);
  });

  it("the ndarray subpath fails, which is why it is a path of its own", () => {
    expect(() => run("view.ts")).toThrow(/EvalError/);
  });
});
