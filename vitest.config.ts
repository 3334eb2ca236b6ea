import { defineConfig } from "vitest/config";
import { pages } from "./test-setup/pages/plugin.ts";
import { pagesThatRun } from "./test-setup/pages/workspace.ts";

const root = import.meta.dirname;

const libraries =
  "packages/{tensor,autodiff,check,network,scores,compensation,structured,prune,files,onnx,formats}/test/**/*.test.ts";
export default defineConfig(({ mode }) => {
  // npm run test:thorough
  const env =
    mode === "thorough" ? { ESPALIER_THOROUGH: "1", FC_RUNS: process.env["FC_RUNS"] ?? "1000" } : {};
  const common = {
    setupFiles: ["./test-setup/fast-check.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env,
  };
  return {
    test: {
      // By default one core stays idle.
      maxWorkers: "100%",
      projects: [
        // The packages have no global state but the choice of kernels, which a test that changes it puts back. So test files
        // share processes, which saves a third of the time, and what one file has computed serves the next.
        { test: { ...common, name: "libraries", include: [libraries], isolate: false } },
        {
          test: {
            ...common,
            name: "programs",
            isolate: false,
            include: ["packages/*/test/**/*.test.ts", "{test-setup,scripts}/test/**/*.test.ts"],
            exclude: [libraries],
          },
        },
        {
          plugins: [pages(root)],
          test: { name: "pages", include: pagesThatRun(root), testTimeout: 60_000 },
        },
      ],
      coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"], reporter: ["text", "lcov"] },
    },
  };
});
