import { defineConfig } from "vitest/config";
import { pages } from "./test-setup/pages/plugin.ts";
import { pagesThatRun } from "./test-setup/pages/workspace.ts";

const root = import.meta.dirname;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["packages/*/test/**/*.test.ts", "test-setup/test/**/*.test.ts"],
          setupFiles: ["./test-setup/fast-check.ts"],
          testTimeout: 60_000,
        },
      },
      {
        plugins: [pages(root)],
        test: { name: "pages", include: pagesThatRun(root), testTimeout: 60_000 },
      },
    ],
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"], reporter: ["text", "lcov"] },
  },
});
