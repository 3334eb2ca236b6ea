// How fast the explorable of the built site is there:
//
//     npm run site:timings
//
// In headless Chromium, at the speed of this machine and four times slower: the medians of five visits, in milliseconds from the start of the
// navigation. The page is interactive once the controls of its first scene answer, and the library once its first result is shown.
import { cpus, loadavg } from "node:os";
import type { Browser } from "playwright";
import { serveBuilt } from "./built.ts";
import { launch } from "./launch.ts";
import { commandLine } from "../../../scripts/command-line.ts";

commandLine({ usage: "npm run site:timings: how fast the explorable of the built site is there" });

const VISITS = 5;

interface Visit {
  readonly paint: number;
  readonly interactive: number;
  readonly result: number;
  readonly answer: number;
  readonly shift: number;
}

/** One visit in a fresh context: nothing is in a cache. */
async function visit(browser: Browser, url: string, slower: number): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
  await page.addInitScript(() => {
    const seen: Record<string, number> = { shift: 0 };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        // Of this kind of entry, which TypeScript's library does not know.
        seen["shift"] += (entry as PerformanceEntry & { readonly value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
    new MutationObserver(() => {
      if (document.querySelector("#a.ready") !== null) seen["interactive"] ??= performance.now();
      if (document.querySelector("#a [data-part=numbers] td") !== null) seen["result"] ??= performance.now();
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector("#a [data-part=numbers] td") !== null);
  // One step of training: from the event to the sentence about it.
  const answer = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        const sentence = document.querySelector("#a [data-part=sentence]");
        if (sentence === null) throw new Error("no sentence");
        const started = performance.now();
        new MutationObserver(() => done(performance.now() - started)).observe(sentence, { childList: true });
        document.querySelector<HTMLButtonElement>("#a [data-part=step]")?.click();
      }),
  );
  const { seen, paint } = await page.evaluate(() => ({
    // Put there by the script above.
    seen: (globalThis as unknown as { seen: Record<string, number> }).seen,
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  }));
  await context.close();
  return { paint, interactive: seen["interactive"], result: seen["result"], answer, shift: seen["shift"] };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const { url, close } = await serveBuilt();
const browser = await launch();
console.log(`${cpus().length} cores, load ${loadavg()[0].toFixed(1)} before the visits`);
for (const slower of [1, 4]) {
  const visits: Visit[] = [];
  for (let n = 0; n < VISITS; n++) visits.push(await visit(browser, `${url}explore/`, slower));
  const of = (name: keyof Visit): number => median(visits.map((each) => each[name]));
  const show = (name: keyof Visit): string => `${Math.round(of(name))} ms`;
  console.log(
    `${slower === 1 ? "as it is:    " : "4 × slower:  "}first paint ${show("paint")}, interactive ${show("interactive")}, first result ${show("result")}, a step ${show("answer")}, layout shift ${of("shift").toFixed(3)}`,
  );
}
await browser.close();
close();
