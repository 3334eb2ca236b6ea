// Ours in a page of Chromium: this process opens the page and passes on what it is asked.
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import type { Browser, Page } from "playwright";
import { chromium as installed } from "../../../test-setup/chromium.ts";
import { bundler } from "../src/esbuild.ts";
import type { Contender, Prepared, Tasks, WorkName } from "../src/tasks.ts";
import type { InPage } from "./page/in-page.ts";

declare const inPage: InPage; // of the page

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The program of the page, with the files of `node:fs` fetched. */
async function script(): Promise<Uint8Array | undefined> {
  const built = await bundler()?.build({
    entryPoints: [file("page/in-page.ts")],
    alias: { "node:fs": file("page/files.ts") },
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "silent",
  });
  return built?.outputFiles[0].contents;
}

/** Serves the page, its program, and any file that it asks for, to this machine alone. */
async function serve(program: Uint8Array): Promise<string> {
  const server = createServer(({ url = "/" }, response) => {
    const [path, query = ""] = url.split("?");
    const isProgram = path === "/program.js";
    response.setHeader("Content-Type", isProgram ? "text/javascript" : "text/html");
    if (path === "/file") createReadStream(decodeURIComponent(query)).pipe(response);
    else response.end(isProgram ? program : `<script type="module" src="program.js"></script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
}

interface Opened {
  readonly browser: Browser;
  readonly page: Page;
}

async function open(): Promise<Opened | { readonly absent: string }> {
  const program = await script();
  if (program === undefined) return { absent: "no bundler for its page" };
  try {
    const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"];
    const executable = installed === undefined ? {} : { executablePath: installed };
    const browser = await chromium.launch({ ...executable, args });
    const page = await browser.newPage();
    await page.goto(await serve(program));
    await page.waitForFunction("globalThis.inPage !== undefined");
    return { browser, page };
  } catch (error) {
    return { absent: String(error).split("\n")[0] };
  }
}

const opened = await open();

const passOn =
  <W extends WorkName>(work: W) =>
  async (task: Tasks[W]): Promise<Prepared | undefined> => {
    if ("absent" in opened) return undefined;
    const { page } = opened;
    const ready = await page.evaluate(([name, given]) => inPage.prepare(name, given), [work, task] as const);
    const time = (runs: number): Promise<number> => page.evaluate((count) => inPage.time(count), runs);
    return ready && { ...ready, time, run: async () => void (await time(1)) };
  };

export const contender: Contender = {
  available: async () => ("absent" in opened ? opened : { version: opened.browser.version() }),
  prepare: {
    product: passOn("product"),
    training: passOn("training"),
    scores: passOn("scores"),
    inference: passOn("inference"),
  },
};

// The browser ends with the requests.
process.stdin.once("end", () => {
  if ("browser" in opened) void opened.browser.close();
});
