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

/** The last thing that scene e shows. */
const drawingsRead = async (page: Page): Promise<void> => {
  await page.waitForSelector("#e [data-part=right-magnitude]:not(:empty)");
};

export const shots: readonly Shot[] = [
  { name: "home", address: "" },
  { name: "method", address: "method/#the-best-compensation-5-6-7" },
  { name: "guide", address: "guide/" },
  { name: "package", address: "packages/prune/#strategies" },
  { name: "results", address: "results/" },
  { name: "api", address: "api/@espalier/prune/" },
  { name: "source", address: "source/packages/scores/src/method/score.ts/#L71" },
  {
    name: "search",
    address: "method/",
    async act(page) {
      await page.click("#search-button");
      await page.waitForSelector("#search[open] input:focus");
      await page.keyboard.type("Schur");
      await page.waitForSelector('#search ul[data-query="Schur"] li');
    },
  },
  { name: "explore", address: "explore/" },
  { name: "a-first", address: "explore/#a", element: "#a" },
  { name: "a-touched", address: "explore/#a?data=spirals&epoch=400", element: "#a" },
  { name: "b-first", address: "explore/#b", element: "#b" },
  { name: "b-touched", address: "explore/#b?d=-5.1&guess=-5.1", element: "#b" },
  { name: "b-soil", address: "explore/#b?net=soil&edge=1.2.0&d=-0.2&guess=-0.2", element: "#b" },
  { name: "c-first", address: "explore/#c", element: "#c" },
  { name: "c-touched", address: "explore/#c?net=soil&edge=1.0.0", element: "#c" },
  { name: "e-first", address: "explore/#e", element: "#e", act: drawingsRead },
  { name: "e-touched", address: "explore/#e?ratio=0.98&digit=3", element: "#e", act: drawingsRead },
  { name: "e-noise", address: "explore/#e?ratio=0.8&cal=noise&digit=3", element: "#e", act: drawingsRead },
  { name: "check-right", address: "check/" },
  { name: "check-wrong", address: "check/#k?f=x%5E3&slope=3x%20*%20abs(x)&x=-1", element: "#k" },
  { name: "f-first", address: "explore/#f", element: "#f" },
  {
    name: "f-touched",
    address: "explore/#f?sample=pytorch",
    element: "#f",
    act: (page: Page) => page.waitForSelector("#f img[src]:not([hidden])").then(() => undefined),
  },
  { name: "d-first", address: "explore/#d", element: "#d" },
  {
    name: "d-touched",
    address: "explore/#d?ratio=0.7&comp=network",
    element: "#d",
    async act(page: Page) {
      await page.click("#d [data-part=all]");
      await page.waitForSelector("#d [data-part=all]:enabled");
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
