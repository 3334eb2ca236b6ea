import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compactAndWrite, pruneAndWrite, pruneNeuronsAndWrite, solveAndWrite } from "./support/library.ts";
import { chromium as launcher } from "playwright";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium } from "../../../test-setup/chromium.ts";
import { buildPage } from "../build.ts";

const examples = join(import.meta.dirname, "../../pytorch");
const types: Readonly<Record<string, string>> = { html: "text/html", css: "text/css", js: "text/javascript" };

describe("a file dropped on the page is pruned there", () => {
  const folder = mkdtempSync(join(tmpdir(), "espalier-page-"));
  let browser: Browser;
  let server: Server;
  let served: string;

  beforeAll(async () => {
    await buildPage(folder);
    server = createServer(({ url = "/" }, response) => {
      const name = url === "/" ? "index.html" : url.slice(1);
      // Stricter than what the page asks of itself: no WebAssembly either.
      response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src blob:",
      );
      response.setHeader("Content-Type", types[name.split(".").at(-1) ?? ""] ?? "text/plain");
      response.end(readFileSync(join(folder, name)));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    served = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // of a TCP server
    browser = await launcher.launch({
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
    });
  });

  afterAll(async () => {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A page, and what its policy has refused so far. */
  async function open(url: string): Promise<{ readonly page: Page; readonly refused: string[] }> {
    const page = await browser.newPage();
    const refused: string[] = [];
    await page.exposeFunction("refuse", (what: string) => void refused.push(what));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ blockedURI }) => {
        // Put there by the line above.
        (globalThis as unknown as { refuse: (what: string) => void }).refuse(blockedURI);
      });
    });
    page.on("pageerror", (error) => void refused.push(error.message));
    await page.goto(url);
    return { page, refused };
  }

  /** As the hand of a user: files in a transfer, let go over the page. */
  async function dropAll(
    page: Page,
    files: readonly { readonly name: string; readonly bytes: Buffer }[],
  ): Promise<void> {
    const packed = files.map(({ name, bytes }) => ({ name, content: bytes.toString("base64") }));
    const transfer = await page.evaluateHandle((dropped) => {
      const held = new DataTransfer();
      for (const { name, content } of dropped)
        held.items.add(
          new File([Uint8Array.from(atob(content), (character) => character.charCodeAt(0))], name),
        );
      return held;
    }, packed);
    await page.dispatchEvent("#drop", "drop", { dataTransfer: transfer });
  }

  const drop = (page: Page, ...names: readonly string[]): Promise<void> =>
    dropAll(
      page,
      names.map((name) => ({ name, bytes: readFileSync(join(examples, name)) })),
    );

  async function saved(page: Page): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#downloads a")]);
    return { name: download.suggestedFilename(), bytes: new Uint8Array(readFileSync(await download.path())) };
  }

  it.each(["from the disk", "from a server whose policy forbids WebAssembly too"])(
    "%s, to the same bytes as the library's",
    async (where) => {
      const isServed = where !== "from the disk";
      const { page, refused } = await open(
        isServed ? served : pathToFileURL(join(folder, "index.html")).href,
      );
      await drop(page, "model.onnx", "inputs.npy");
      await page.waitForFunction(() => document.querySelector("#prune:enabled") !== null);
      expect(await page.textContent("#network")).toBe("model.onnx, 8-32-32-2");
      expect(await page.textContent("#data")).toBe("inputs.npy, 400 rows of 8 numbers");
      await page.click("#prune");
      await page.waitForSelector("#result:not([hidden])");
      expect(await page.textContent("#summary")).toBe(
        "946 of 1,344 weights removed (70.4 %), and the outputs change by 1.9 %",
      );
      const { name, bytes } = await saved(page);
      expect(name).toBe("model.pruned.onnx");
      expect(bytes).toEqual(pruneAndWrite(examples));
      await page.waitForFunction(
        () => (document.querySelector("#picture") as HTMLImageElement).naturalWidth > 0,
      );
      expect(refused).toEqual(isServed ? ["wasm-eval"] : []);
      await page.close();
    },
  );

  it("under a policy that refuses eval", async () => {
    const { page } = await open(pathToFileURL(join(folder, "index.html")).href);
    // In a task of the page's own: what the test hands over directly is not held to the policy.
    const outcome = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          setTimeout(() => {
            try {
              // oxlint-disable-next-line typescript/no-implied-eval -- to see it refused
              resolve(String(new Function("return 1")()));
            } catch (error) {
              resolve((error as Error).name);
            }
          });
        }),
    );
    expect(outcome).toBe("EvalError");
    await page.close();
  });

  it("with a compensation by the whole network, stage by stage", async () => {
    const { page } = await open(pathToFileURL(join(folder, "index.html")).href);
    expect(await page.isDisabled("#effort")).toBe(true);
    await drop(page, "model.onnx", "inputs.npy");
    await page.check("[value=ratio]");
    await page.fill("#ratio", "90");
    await page.selectOption("#compensation", "network");
    await page.selectOption("#effort", "quick");
    await page.click("#prune:enabled");
    await page.waitForSelector("#result:not([hidden])");
    expect(await page.isVisible("#stages")).toBe(true);
    const { bytes } = await saved(page);
    expect(bytes).toEqual(solveAndWrite(examples));
    // A budget, on the file as it is written without constant neurons.
    await page.check("[value=budget]");
    await page.fill("#budget", "5");
    await page.check("#compact");
    await page.click("#prune:enabled");
    await page.waitForSelector("#result:not([hidden])");
    expect(await page.textContent("#summary")).toMatch(/change by [0-4]\.\d %$/);
    await page.close();
  });

  it("without whole neurons, to a smaller dense network", async () => {
    const { page, refused } = await open(pathToFileURL(join(folder, "index.html")).href);
    await drop(page, "model.onnx", "inputs.npy");
    await page.selectOption("#granularity", "neuron");
    expect(await page.inputValue("#compensation")).toBe("affine");
    expect(await page.isDisabled("#compact")).toBe(true);
    await page.check("[value=ratio]");
    await page.fill("#ratio", "60");
    await page.click("#prune:enabled");
    await page.waitForSelector("#result:not([hidden])");
    expect(await page.textContent("#layers tr:last-child")).toMatch(/^all1,344\d+$/); // nothing is predicted
    const { bytes } = await saved(page);
    expect(bytes).toEqual(pruneNeuronsAndWrite(examples));
    await page.waitForFunction(
      () => (document.querySelector("#picture") as HTMLImageElement).naturalWidth > 0,
    );
    // A budget, and the compensations for weights again.
    await page.check("[value=budget]");
    await page.fill("#budget", "5");
    await page.selectOption("#compensation", "network");
    await page.selectOption("#effort", "quick");
    await page.click("#prune:enabled");
    await page.waitForFunction(() => document.querySelector("#stages")?.checkVisibility());
    expect(await page.textContent("#summary")).toMatch(/change by [0-4]\.\d %$/);
    await page.selectOption("#granularity", "weight");
    expect(await page.inputValue("#compensation")).toBe("bias");
    expect(refused).toEqual([]);
    await page.close();
  });

  it("to a ratio and compacted, from safetensors; and what is wrong is said", async () => {
    const { page } = await open(pathToFileURL(join(folder, "index.html")).href);
    await drop(page, "train.py");
    await page.waitForSelector("#error:not([hidden])");
    expect(await page.textContent("#error")).toContain("train.py: expected a name that ends in .safetensors");
    await drop(page, "model.safetensors", "inputs.npy");
    await page.check("[value=ratio]");
    await page.fill("#ratio", "90");
    await page.check("#compact");
    await page.click("#prune:enabled");
    await page.waitForSelector("#result:not([hidden])");
    const { name, bytes } = await saved(page);
    expect(name).toBe("model.pruned.safetensors");
    expect(bytes).toEqual(compactAndWrite(examples));
    await dropAll(page, [{ name: "other.json", bytes: Buffer.from("[[1, 2, 3]]") }]);
    await page.waitForFunction(() => document.querySelector("#data")?.textContent?.startsWith("other.json"));
    await page.click("#prune");
    await page.waitForSelector("#error:not([hidden])");
    expect(await page.textContent("#error")).toBe(
      "pruning: expected inputs [N, 8], as the network has 8; received [1, 3]",
    );
    await page.close();
  });

  /** A page on which a run has just begun, and waits: its first turn is held back until `go` is called. */
  async function openHeld(): Promise<{ readonly page: Page; readonly go: () => Promise<void> }> {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      const later = setTimeout;
      const held: (() => void)[] = [];
      Object.assign(globalThis, {
        MessageChannel: undefined, // so that turns are timers
        setTimeout: (callback: () => void) => held.push(callback),
        go: () => {
          Object.assign(globalThis, { setTimeout: later });
          for (const each of held) each();
        },
      });
    });
    await page.goto(pathToFileURL(join(folder, "index.html")).href);
    // Put there by the lines above.
    return { page, go: () => page.evaluate(() => (globalThis as unknown as { go: () => void }).go()) };
  }

  it("under the name and format of its network, whatever is dropped meanwhile, and one at a time", async () => {
    const { page, go } = await openHeld();
    await drop(page, "model.onnx", "inputs.npy");
    await page.click("#prune:enabled");
    await page.waitForSelector("#progress:not([hidden])");
    await drop(page, "model.safetensors");
    await dropAll(page, [{ name: "other.json", bytes: Buffer.from("[[1, 2, 3]]") }]);
    await page.waitForFunction(() => document.querySelector("#data")?.textContent?.startsWith("other.json"));
    expect(await page.textContent("#network")).toBe("model.safetensors, 8-32-32-2");
    expect(await page.isDisabled("#prune")).toBe(true);
    await page.dispatchEvent("#form", "submit"); // as Enter in a field, or a page's own script
    await go();
    await page.waitForSelector("#result:not([hidden])");
    const { name, bytes } = await saved(page);
    expect(name).toBe("model.pruned.onnx");
    expect(bytes).toEqual(pruneAndWrite(examples));
    expect(await page.isDisabled("#prune")).toBe(false);
    expect(await page.isHidden("#error")).toBe(true);
    await page.close();
  });

  it("not before the last file is read", async () => {
    const { page } = await open(pathToFileURL(join(folder, "index.html")).href);
    await drop(page, "model.onnx", "inputs.npy");
    await page.waitForSelector("#prune:enabled");
    await page.evaluate(() => {
      const held = new Promise<void>((go) => Object.assign(globalThis, { go }));
      Blob.prototype.arrayBuffer = async function (this: Blob) {
        await held;
        return new Response(this).arrayBuffer();
      };
    });
    await drop(page, "model.safetensors");
    expect(await page.isDisabled("#prune")).toBe(true);
    await page.dispatchEvent("#form", "submit");
    expect(await page.isHidden("#progress")).toBe(true);
    await page.evaluate(() => (globalThis as unknown as { go: () => void }).go()); // put there by the lines above
    await page.click("#prune:enabled");
    await page.waitForSelector("#result:not([hidden])");
    expect((await saved(page)).name).toBe("model.pruned.safetensors");
    await page.close();
  });

  it("as it is read with another activation, chosen after it was dropped", async () => {
    const { page } = await open(pathToFileURL(join(folder, "index.html")).href);
    const told = readFileSync(join(examples, "model.safetensors"));
    const untold = Buffer.from(told.toString("latin1").replace('"activations"', '"activation_"'), "latin1");
    expect(untold).not.toEqual(told);
    await dropAll(page, [{ name: "model.safetensors", bytes: untold }]);
    await drop(page, "inputs.npy");
    await page.waitForSelector("#prune:enabled");
    await page.selectOption("#activation", "tanh");
    await page.click("#prune:enabled");
    await page.waitForSelector("#result:not([hidden])");
    const { bytes } = await saved(page);
    expect(Buffer.from(bytes).toString("latin1")).toContain('"activations":"tanh, tanh, identity"');
    await page.close();
  });
});
