import { globSync, readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { fileURLToPath } from "node:url";
import { Instrumenter } from "@stryker-mutator/instrumenter";
import { defineConfig } from "vitest/config";
import { workspaceModules } from "../../pages/workspace.ts";
import { isOf, parts } from "../parts.ts";

// Runs the tests of a part on all of its mutants in one process. Stryker's instrumenter writes every mutant into the sources, behind a
// switch; so the sources and the tests are loaded once, and not once for each mutant.

const root = fileURLToPath(new URL("../../../", import.meta.url));
const part = parts.find(({ name }) => name === process.env["MUTATED"]);
if (part === undefined) throw new Error(`expected a part as MUTATED; received ${process.env["MUTATED"]}`);

const options = { plugins: [], excludedMutations: [], ignorers: [] };
const silent = { isDebugEnabled: () => false, debug: () => {}, info: () => {} };
const paths = globSync(
  part.mutate.filter((pattern) => !pattern.startsWith("!")),
  { cwd: root },
);
const { files, mutants } = await new Instrumenter(silent as never).instrument(
  paths
    .filter((path) => isOf(part, path))
    .toSorted()
    .map((path) => ({
      name: join(root, path),
      mutate: true,
      content: readFileSync(join(root, path), "utf8"),
    })),
  options,
);
const instrumented = new Map(files.map(({ name, content }) => [name, content]));

const collected = join(root, "test-setup/mutation/one-process/collected.ts");
const isOfTests = (path: string): boolean =>
  /\/test\/|\/test-setup\/[^/]*$/.test(path) && !path.includes("/node_modules/");

export default defineConfig({
  root,
  plugins: [
    {
      name: "mutants",
      enforce: "pre",
      transform(code, id) {
        const own = instrumented.get(id);
        if (own !== undefined) return { code: own, map: null };
        return isOfTests(id)
          ? { code: code.replace('from "vitest"', `from "${collected}"`), map: null }
          : undefined;
      },
    },
  ],
  resolve: {
    alias: [...workspaceModules(root)].map(([name, replacement]) => ({
      find: new RegExp(`^${name}$`),
      replacement,
    })),
  },
  test: {
    include: ["test-setup/mutation/one-process/try-mutants.ts"],
    setupFiles: ["./test-setup/fast-check.ts"],
    env: { FC_RUNS: process.env["FC_RUNS"] ?? "10" },
    testTimeout: 0,
    pool: "forks",
    provide: {
      found: join(root, part.found),
      mutants: mutants.map(({ id, fileName, location, replacement, mutatorName }) => {
        const [{ start, end }, path] = [location, fileName.slice(root.length)];
        // The instrumenter counts from 0, a report from 1.
        const at = ({ line, column }: typeof start) => ({ line: line + 1, column: column + 1 });
        return { id, path, mutatorName, replacement, location: { start: at(start), end: at(end) } };
      }),
      tests: globSync(part.tests, { cwd: root })
        .filter((path) => !part.withoutTests.some((pattern) => matchesGlob(path, pattern)))
        .toSorted()
        .map((path) => join(root, path)),
    },
  },
});
