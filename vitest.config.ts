import { defineConfig } from "vitest/config";
import { pages } from "./test-setup/pages/plugin.ts";
import { pagesThatRun } from "./test-setup/pages/workspace.ts";

const root = import.meta.dirname;

export default defineConfig(({ mode }) => ({
  plugins: [pages(root)],
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "{test-setup,scripts}/test/**/*.test.ts",
      ...pagesThatRun(root),
    ],
    setupFiles: ["./test-setup/fast-check.ts", "./test-setup/plain-kernels.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // npm run test:thorough
    env: mode === "thorough" ? { ESPALIER_THOROUGH: "1", FC_RUNS: process.env["FC_RUNS"] ?? "1000" } : {},
    // The packages have no global state but the choice of kernels, which a test or a page that changes it puts back. So all
    // files share one process for each core, which loads each module once.
    isolate: false,
    maxWorkers: "100%", // by default one core stays idle
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"], reporter: ["text", "lcov"] },
  },
}));
