import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright";
import { chromium as installed } from "../../test-setup/chromium.ts";
import type { Results } from "./computation.ts";

/** What a runtime said. */
export interface Outcome extends Results {
  /** The version of the runtime, as it gives it itself. */
  readonly version: string;
}

/** A way to run the computation. */
export interface Runtime {
  /** `npm run runtimes -- <name>` runs it alone. */
  readonly name: string;
  /** Its peculiarity, for the page. */
  readonly note: string;
  /** @param folder has the bundles console.js, page.js and worker.js, and kernels.wasm */
  run(folder: string): Promise<Outcome>;
}

const run = promisify(execFile);

/** Runs a program of an npm package, which npm fetches. */
async function fromNpm(wanted: string, ...words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run("npm", ["exec", "--yes", `--package=${wanted}`, "--", ...words], {
    shell: process.platform === "win32",
  });
  return stdout.includes("{") ? stdout : stdout + stderr;
}

/** The line of JSON in an output. */
function resultsIn(output: string): Results {
  const [json] = /\{"plain".*\}/.exec(output) ?? [];
  if (json === undefined) throw new Error(`expected a line of results; received ${output}`);
  return JSON.parse(json);
}

/** The npm package with the official Node for this platform. */
function nodePackage(version: string): string {
  const { platform, arch } = process;
  const system =
    platform === "win32" ? "win" : platform === "darwin" && arch === "arm64" ? "bin-darwin" : platform;
  return `node-${system}-${arch}@${version}`;
}

const node = (name: string, version: string): Runtime => ({
  name,
  note: "with `--disallow-code-generation-from-strings`",
  async run(folder) {
    const flags = ["--disallow-code-generation-from-strings"];
    const wanted = nodePackage(version);
    const printed = await fromNpm(wanted, "node", "--version");
    const output = await fromNpm(wanted, "node", ...flags, join(folder, "console.js"));
    return { version: `Node ${printed.trim()}`, ...resultsIn(output) };
  },
});

const deno: Runtime = {
  name: "deno",
  note: "with no permission at all",
  async run(folder) {
    const [printed] = (await fromNpm("deno@2", "deno", "--version")).split("\n");
    const output = await fromNpm("deno@2", "deno", "run", "--no-prompt", join(folder, "console.js"));
    return { version: `Deno ${printed.split(" ")[1]}`, ...resultsIn(output) };
  },
};

const bun: Runtime = {
  name: "bun",
  note: "another engine, JavaScriptCore",
  async run(folder) {
    const printed = await fromNpm("bun@1", "bun", "--version");
    const output = await fromNpm("bun@1", "bun", join(folder, "console.js"));
    return { version: `Bun ${printed.trim()}`, ...resultsIn(output) };
  },
};

const browser: Runtime = {
  name: "chromium",
  note: "a page whose policy forbids `eval`",
  async run(folder) {
    const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
    const server = createServer((request, response) => {
      const isScript = request.url === "/page.js";
      response.setHeader("Content-Security-Policy", policy);
      response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
      response.end(
        isScript ? readFileSync(join(folder, "page.js")) : `<script type="module" src="page.js"></script>`,
      );
    }).listen(0, "127.0.0.1");
    const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"];
    const opened = await chromium.launch({
      ...(installed === undefined ? {} : { executablePath: installed }),
      args,
    });
    try {
      const page = await opened.newPage();
      // An address of TCP, as it listens on a port.
      const { port } = server.address() as AddressInfo;
      await page.goto(`http://127.0.0.1:${port}`);
      await page.waitForFunction(`document.title !== ""`, undefined, { timeout: 120_000 });
      return { version: `Chromium ${opened.version()}`, ...resultsIn(await page.title()) };
    } finally {
      await opened.close();
      server.close();
    }
  },
};

const WORKERD = "workerd@1";
const CONFIGURATION = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .worker)]);
const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "kernels.wasm", wasm = embed "kernels.wasm"),
  ],
  compatibilityDate = "2026-01-01",
);
`;

const workerd: Runtime = {
  name: "workerd",
  note: "the kernels come as a compiled module",
  async run(folder) {
    const printed = await fromNpm(WORKERD, "workerd", "--version");
    const configuration = join(folder, "configuration.capnp");
    writeFileSync(configuration, CONFIGURATION);
    const output = await fromNpm(WORKERD, "workerd", "test", "--verbose", configuration);
    return { version: printed.trim(), ...resultsIn(output) };
  },
};

/** All runtimes, in the order of the table. */
export const runtimes: readonly Runtime[] = [
  node("node-20", "20"),
  node("node-22", "22"),
  node("node-24", "24"),
  node("node-current", "latest"),
  deno,
  bun,
  browser,
  workerd,
];
