import type { Page } from "playwright";

/** A picture to take. */
export interface Shot {
  readonly name: string;
  readonly address: string;
  /** Of this element alone; of the window without one. */
  readonly element?: string;
  /** What the reader does first. */
  readonly act?: (page: Page) => Promise<void>;
}

export const shots: readonly Shot[] = [
  { name: "home", address: "" },
  { name: "method", address: "method/#the-best-compensation-5-6-7" },
  { name: "guide", address: "guide/" },
  { name: "package", address: "packages/prune/#strategies" },
  { name: "results", address: "results/" },
  { name: "api", address: "api/@espalier/prune/" },
  { name: "source", address: "source/packages/prune/src/method/score.ts/#L71" },
  {
    name: "search",
    address: "method/",
    async act(page) {
      await page.click("#search-button");
      await page.keyboard.type("Schur");
      await page.waitForSelector("#search li");
    },
  },
  {
    name: "menu",
    address: "method/",
    async act(page) {
      if (await page.locator(".menu-button").isVisible()) await page.click(".menu-button");
    },
  },
];
