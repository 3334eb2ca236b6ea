import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runWithoutEval } from "../../../test-setup/no-eval.ts";

describe("where code may not be made from strings", () => {
  const { result, imports } = runWithoutEval(new URL("no-eval/three-lines.ts", import.meta.url));

  it("a newcomer's three lines prune a network", () => {
    expect(result).toBe("6 of 12");
  });

  it("the main entry imports nothing but the packages below it", () => {
    expect([...new Set(imports.map((name) => name.split("/", 2).join("/")))].toSorted()).toEqual([
      "@espalier/autodiff",
      "@espalier/compensation",
      "@espalier/network",
      "@espalier/prune",
      "@espalier/scores",
      "@espalier/structured",
      "@espalier/tensor",
    ]);
  });

  it("nothing outside of the folder of the worker threads knows of it", () => {
    const cwd = new URL("../src/", import.meta.url);
    // The internal entry hands parts of it to other packages of Espalier; no file of this one imports that entry.
    const files = globSync("**/*.ts", { cwd }).filter((path) => !/^parallel\/|^entries\/internal/.test(path));
    expect(files).toContain("stream.ts");
    for (const path of files)
      expect(readFileSync(new URL(path, cwd), "utf8"), path).not.toMatch(/"\S*parallel\//);
  });
});
