import { chromium as launcher } from "playwright";
import type { Browser } from "playwright";
import { chromium } from "../../../test-setup/chromium.ts";

/** A headless Chromium. */
export const launch = (): Promise<Browser> =>
  launcher.launch({
    ...(chromium === undefined ? {} : { executablePath: chromium }),
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"],
  });
