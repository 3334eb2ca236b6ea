import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromium } from "./test-setup/chromium.ts";

export default defineConfig({
  test: {
    projects: [
      // The tests of the engine once more, in headless Chromium. A file *.node.test.ts needs Node, and says why.
      {
        test: {
          name: "browser",
          include: [
            "packages/{tensor,autodiff,check,network,scores,compensation,structured,prune,files,onnx,formats}/test/**/*.test.ts",
          ],
          exclude: ["**/*.node.test.ts"],
          setupFiles: ["./test-setup/fast-check.ts"],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(chromium === undefined ? {} : { executablePath: chromium }),
                args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"],
              },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      // The page that prunes, used as a visitor would.
      {
        test: {
          name: "page",
          include: ["examples/browser/test/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
