// Whether the packages work as they would be published:
//
//     npm run pack:check
//     npm run pack:check -- --write      also writes the sizes of bundles to docs/bundles.json and docs/in-the-browser.md
//
// Builds and packs them, looks at the archives with publint and Are the types wrong?, installs them into an empty folder by npm, and
// runs there what a user would: the program, and the libraries where code may not be made from strings.
import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { filled } from "../packages/pages/src/index.ts";
import { BUNDLERS, bundlesOf, bundleTable, packagesTable, pageImports, sizeOf } from "./bundles.ts";
import type { BundleSizes } from "./bundles.ts";
import { firstScore } from "./first-score.ts";
import { published } from "./published.ts";
import { commandLine } from "./command-line.ts";

const PNPM = "pnpm@12.21.0";
const PUBLINT = "publint@0.3.25";
const ATTW = "@arethetypeswrong/cli@0.18.5";

const { values: asked } = commandLine({
  usage: `npm run pack:check [-- --write]

Builds and packs the packages, and runs them as a user would.

  --write        also writes the sizes of bundles to docs/bundles.json and docs/in-the-browser.md`,
  options: { write: { type: "boolean", default: false } },
});

const root = fileURLToPath(new URL("..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "espalier-pack-"));
const archives = join(scratch, "archives");
const user = join(scratch, "user");

const run = (folder: string, program: string, ...words: readonly string[]): string =>
  execFileSync(program, words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/** A program of a package that is not a dependency of ours. */
const runPackage = (folder: string, wanted: string, ...words: readonly string[]): string =>
  run(folder, "npm", "exec", "--yes", `--package=${wanted}`, "--", ...words);

function check(what: string, isSo: boolean, shown: string): void {
  console.log(`${isSo ? "ok  " : "FAIL"} ${what}`);
  if (isSo) return;
  console.log(shown);
  process.exitCode = 1;
}

/** By how much a size may differ from the published one: less is no news for a reader, and every change of the code would ask for a new table. */
const TOLERANCE = 0.05;

/** Compares the sizes of bundles with those of docs/in-the-browser.md; with --write, writes them there. */
function compareSizes(rows: readonly BundleSizes[]): void {
  const data = join(root, "docs/bundles.json");
  if (asked.write) {
    writeFileSync(data, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n]\n`);
    const page = join(root, "docs/in-the-browser.md");
    writeFileSync(
      page,
      filled(readFileSync(page, "utf8"), { bundles: [bundleTable(rows)], packages: [packagesTable(rows)] }),
    );
    return;
  }
  const known: readonly BundleSizes[] = JSON.parse(readFileSync(data, "utf8"));
  for (const [at, { name, esbuild }] of rows.entries()) {
    const before = known[at]?.esbuild.gzip ?? 0;
    const isNear = Math.abs(esbuild.gzip - before) <= TOLERANCE * before;
    check(
      `the size on the page: ${name}`,
      isNear,
      `${before} bytes on the page, ${esbuild.gzip} now: --write`,
    );
  }
}

/** Whether a program of a package ends well. */
function checkPackage(what: string, wanted: string, ...words: readonly string[]): void {
  try {
    check(what, true, runPackage(scratch, wanted, ...words));
  } catch (error) {
    check(what, false, error instanceof Error && "stdout" in error ? String(error.stdout) : String(error));
  }
}

try {
  run(root, "npm", "run", "build");
  for (const name of published.keys())
    runPackage(join(root, "packages", name), PNPM, "pnpm", "pack", "--pack-destination", archives);
  const packed = globSync("*.tgz", { cwd: archives }).toSorted();
  check("there is an archive of each package", packed.length === published.size, packed.join("\n"));

  for (const archive of packed) {
    const path = join(archives, archive);
    checkPackage(`publint: ${archive}`, PUBLINT, "publint", "--strict", path);
    // WebAssembly has no types.
    checkPackage(
      `types: ${archive}`,
      ATTW,
      "attw",
      "--profile",
      "esm-only",
      path,
      "--exclude-entrypoints",
      "kernels.wasm",
    );
  }

  mkdirSync(user);
  writeFileSync(join(user, "package.json"), JSON.stringify({ private: true, type: "module" }));
  run(user, "npm", "install", "--no-fund", "--no-audit", ...packed.map((archive) => join(archives, archive)));
  const ours = globSync("node_modules/{@espalier/*,espalier}", { cwd: user }).map((path) => basename(path));
  check("npm installs them", ours.length === published.size, ours.join("\n"));

  const layer = { weight: [[2, -1]], bias: [0], activation: { kind: "identity" } };
  writeFileSync(
    join(user, "model.json"),
    JSON.stringify({ format: "espalier-network", version: 1, layers: [layer] }),
  );
  writeFileSync(join(user, "inputs.csv"), "1,5\n3,5\n");
  run(user, "npx", "espalier", "prune", "model.json", "inputs.csv", "--ratio", "0.5");
  const pruned = readFileSync(join(user, "model.pruned.json"), "utf8");
  check("npx espalier prunes a network", pruned.includes('"weight":[[2,0]],"bias":[-5]'), pruned);

  writeFileSync(
    join(user, "prune.js"),
    `import { readFileSync } from "node:fs";
     import { networkFromJson } from "@espalier/formats/json";
     import { prune } from "@espalier/prune";
     const network = networkFromJson(readFileSync("model.json", "utf8"));
     console.log(prune(network, [[1, 5], [3, 5]], { ratio: 0.5 }).network.layers[0].bias.data[0]);`,
  );
  const bias = run(user, process.execPath, "--disallow-code-generation-from-strings", "prune.js").trim();
  check("the library prunes it too, where code may not be made from strings", bias === "-5", bias);

  writeFileSync(
    join(user, "threads.js"),
    `import { readFileSync } from "node:fs";
     import { networkFromJson } from "@espalier/formats/json";
     import { createPool } from "@espalier/prune/parallel";
     const pool = createPool({ threads: 2 });
     const pruned = await pool.prune(networkFromJson(readFileSync("model.json", "utf8")), [[1, 5], [3, 5]], { ratio: 0.5 });
     console.log(pruned.network.layers[0].bias.data[0]);
     await pool.close();`,
  );
  const byThreads = run(user, process.execPath, "threads.js").trim();
  check("so do threads", byThreads === "-5", byThreads);

  const opened = run(
    user,
    process.execPath,
    "--input-type=module",
    "-e",
    "console.log(import.meta.resolve('@espalier/prune'))",
  );
  check("Node loads the packages in few files", opened.trim().endsWith("/dist/node/index.js"), opened);
  console.log(`first scores: ${firstScore(user).toFixed(0)} ms of processor time above Node's own`);

  run(user, "npm", "install", "--no-fund", "--no-audit", ...BUNDLERS);
  const rows = [];
  for (const { name, code, most, without = [], onDemand: wanted = [] } of pageImports) {
    const bundles = await bundlesOf(code, user);
    for (const [bundler, { first, onDemand }] of Object.entries(bundles)) {
      const found = without.filter((word) => first.includes(word));
      check(`${bundler} leaves out what nothing uses: ${name}`, found.length === 0, found.join(", "));
      const { gzip } = sizeOf({ first, onDemand });
      check(`${bundler} stays below ${most} bytes: ${name}`, gzip <= most, `${gzip} bytes`);
      const missing = wanted.filter((word) => !onDemand.includes(word));
      if (wanted.length > 0)
        check(`${bundler} loads on demand what may wait: ${name}`, missing.length === 0, missing.join(", "));
    }
    rows.push({
      name,
      esbuild: sizeOf(bundles.esbuild),
      rollup: sizeOf(bundles.rollup),
      packages: bundles.esbuild.packages ?? {},
    });
  }
  compareSizes(rows);
  console.log(`Node ${process.version}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
