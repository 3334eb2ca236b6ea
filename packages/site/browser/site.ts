import type { Browser, BrowserContextOptions, Page } from "playwright";
import { inject } from "vitest";
import { serve } from "../build/serve.ts";
import { launch } from "./launch.ts";

/** A page, and what went wrong on it so far: messages on the console, refusals of the policy, requests to other hosts. */
export interface Opened {
  readonly page: Page;
  readonly faults: string[];
  readonly close: () => Promise<void>;
}

export interface Site {
  readonly folder: string;
  readonly url: string;
  readonly browser: Browser;
  readonly open: (address: string, options?: BrowserContextOptions) => Promise<Opened>;
  readonly close: () => Promise<void>;
}

/** Serves the site that `build.ts` has built, below a path, with the policy as a header. */
export async function startSite(policy?: string): Promise<Site> {
  const { folder, base } = inject("site");
  const { url, close } = await serve(folder, { port: 0, base, ...(policy !== undefined && { policy }) });
  const browser = await launch();
  return {
    folder,
    url,
    browser,
    open: (address, options) => open(browser, url, address, options),
    async close() {
      await browser.close();
      close();
    },
  };
}

/** Milliseconds for what a page is waited for: a busy machine is slow, and that is not a fault. */
const PATIENCE = 120_000;

export async function open(
  browser: Browser,
  url: string,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => faults.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("blob:"))
      faults.push(`request: ${request.url()}`);
  });
  await page.goto(address.startsWith("about:") ? address : url + address);
  return { page, faults, close: () => context.close() };
}

/** The table of numbers of a scene, as rows of cells. */
export const tableOf = (page: Page, scene: string): Promise<string[][]> =>
  page
    .locator(`#${scene} [data-part=numbers] tr`)
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => (cell.textContent ?? "").replaceAll("−", "-"))),
    );

/** The cell beside a name in the table of a scene, as a number. */
export async function valueOf(page: Page, scene: string, name: string): Promise<number> {
  const row = (await tableOf(page, scene)).find(([first]) => first === name);
  if (row === undefined) throw new Error(`no row ${name} in scene ${scene}`);
  return Number(row[1]);
}

/** Waits until a scene has computed what it shows. */
export async function ready(page: Page, scene: string): Promise<void> {
  await page.locator(`#${scene}`).scrollIntoViewIfNeeded();
  await page.waitForFunction((id) => document.querySelector(`#${id} [data-part=numbers] td`) !== null, scene);
}
