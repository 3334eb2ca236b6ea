import { defineConfig } from "vitest/config";

// The built site in headless Chromium: npm run test:site
export default defineConfig({
  test: {
    name: "site",
    globalSetup: "packages/site/browser/build.ts",
    include: ["packages/site/browser/**/*.test.ts"],
    testTimeout: 400_000,
    hookTimeout: 400_000,
    fileParallelism: false,
  },
});
