import { describe, expect, it } from "vitest";
import { runWithoutEval } from "../../../test-setup/no-eval.ts";

describe("where code may not be made from strings", () => {
  it("an edge function prunes what comes as bytes, and imports nothing of Node", () => {
    const edge = runWithoutEval(new URL("no-eval/edge.ts", import.meta.url));
    expect(edge.result).toBe(24);
    expect(edge.imports.filter((name) => !name.startsWith("@espalier/"))).toEqual([]);
  });
});
