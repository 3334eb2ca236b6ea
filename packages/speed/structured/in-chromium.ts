import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { build } from "rolldown";
import { chromium as installed } from "../../../test-setup/chromium.ts";
import type { InPage } from "./in-page.ts";

declare const inPage: InPage; // of the page

/** Microseconds for one sample of each variant, alone and in a batch of 128; none where there is no browser. */
export async function inChromium(): Promise<readonly [readonly number[], readonly number[]]> {
  const { output } = await build({
    input: fileURLToPath(new URL("in-page.ts", import.meta.url)),
    platform: "browser",
    output: { format: "esm", codeSplitting: false },
    write: false,
    logLevel: "silent",
  });
  const browser = await launched();
  if (browser === undefined) return [[], []];
  try {
    const page = await browser.newPage();
    await page.setContent("<!doctype html>");
    await page.addScriptTag({ content: output[0].code, type: "module" });
    await page.waitForFunction("globalThis.inPage !== undefined");
    page.setDefaultTimeout(0); // a busy machine takes minutes
    return [await page.evaluate(() => inPage.timesFor(1)), await page.evaluate(() => inPage.timesFor(128))];
  } finally {
    await browser.close();
  }
}

const launched = () =>
  chromium
    .launch({
      ...(installed === undefined ? {} : { executablePath: installed }),
      args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"],
    })
    .catch((error: unknown) => {
      console.error(`no Chromium: ${String(error).split("\n")[0]}`);
      return undefined;
    });
