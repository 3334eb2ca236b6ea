import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { pdebenchField, solutionOf } from "../../src/cases/pdebench.ts";
import { nameOf, onPdebench } from "../../src/experiments/parts/grid.ts";
import { quick } from "../../src/experiments/parts/quick.ts";
import { temporaryFolder } from "../../../../test-setup/temporary-folder.ts";

const file = fileURLToPath(new URL("../../../data/test/fixtures/pdebench/lzf.h5", import.meta.url));
const samples = 5;

describe("PDEBench's file as the data of the equation", () => {
  it("is found by its path, or by its published name in a folder", async () => {
    const folder = await temporaryFolder();
    expect(await pdebenchField(folder, samples)).toEqual({});
    expect(await pdebenchField(join(folder, "missing"), samples)).toEqual({});
    await copyFile(file, join(folder, "1D_diff-sorp_NA_NA.h5"));
    const field = await pdebenchField(file, samples);
    expect(field.pdebench).toMatch(/^[0-9a-f]{64}$/);
    expect(await pdebenchField(folder, samples)).toEqual(field);
    expect((await solutionOf(folder, field.pdebench ?? "", samples)).u.shape).toEqual([5, 11, 64]);
  });

  it("is refused when its numbers are not those of the recipe", async () => {
    await expect(solutionOf(file, "0".repeat(64), samples)).rejects.toThrow(
      /lzf\.h5: expected the numbers of the recipe; received others$/,
    );
  });

  it("gives the experiments of the equation another name and recipe, and no other experiment", () => {
    const { experiments } = onPdebench(quick, { pdebench: "abc" });
    for (const [at, { name, recipe }] of experiments.entries()) {
      const before = quick.experiments[at];
      if (before.recipe.case === "mnist")
        expect({ name, recipe }).toEqual({ name: before.name, recipe: before.recipe });
      else {
        expect(name).toBe(before.name.replace("pde-", "pdebench-"));
        expect(name).toBe(nameOf(recipe));
        expect(recipe).toEqual({ ...before.recipe, pdebench: "abc" });
      }
    }
    expect(onPdebench(quick, {})).toEqual(quick);
  });
});
