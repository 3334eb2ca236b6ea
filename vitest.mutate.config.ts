import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

const source = (path: string): string =>
  fileURLToPath(new URL(`packages/${path.replace("/", "/src/")}.ts`, import.meta.url));

/** The first test that fails ends the run of a mutant, so those that are quick come first: small files before large ones. */
class SmallestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const size = ({ moduleId }: TestSpecification): number => statSync(moduleId).size;
    return files.toSorted((a, b) => size(a) - size(b));
  }
}

// What Stryker runs against each mutant. It works on a copy whose node_modules lead back to the originals, so the names of
// the packages have to be pointed at the copies.
export default defineConfig({
  resolve: {
    alias: [
      { find: "@espalier/tensor/ndarray", replacement: source("tensor/ndarray") },
      ...["tensor", "autodiff", "prune"].map((name) => ({
        find: new RegExp(`^@espalier/${name}$`),
        replacement: source(`${name}/index`),
      })),
    ],
  },
  test: {
    // Of the package that is mutated: a mistake in it should not be left to others to notice.
    include: [`packages/${process.env["MUTATED_PACKAGE"] ?? "*"}/test/**/*.test.ts`],
    exclude: [
      "**/no-eval.node.test.ts",
      "**/main-entry.node.test.ts",
      "**/entries.node.test.ts",
      "**/check/**",
      "**/verify/**",
      // Kernels against their definition, and threads: nothing that smaller tests do not hold, and each mutant would pay for them.
      "**/wasm*.test.ts",
      "**/parallel/**",
      // Files, which are not mutated.
      "**/formats/**",
      "**/export/**",
    ],
    setupFiles: ["./test-setup/fast-check.ts"],
    // Few draws a law: what only rare ones would notice counts as not noticed, and all of it is over in an hour or two.
    env: { FC_RUNS: process.env["FC_RUNS"] ?? "10" },
    testTimeout: 20_000,
    sequence: { sequencer: SmallestFirst },
  },
});
