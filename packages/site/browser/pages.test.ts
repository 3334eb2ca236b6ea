import { globSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSite } from "./site.ts";
import type { Site } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.close());

describe("the documentation, below a path of its host and under the policy as a header", () => {
  it.each([
    "",
    "method/",
    "guide/",
    "packages/prune/",
    "results/",
    "source/packages/scores/src/method/score.ts/",
  ])("%s/ loads without a message, and is as wide as a phone", async (address) => {
    const { page, faults, close } = await site.open(address, { viewport: { width: 390, height: 844 } });
    await page.waitForLoadState("networkidle");
    expect(faults).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await close();
  });

  it.each(["Schur", "budget"])("the search finds %s, and the keyboard opens the result", async (word) => {
    const { page, faults, close } = await site.open("method/");
    await page.keyboard.press("/");
    await page.waitForSelector("#search[open] input:focus");
    await page.keyboard.type(word);
    await page.waitForSelector(`#search ul[data-query="${word}"] li`);
    await page.keyboard.press("ArrowDown");
    const href = await page.evaluate(() => (document.activeElement as HTMLAnchorElement).href);
    await page.keyboard.press("Enter");
    await page.waitForURL(href);
    expect((await page.textContent("main"))?.toLowerCase()).toContain(word.toLowerCase());
    expect(faults).toEqual([]);
    await close();
  });

  it("the choice of colours lasts from page to page", async () => {
    const { page, close } = await site.open("method/");
    await page.click("#theme-button");
    await page.click("#theme-button");
    await page.click(".brand");
    await page.waitForURL(site.url);
    expect(await page.getAttribute("html", "data-theme")).toBe("dark");
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      "rgb(20, 23, 27)",
    );
    await close();
  });

  it("a missing page says so, with the styles of the site", async () => {
    const { page, close } = await site.open("no/such/page/");
    expect(await page.textContent("h1")).toBe("There is no page at this address");
    expect(await page.evaluate(() => getComputedStyle(document.body).marginTop)).toBe("0px");
    await close();
  });

  it("has the pages of the menu and one for each source that a page names", () => {
    expect(globSync("**/*.html", { cwd: site.folder }).length).toBeGreaterThan(100);
  });
});
