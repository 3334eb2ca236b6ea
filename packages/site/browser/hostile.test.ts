import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ready, startSite, tableOf, valueOf } from "./site.ts";
import type { Site } from "./site.ts";

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await startSite();
  folder = mkdtempSync(join(tmpdir(), "espalier-hostile-"));
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

const examples = join(import.meta.dirname, "../../../examples/pytorch");
const says = (page: Page, scene: string, text: string | RegExp): Promise<void> =>
  page.locator(`#${scene} [data-part=sentence]`, { hasText: text }).waitFor();
const complains = (page: Page, text: string | RegExp): Promise<void> =>
  page.locator("#f [data-part=error]", { hasText: text }).waitFor();

/** Goes to a scene, and waits until its controls answer. */
async function started(page: Page, scene: string): Promise<void> {
  await page.locator(`#${scene}`).scrollIntoViewIfNeeded();
  await page.waitForSelector(`#${scene}.ready`, { state: "attached" });
}

/** Drops files on an element, as the system does. */
const drop = (page: Page, selector: string, files: Readonly<Record<string, string>>): Promise<boolean> =>
  page.locator(selector).evaluate((element, texts) => {
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(texts)) transfer.items.add(new File([text], name));
    const send = (type: string): boolean =>
      element.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    send("dragover");
    return send("drop");
  }, files);

describe("files that are wrong", () => {
  it("each is refused by its name, and the page takes the right ones afterwards", async () => {
    const { page, faults, close } = await site.open("explore/#f");
    await started(page, "f");
    await drop(page, "#f .stage", {
      "photo.jpg": "ÿØÿà",
      "empty.onnx": "",
      "cut.npy": "NUMPY",
      "words.csv": "a,b\nc,d\n",
      "broken.json": '{"layers": [',
      "nothing.pt": "PK",
    });
    for (const name of ["photo.jpg", "empty.onnx", "cut.npy", "words.csv", "broken.json", "nothing.pt"])
      await complains(page, new RegExp(`^${name}|\n${name}`, "m"));
    expect(await page.textContent("#f [data-part=found-network]")).toBe("none yet");
    await page.setInputFiles("#f [data-part=files]", [
      join(examples, "model.onnx"),
      join(examples, "inputs.npy"),
    ]);
    await page.waitForSelector("#f [data-part=prune]:enabled");
    expect(await page.isVisible("#f [data-part=error]")).toBe(false);
    await page.click("#f [data-part=prune]");
    await says(page, "f", "946 of 1,344 weights are removed");
    // Inputs of another width: the words of the library, and the former result is gone.
    await drop(page, "#f .stage", { "narrow.csv": "1,2\n3,4\n" });
    await page.locator("#f [data-part=found-inputs]", { hasText: "narrow.csv" }).waitFor();
    expect(await page.isVisible("#f [data-part=save]")).toBe(false);
    await page.click("#f [data-part=prune]");
    await complains(page, /expected .*8.* received/);
    expect(faults).toEqual([]);
    await close();
  });

  it("one that does not fit into memory is refused with its size", async () => {
    const huge = join(folder, "huge.safetensors");
    writeFileSync(huge, "");
    truncateSync(huge, 40 * 2 ** 30);
    const { page, close } = await site.open("explore/#f");
    await started(page, "f");
    await page.setInputFiles("#f [data-part=files]", huge);
    await complains(page, /huge\.safetensors: expected a file that fits .* 42,949,672,960 bytes/);
    await close();
  });

  it("a file that is dropped beside the scene does not take the place of the page", async () => {
    const { page, close } = await site.open("explore/");
    await page.waitForSelector("#a.ready");
    // `false`: the page has prevented what the browser does by default, which is to open the file.
    expect(await drop(page, "h1", { "model.onnx": "" })).toBe(false);
    await close();
  });

  it("other files while it runs: the run ends, and only the new ones count", async () => {
    const { page, faults, close } = await site.open("explore/#f?comp=network&goal=ratio&amount=90");
    await started(page, "f");
    await page.setInputFiles("#f [data-part=files]", [
      join(examples, "model.onnx"),
      join(examples, "inputs.npy"),
    ]);
    await page.waitForSelector("#f [data-part=prune]:enabled");
    await page.click("#f [data-part=prune]");
    await page.waitForSelector("#f [data-part=cancel]:visible");
    await page.click("#f [data-sample=soil]");
    await says(page, "f", /of 88 weights are removed/);
    expect(await page.textContent("#f [data-part=found-network]")).toContain("soil.json");
    expect(await page.isVisible("#f [data-part=error]")).toBe(false);
    // Two samples in a row: the last one is shown, whichever arrives first.
    await page.evaluate(() => {
      for (const name of ["digits", "pytorch"])
        document.querySelector<HTMLButtonElement>(`#f [data-sample=${name}]`)?.click();
    });
    await says(page, "f", /of 1,344 weights are removed/);
    expect(await page.textContent("#f [data-part=found-network]")).toContain("model.onnx");
    expect(faults).toEqual([]);
    await close();
  });
});

describe("links", () => {
  it.each([
    ["b", "#b?edge=9.9.9&d=1e99&guess=&net=", "edge=9.9.9, d=1e99, guess=, net="],
    ["c", "#c?net=soil&x=1,2,3,4,5,6,7,8", "x=1,2,3,4,5,6,7,8"],
    ["a", "#a?epoch=%E0%A4%A&seed=-1&version=9", "seed=-1, epoch=%E0%A4%A, version=9"],
    ["e", "#e?ink=AAAA&digit=12&cal=__proto__", "cal=__proto__, digit=12, ink=AAAA"],
    ["d", "#d?&&=&ratio=0.5=1&toString=1", "ratio=0.5=1, =, toString=1"],
  ])("%s: what is damaged in %s is named, and the scene starts", async (scene, hash, named) => {
    const { page, faults, close } = await site.open(`explore/${hash}`);
    await ready(page, scene);
    const line = (await page.textContent(`#${scene} [data-part=ignored]`)) ?? "";
    expect(line).toContain("In the link, ignored: ");
    for (const part of named.split(", ")) if (!part.includes("%")) expect(line).toContain(part);
    expect(faults).toEqual([]);
    await close();
  });

  it("back and forward go from state to state, and to the scene", async () => {
    const { page, faults, close } = await site.open("explore/#d?ratio=0.6");
    await ready(page, "d");
    await page.evaluate(() => (location.hash = "#b?edge=0.0.0&d=5&guess=5"));
    await ready(page, "b");
    await says(page, "b", "Your guess, 5,");
    await page.waitForFunction(() => {
      const { top } = document.querySelector("#b")?.getBoundingClientRect() ?? { top: NaN };
      return Math.abs(top) < innerHeight / 2;
    });
    await page.evaluate(() => (location.hash = "#d?ratio=0.2"));
    await says(page, "d", "18 of 88 weights");
    await page.goBack();
    await page.goBack();
    await says(page, "d", "53 of 88 weights");
    await page.goForward();
    await page.goForward();
    await says(page, "d", "18 of 88 weights");
    expect(faults).toEqual([]);
    await close();
  });

  it("f: a link has the goal and the way, and the sample", async () => {
    const hash = "#f?sample=pytorch&goal=ratio&comp=row&compact=yes&activation=tanh&amount=50";
    const { page, close } = await site.open(`explore/${hash}`);
    await says(page, "f", "672 of 1,344 weights are removed");
    expect(await page.isChecked("#f [data-part=compact]")).toBe(true);
    await page.click("#f [data-part=copy-link]");
    expect(new URL(page.url()).hash).toBe(hash);
    await close();
  });
});

describe("haste", () => {
  it("a: Play, Pause and Play again is one film, and a number out of range is brought into it", async () => {
    const { page, faults, close } = await site.open("explore/#a?epoch=0");
    await ready(page, "a");
    await page.evaluate(() => {
      const play = document.querySelector<HTMLButtonElement>("#a [data-part=play]");
      for (let k = 0; k < 7; k++) play?.click();
      const epochs: number[] = [];
      Object.assign(globalThis, { epochs });
      const slider = document.querySelector<HTMLInputElement>("#a [data-part=epoch]");
      const box = document.querySelector("#a [data-part=sentence]");
      if (box !== null && slider !== null)
        new MutationObserver(() => epochs.push(slider.valueAsNumber)).observe(box, { childList: true });
    });
    await page.waitForFunction(() => (globalThis as unknown as { epochs: number[] }).epochs.length > 10);
    await page.click("#a [data-part=play]");
    const epochs = await page.evaluate(() => (globalThis as unknown as { epochs: number[] }).epochs);
    // Each click moved on by a picture; after them there is one film, of two epochs a picture. Several at once would be faster.
    const steps = epochs.slice(5).map((epoch, k) => epoch - epochs[k + 4]);
    expect(new Set(steps.filter((step) => step !== 0))).toEqual(new Set([2]));
    await page.fill("#a [data-part=epoch-box]", "9999");
    await page.press("#a [data-part=epoch-box]", "Enter");
    await says(page, "a", "After 400 epochs");
    expect(faults).toEqual([]);
    await close();
  });

  it.each(["a", "b", "c", "d", "e"])(
    "%s: every slider and list at once, and the last state wins",
    async (scene) => {
      const { page, faults, close } = await site.open(`explore/#${scene}`);
      await ready(page, scene);
      await page.locator(`#${scene} .stage`).evaluate((stage) => {
        const set = (control: HTMLInputElement | HTMLSelectElement, value: string): void => {
          control.value = value;
          for (const type of ["input", "change"]) control.dispatchEvent(new Event(type));
        };
        for (let k = 0; k < 40; k++) {
          for (const slider of stage.querySelectorAll<HTMLInputElement>("input[type=range]"))
            set(
              slider,
              String(Number(slider.min) + (Number(slider.max) - Number(slider.min)) * ((k * 7) % 11) * 0.09),
            );
          for (const list of stage.querySelectorAll("select"))
            set(list, list.options[k % list.options.length].value);
        }
      });
      await page.waitForFunction((name) => location.hash.startsWith(`#${name}?`), scene);
      // The same state, opened afresh, shows the same numbers.
      const address = new URL(page.url()).hash;
      const again = await site.open(`explore/${address}`);
      await ready(again.page, scene);
      await expect
        .poll(async () => (await tableOf(page, scene)).slice(0, 4), { timeout: 60_000 })
        .toEqual((await tableOf(again.page, scene)).slice(0, 4));
      expect(faults).toEqual([]);
      expect(again.faults).toEqual([]);
      await again.close();
      await close();
    },
  );
});

describe("what a browser may lack", () => {
  it("storage that is refused: the colours change all the same", async () => {
    const { page, faults, close } = await site.open("about:blank");
    await page.addInitScript(() =>
      Object.defineProperty(globalThis, "localStorage", {
        get: () => {
          throw new DOMException("refused", "SecurityError");
        },
      }),
    );
    await page.goto(`${site.url}explore/#b`);
    await ready(page, "b");
    await page.click("#theme-button");
    await page.click("#theme-button");
    expect(await page.getAttribute("html", "data-theme")).toBe("dark");
    expect(faults).toEqual([]);
    await close();
  });

  it("no Worker: the page computes by itself", async () => {
    const { page, faults, close } = await site.open("about:blank");
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, "Worker"));
    await page.goto(`${site.url}explore/#d?ratio=0.7`);
    await ready(page, "d");
    expect(await valueOf(page, "d", "removed")).toBe(62);
    await started(page, "f");
    await page.click("#f [data-sample=pytorch]");
    await says(page, "f", "946 of 1,344 weights are removed");
    expect(faults).toEqual([]);
    await close();
  });

  it("a worker that comes to an end is said, and the next question starts another", async () => {
    const { page, close } = await site.open("about:blank");
    await page.addInitScript(() => {
      const Own = globalThis.Worker;
      const workers: Worker[] = [];
      Object.assign(globalThis, { workers });
      globalThis.Worker = class extends Own {
        constructor(...options: ConstructorParameters<typeof Own>) {
          super(...options);
          workers.push(this);
        }
      };
    });
    await page.goto(`${site.url}explore/#d`);
    await ready(page, "d");
    await page.evaluate(() => {
      const [worker] = (globalThis as unknown as { workers: Worker[] }).workers;
      worker.terminate();
      worker.dispatchEvent(new Event("error"));
    });
    await page.fill("#d [data-part=ratio-box]", "0.8");
    await page.press("#d [data-part=ratio-box]", "Enter");
    await says(page, "d", "70 of 88 weights");
    await close();
  });

  it("no network after the page has loaded: what is there computes, what is missing is said, and comes later", async () => {
    const { page, close } = await site.open("explore/#d");
    await ready(page, "d");
    await page.waitForLoadState("networkidle");
    await page.context().setOffline(true);
    await page.fill("#d [data-part=ratio-box]", "0.8");
    await page.press("#d [data-part=ratio-box]", "Enter");
    await says(page, "d", "70 of 88 weights");
    await started(page, "f");
    await page.click("#f [data-sample=soil]");
    await says(page, "f", "Is this device offline?");
    await page.context().setOffline(false);
    await page.click("#f [data-sample=soil]");
    await says(page, "f", /of 88 weights are removed/);
    await close();
  });

  it("the search without its index says so", async () => {
    const { page, close } = await site.open("method/");
    await page.route("**/search.json", (route) => route.abort());
    await page.keyboard.press("/");
    await page.locator("#search", { hasText: "The index could not be loaded." }).waitFor();
    await close();
  });
});

describe("the keyboard alone", () => {
  it("goes through the page in the order of what is seen, shows where it is, and a network is one stop", async () => {
    const { page, close } = await site.open("explore/");
    for (const scene of ["a", "b", "c", "d", "e"]) await ready(page, scene);
    await started(page, "f");
    await page.evaluate(() => scrollTo(0, 0));
    const stops: { scene: string; part: string; at: number; isShown: boolean }[] = [];
    for (let k = 0; k < 200; k++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const { activeElement: element } = document;
        if (element === null || element === document.body) return undefined;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const parent = element.parentElement;
        const ring = outlineStyle !== "none" && outlineWidth !== "0px";
        return {
          scene: element.closest(".scene")?.id ?? "",
          part: element.getAttribute("data-part") ?? "",
          at: scrollY + element.getBoundingClientRect().top,
          // The choice of a file is hidden, and its box shows the focus.
          isShown: ring || (parent !== null && parent.matches(".drop:focus-within")),
        };
      });
      if (stop === undefined || (stop.scene === "" && stops.some(({ scene }) => scene === "f"))) break;
      stops.push(stop);
    }
    expect(stops.filter(({ isShown }) => !isShown)).toEqual([]);
    expect([...new Set(stops.map(({ scene }) => scene).filter(Boolean))]).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e",
      "f",
    ]);
    for (const scene of ["b", "c"])
      expect(stops.filter((stop) => stop.scene === scene && stop.part === "network").length).toBe(1);
    await close();
  });
});

describe("a small window", () => {
  // 640 is a window of 1280 at a zoom of 200 %, and 320 one of 1280 at 400 %.
  it.each([640, 360, 320])(
    "%s pixels: nothing goes beyond it, and what is touched is large enough",
    async (width) => {
      for (const [address, scenes] of [
        ["explore/", ["a", "b", "c", "d", "e"]],
        ["check/", ["k"]],
      ] as const) {
        const { page, close } = await site.open(address, { viewport: { width, height: 640 } });
        for (const scene of scenes) await ready(page, scene);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        const small = await page
          .locator(".stage :is(button, select, input:not(.hidden)):visible")
          .evaluateAll((all) =>
            all
              .filter((each) => {
                const target = each.matches("[type=checkbox]") ? (each.closest("label") ?? each) : each;
                return target.getBoundingClientRect().height < (each.matches("[type=range]") ? 44 : 24);
              })
              .map((each) => each.outerHTML),
          );
        expect(small).toEqual([]);
        await close();
      }
    },
  );

  it("a formula and its number do not overlap", async () => {
    const { page, close } = await site.open("method/", { viewport: { width: 390, height: 800 } });
    const overlaps = await page.locator(".formula .katex-html:has(> .katex-tag)").evaluateAll(
      (all) =>
        all.filter((formula) => {
          const tag = formula.querySelector(".katex-tag")?.getBoundingClientRect();
          const bases = [...formula.querySelectorAll(":scope > .katex-base")];
          return bases.some((base) => base.getBoundingClientRect().right > (tag?.left ?? Infinity));
        }).length,
    );
    expect(overlaps).toBe(0);
    expect(await page.locator(".formula .katex-tag").count()).toBeGreaterThan(3);
    await close();
  });
});
