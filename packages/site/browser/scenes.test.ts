import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POLICY } from "../build/layout.ts";
import { serve } from "../build/serve.ts";
import { pruneAndWrite } from "../../../examples/browser/test/support/library.ts";
import { Digits, wholeRatios } from "../src/explore/compute/digits.ts";
import { inkOf } from "../src/explore/compute/ink.ts";
import { digitStrokes } from "../src/explore/models/strokes.ts";
import { cutView, lossAt } from "../src/explore/compute/cut.ts";
import { learning } from "../src/explore/compute/learning.ts";
import { removal } from "../src/explore/compute/removal.ts";
import { spread } from "../src/explore/compute/spread.ts";
import { open, ready, startSite, tableOf, valueOf } from "./site.ts";
import type { Site } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.close());

const scenes = ["a", "b", "c", "d", "e"] as const;

/** Waits for a sentence of a scene. */
const says = (page: Page, scene: string, text: string): Promise<void> =>
  page.locator(`#${scene} [data-part=sentence]`, { hasText: text }).waitFor();

describe("the numbers of a scene are those of the library in Node, to the last bit", () => {
  it("a: a network after 120 epochs, and once more from the start", async () => {
    const { page, faults, close } = await site.open("explore/#a?epoch=120");
    await ready(page, "a");
    const expected = learning({ data: "soil", seed: 3, epoch: 120 });
    expect(await valueOf(page, "a", "loss over all samples")).toBe(expected.loss);
    expect(await valueOf(page, "a", "layer 2, weight 5")).toBe(expected.weights[1][4]);
    const before = await tableOf(page, "a");
    await page.click("#a [data-part=again]");
    await says(page, "a", "Before training");
    await page.fill("#a [data-part=epoch-box]", "120");
    await page.press("#a [data-part=epoch-box]", "Enter");
    await says(page, "a", "After 120 epochs");
    expect(await tableOf(page, "a")).toEqual(before);
    expect(faults).toEqual([]);
    await close();
  });

  it("b: the example on paper", async () => {
    const { page, faults, close } = await site.open("explore/#b");
    await ready(page, "b");
    const shown = async (name: string): Promise<number> => valueOf(page, "b", name);
    expect(await shown("W")).toBe(-3);
    expect(await shown("δ = W μ, equation (7)")).toBe(-7.5);
    expect(await shown("I, equation (5)")).toBe(5.625);
    expect(await shown("its exact error")).toBe(198.5);
    expect(faults).toEqual([]);
    await close();
  });

  it("b and c: a weight of the soil network", async () => {
    const edge = { layer: 1, row: 2, column: 0 };
    const { page, close } = await site.open("explore/#b?net=soil&edge=1.2.0");
    await ready(page, "b");
    const expected = removal({ net: "soil", edge });
    expect(await valueOf(page, "b", "I, equation (5)")).toBe(expected.importance);
    expect(await valueOf(page, "b", "exact error at δ")).toBe(expected.exact[40]);
    await close();
    const other = await site.open("explore/#c?net=soil&edge=1.2.0");
    await ready(other.page, "c");
    expect(await valueOf(other.page, "c", "variance of x under G")).toBe(
      spread({ net: "soil", edge }).variance,
    );
    await other.close();
  });

  it("e: the answers to a digit of ours", async () => {
    const { page, close } = await site.open("explore/#e?ratio=0.95&digit=3");
    await ready(page, "e");
    const folder = join(site.folder, "assets/digits");
    const bytes = (name: string): ArrayBuffer => new Uint8Array(readFileSync(join(folder, name))).buffer;
    const digits = new Digits({
      network: bytes("network.bin"),
      statistics: bytes("statistics.bin"),
      whole: new Map(wholeRatios.map((ratio) => [ratio, bytes(`network-${ratio}.bin`)])),
    });
    const expected = digits.answers(inkOf(digitStrokes[3]), { ratio: 0.95, calibration: "mnist" });
    const [, ...rows] = await tableOf(page, "e");
    expect(rows.map(([, answer, probability, pixels]) => [answer, probability, pixels].map(Number))).toEqual(
      expected.map(({ probabilities, pixels }) => {
        const best = Math.max(...probabilities);
        return [probabilities.indexOf(best), best, pixels];
      }),
    );
    await close();
  });

  it("d: a pruned network and its loss", async () => {
    const { page, close } = await site.open("explore/#d?ratio=0.7&comp=row");
    await ready(page, "d");
    const expected = cutView({
      seed: 3,
      ratio: 0.7,
      strategy: "elimination-compensation",
      compensation: "row",
      stages: 1,
    });
    expect(await valueOf(page, "d", "loss")).toBe(expected.loss);
    expect(await valueOf(page, "d", "removed")).toBe(62);
    const dashed = await page.locator("#d .edge.removed").count();
    expect(dashed).toBe(62);
    await close();
  });
});

describe("a reader", () => {
  it("e: draws a digit with the pointer; a link to it gives the same answers", async () => {
    const { page, faults, close } = await site.open("explore/#e?ratio=0.8");
    await ready(page, "e");
    await says(page, "e", "dense: 7");
    const pad = page.locator("#e [data-part=pad]");
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    if (box === null) throw new Error("no pad");
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.15);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.85, { steps: 6 });
    await page.mouse.up();
    await says(page, "e", "dense: 1");
    const drawn = await tableOf(page, "e");
    await page.click("#e [data-part=copy-link]");
    const { hash } = new URL(page.url());
    expect(hash.length).toBeLessThan(500);
    const again = await site.open(`explore/${hash}`);
    await ready(again.page, "e");
    expect(await tableOf(again.page, "e")).toEqual(drawn);
    await again.close();
    await page.click("#e [data-part=erase]");
    await pad.focus();
    for (const key of [
      "ArrowUp",
      "ArrowUp",
      "Space",
      ...Array.from({ length: 9 }, () => "ArrowDown"),
      "Space",
    ])
      await page.keyboard.press(key);
    await says(page, "e", "dense: 1");
    expect(faults).toEqual([]);
    await close();
  });

  it("b: guesses by the slider, and only then sees the curve; the keyboard leads to the best", async () => {
    const { page, faults, close } = await site.open("explore/#b");
    await ready(page, "b");
    expect(await page.locator("#b .parabola").count()).toBe(0);
    const slider = page.locator("#b [data-part=d]");
    await slider.focus();
    await slider.press("ArrowLeft");
    await says(page, "b", "Your guess");
    expect(await page.locator("#b .parabola").count()).toBe(1);
    await slider.press("End");
    await says(page, "b", "The exact error at −7.5 is 5.625");
    expect(await valueOf(page, "b", "its exact error")).toBe(5.625);
    expect(faults).toEqual([]);
    await close();
  });

  it("b: reaches the same weight by a click and by the arrow keys", async () => {
    const { page, close } = await site.open("explore/#b");
    await ready(page, "b");
    await page.locator('#b [data-edge="1.0.0"]').dispatchEvent("click");
    await says(page, "b", "layer 2");
    const byClick = await tableOf(page, "b");
    await page.locator("#b [data-part=network]").focus();
    await page.keyboard.press("ArrowLeft");
    await says(page, "b", "layer 1");
    await page.keyboard.press("ArrowRight");
    await says(page, "b", "layer 2");
    expect(await tableOf(page, "b")).toEqual(byClick);
    await close();
  });

  it("c: moves a sample with the keyboard and with the pointer; a constant input costs nothing", async () => {
    const { page, close } = await site.open("explore/#c");
    await ready(page, "c");
    await page.locator("#c [data-part=plot]").focus();
    await page.keyboard.press("ArrowRight");
    await says(page, "c", "δ = 6.05");
    const byKey = await tableOf(page, "c");
    expect(byKey[1]).toEqual(["1", "5.25", "4"]);
    await page.click("#c [data-part=restore]");
    await says(page, "c", "δ = 6,");
    const dot = page.locator('#c [data-dot="0"]');
    const box = await dot.boundingBox();
    if (box === null) throw new Error("no dot");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 12, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction(() => document.querySelector("#c [data-part=restore]:not([hidden])") !== null);
    expect((await tableOf(page, "c"))[1]).toEqual(["1", "5.25", "4"]);
    await page.click("#c [data-part=constant]");
    await says(page, "c", "the importance is 0");
    await close();
  });

  it("f: prunes a sample to the same bytes as the library, and sends nothing", async () => {
    const { page, faults, close } = await site.open("explore/#f");
    await page.locator("#f").scrollIntoViewIfNeeded();
    const requests: string[] = [];
    await page.click("#f [data-sample=pytorch]");
    await says(page, "f", "946 of 1,344 weights are removed");
    page.on("request", (request) => requests.push(request.url()));
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#f [data-part=save]")]);
    expect(download.suggestedFilename()).toBe("model.pruned.onnx");
    const examples = join(import.meta.dirname, "../../../examples/pytorch");
    expect(new Uint8Array(readFileSync(await download.path()))).toEqual(pruneAndWrite(examples));
    await page.setInputFiles("#f [data-part=files]", join(examples, "train.py"));
    await page.locator("#f [data-part=error]", { hasText: "expected a name that ends in" }).waitFor();
    // The browser fetches the icon of the page when it likes.
    expect(requests.filter((url) => !/^blob:|icon\.svg$/.test(url))).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });

  it("k: types a derivative, sees it refuted, and mends it", async () => {
    const { page, faults, close } = await site.open("check/");
    const verdict = page.locator("#k [data-part=verdict]");
    await verdict.filter({ hasText: "No counterexample found" }).waitFor();
    await page.fill("#k [data-part=f]", "sin(2x)");
    await page.fill("#k [data-part=slope]", "cos(2x)");
    await verdict.filter({ hasText: "Refuted" }).waitFor();
    expect(await page.textContent("#k [data-part=report]")).toContain("f: derivatives WRONG");
    await page.fill("#k [data-part=slope]", "2 cos(2x");
    expect(await page.textContent("#k [data-part=error]")).toBe("expected ) at 9; received the end");
    await page.fill("#k [data-part=slope]", "2 cos(2x)");
    await verdict.filter({ hasText: "No counterexample found" }).waitFor();
    await page.click("#k [data-sample=small]");
    await verdict.filter({ hasText: "Refuted" }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it("d: drags the slider hard; the last state wins, and the history gains no entry", async () => {
    const { page, faults, close } = await site.open("explore/#d");
    await ready(page, "d");
    const entries = await page.evaluate(() => history.length);
    await page.locator("#d [data-part=ratio]").evaluate(async (slider: HTMLInputElement) => {
      for (let k = 0; k <= 200; k++) {
        slider.value = String(k === 200 ? 0.8 : Math.abs(Math.sin(k)) * 0.98);
        slider.dispatchEvent(new Event("input"));
        if (k % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 16));
      }
    });
    await says(page, "d", "70 of 88 weights");
    await page.waitForFunction(() => location.hash === "#d?ratio=0.8");
    expect(await page.evaluate(() => history.length)).toBe(entries);
    expect(faults).toEqual([]);
    await close();
  });

  it("b and c: R restores, a number box moves a sample, and sliders say what they mean", async () => {
    const { page, close } = await site.open("explore/#b?d=-5&guess=-5");
    await ready(page, "b");
    // The signals are x₁ − 2, and the outputs differ by 2, 1, 1, 2, 8, 5, 5 and 8.
    expect(await page.getAttribute("#b [data-part=d]", "aria-valuetext")).toBe("−5, error 23.5");
    expect(await page.getAttribute("#b [data-part=network]", "aria-label")).toBe(
      "Network. Removed: layer 1, neuron 1, input 2: weight −3, importance 5.625",
    );
    await page.locator("#b [data-part=network]").focus();
    await page.keyboard.press("r");
    await says(page, "b", "Where is it smallest?");
    await ready(page, "c");
    await page.selectOption("#c [data-part=sample]", "3");
    await page.fill("#c [data-part=value]", "4");
    await page.press("#c [data-part=value]", "Tab");
    await page.waitForFunction(() => document.querySelector("#c [data-part=restore]:not([hidden])") !== null);
    expect((await tableOf(page, "c"))[3]).toEqual(["3", "4", "1"]);
    await page.locator("#c [data-part=network]").focus();
    await page.keyboard.press("r");
    await says(page, "c", "I = 13.75");
    await close();
  });

  it("f: is told beforehand how long it takes, and prunes the digits", async () => {
    const { page, faults, close } = await site.open("explore/#f?sample=digits&goal=ratio&amount=80");
    await says(page, "f", "21,146 of 26,432 weights are removed, 80 %");
    await page.fill("#f [data-part=amount]", "50");
    await page.press("#f [data-part=amount]", "Tab");
    await page.locator("#f [data-part=duration]", { hasText: /^takes about/ }).waitFor();
    await page.click("#f [data-part=prune]");
    await says(page, "f", "13,216 of 26,432 weights are removed, 50 %");
    expect(faults).toEqual([]);
    await close();
  });

  it("d: a link draws all strategies, and the table has the losses at each tenth", async () => {
    const { page, close } = await site.open("explore/#d?shown=all");
    await ready(page, "d");
    const name = "loss of random without 79 weights";
    await page.locator("#d [data-part=numbers] th", { hasText: name }).waitFor({ state: "attached" });
    const loss = await valueOf(page, "d", "loss of magnitude without 70 weights");
    expect(loss).toBe(
      lossAt({ seed: 3, ratio: 70 / 88, strategy: "magnitude", compensation: "own", stages: 1 }),
    );
    await close();
  });

  it("d: draws all strategies", async () => {
    const { page, close } = await site.open("explore/#d");
    await ready(page, "d");
    await page.click("#d [data-part=all]");
    await page.waitForSelector("#d [data-part=all]:enabled");
    expect(await page.locator("#d [data-part=losses] .loss").count()).toBe(6);
    await close();
  });
});

describe("a link", () => {
  it.each([
    ["a", "#a?data=ring&seed=5&epoch=40"],
    ["b", "#b?edge=0.0.0&d=5&guess=5"],
    ["c", "#c?x=5,2,0,7,8,3,3,4"],
    ["d", "#d?ratio=0.6&by=magnitude&comp=bias"],
    ["e", "#e?ratio=0.7&digit=4"],
  ])("to a state of scene %s restores it", async (scene, hash) => {
    const first = await site.open(`explore/${hash}`);
    await ready(first.page, scene);
    await first.page.click(`#${scene} [data-part=copy-link]`);
    expect(new URL(first.page.url()).hash).toBe(hash);
    const second = await site.open(`explore/${hash}`);
    await ready(second.page, scene);
    expect(await tableOf(second.page, scene)).toEqual(await tableOf(first.page, scene));
    await first.close();
    await second.close();
  });

  it("that is not valid gives the first state, and says what is ignored", async () => {
    const { page, faults, close } = await site.open("explore/#d?ratio=7&by=%3Cscript%3E&colour=1");
    await ready(page, "d");
    expect(await page.textContent("#d [data-part=ignored]")).toBe(
      "In the link, ignored: ratio=7, by=<script>, colour=1",
    );
    expect(await valueOf(page, "d", "removed")).toBe(44);
    expect(faults).toEqual([]);
    await close();
  });
});

describe("the page", () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

  it.each([
    ["explore/", "light"],
    ["explore/", "dark"],
    ["check/", "light"],
    ["check/", "dark"],
  ] as const)("%s has no violation that axe-core finds, %s", async (address, colorScheme) => {
    const { page, close } = await site.open(address, { colorScheme, bypassCSP: true });
    for (const scene of address === "explore/" ? scenes : ["k"]) await ready(page, scene);
    await page.locator("summary").evaluateAll((all) => all.forEach((each) => (each as HTMLElement).click()));
    await page.addScriptTag({ content: axe });
    const violations = await page.evaluate(async () => {
      // Put there by the line above.
      const { axe: checker } = globalThis as unknown as {
        axe: {
          run: () => Promise<{
            violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
          }>;
        };
      };
      const { violations: found } = await checker.run();
      return found.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
    });
    expect(violations).toEqual([]);
    await close();
  });

  it.each([390, 360])(
    "does not scroll sideways at %s pixels, and its controls are large enough",
    async (width) => {
      const { page, close } = await site.open("explore/", { viewport: { width, height: 800 } });
      for (const scene of scenes) await ready(page, scene);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const small = await page
        .locator(".stage button:visible, .stage select:visible, .stage input[type=range]:visible")
        .evaluateAll((all) =>
          all.filter((each) => each.getBoundingClientRect().height < 24).map((each) => each.outerHTML),
        );
      expect(small).toEqual([]);
      await close();
    },
  );

  it("computes the same without WebAssembly, without a worker, and with reduced motion", async () => {
    const strict = await serve(site.folder, {
      port: 0,
      base: "/espalier/",
      policy: POLICY.replace(" 'wasm-unsafe-eval'", "").replace("worker-src 'self'", "worker-src 'none'"),
    });
    const { page, close } = await open(site.browser, strict.url, "explore/#b", { reducedMotion: "reduce" });
    await ready(page, "b");
    expect(await valueOf(page, "b", "I, equation (5)")).toBe(5.625);
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    await close();
    strict.close();
  });

  it("takes at most 150 kB, compressed, without data: all scenes, and a network in ONNX, whose reader is the largest", async () => {
    const { page, close } = await site.open("about:blank");
    const paths = new Set<string>();
    page.on("response", (response) => {
      const { pathname } = new URL(response.url());
      if (response.url().startsWith(site.url)) paths.add(pathname.replace("/espalier/", ""));
    });
    await page.goto(`${site.url}explore/`);
    for (const scene of scenes) await ready(page, scene);
    await page.click("#f [data-sample=pytorch]");
    await says(page, "f", "946 of 1,344 weights are removed");
    await close();
    // Data are numbers of networks and samples; fonts come after the text is there.
    const isData = /^assets\/(digits|samples)\/|assets\/data\.js$|\.woff2$|icon\.svg$/;
    const code = [...paths].filter((path) => !isData.test(path));
    const sizeOf = (path: string): number =>
      gzipSync(readFileSync(join(site.folder, path.endsWith("/") ? `${path}index.html` : path)), { level: 9 })
        .length;
    const total = code.reduce((sum, path) => sum + sizeOf(path), 0);
    expect(code).toContain("assets/onnx.js");
    expect(total).toBeGreaterThan(100_000);
    expect(total).toBeLessThan(150_000);
  });
});
