import { statSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";
import { parts } from "./test-setup/mutation/parts.ts";
import { workspaceModules } from "./test-setup/pages/workspace.ts";

const part = parts.find(({ name }) => name === process.env["MUTATED"]);

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
    alias: [...workspaceModules(import.meta.dirname)].map(([name, replacement]) => ({
      find: new RegExp(`^${name}$`),
      replacement,
    })),
  },
  test: {
    include: [...(part?.tests ?? [])],
    exclude: [...(part?.withoutTests ?? [])],
    setupFiles: ["./test-setup/fast-check.ts"],
    // Few draws a law: what only rare ones would notice counts as not noticed, and all of it is over in an hour or two.
    env: { FC_RUNS: process.env["FC_RUNS"] ?? "10" },
    testTimeout: 20_000,
    // Each mutant has a thread of its own; its test files share the modules, which takes less than half the time.
    isolate: false,
    sequence: { sequencer: SmallestFirst },
  },
});
