// The same computation on every runtime, and one hash of its results:
//
//     npm run runtimes                   all of them
//     npm run runtimes -- deno bun       some of them
//     npm run runtimes -- --page         all, and writes the table of docs/runtimes.md
//
// Fails unless all hashes are one, by the kernels in TypeScript and by those in WebAssembly.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { kernelBytes } from "../../packages/tensor/src/kernels/wasm/module.ts";
import { filled, table, text } from "../../packages/pages/src/index.ts";
import { runtimes } from "./runtimes.ts";
import type { Outcome, Runtime } from "./runtimes.ts";
import { commandLine } from "../command-line.ts";

const here = import.meta.dirname;
const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, ".cache", "runtimes");

const { values, positionals: names } = commandLine({
  usage: `npm run runtimes [-- name… --page]

The same computation on every runtime, and one hash of its results: ${runtimes.map(({ name }) => name).join(", ")}

  --page         all of them, and writes the table of docs/runtimes.md`,
  options: { page: { type: "boolean", default: false } },
  words: Infinity,
});
const unknown = names.filter((name) => !runtimes.some((each) => each.name === name));
if (unknown.length > 0) {
  console.error(
    `runtimes: expected ${runtimes.map(({ name }) => name).join(", ")}; received ${unknown.join(", ")}`,
  );
  process.exit(2);
}
const chosen = runtimes.filter(({ name }) => names.length === 0 || names.includes(name));

mkdirSync(folder, { recursive: true });
for (const name of ["console", "page", "worker"])
  await build({
    input: join(here, `${name}.ts`),
    platform: "neutral",
    external: "kernels.wasm", // the compiled module that workerd provides
    logLevel: "warn",
    output: { file: join(folder, `${name}.js`), format: "esm" },
  });
writeFileSync(join(folder, "kernels.wasm"), kernelBytes());

const rows: (readonly [Runtime, Outcome])[] = [];
for (const runtime of chosen) {
  const outcome = await runtime.run(folder);
  rows.push([runtime, outcome]);
  console.log(
    `${outcome.version.padEnd(28)} ${outcome.plain.slice(0, 16)} ${outcome.fast?.slice(0, 16) ?? "none"}`,
  );
}
const hashes = new Set(rows.flatMap(([, { plain, fast }]) => [plain, fast ?? "no kernels in WebAssembly"]));
console.log(hashes.size === 1 ? `one hash: ${rows[0][1].plain}` : `${hashes.size} hashes: they differ`);
if (hashes.size !== 1) process.exitCode = 1;
else if (values.page) {
  const page = join(root, "docs/runtimes.md");
  const cells = rows.map(([{ name, note }, { version }]) => [
    name,
    version,
    `\`npm run runtimes -- ${name}\``,
    note,
  ]);
  const slots = {
    times: String(rows.length * 2),
    hash: [text(`    ${rows[0][1].plain}`)],
    runtimes: [table("", ["runtime", "version", "command", "note"], cells, 4)],
  };
  writeFileSync(page, filled(readFileSync(page, "utf8"), slots));
}
