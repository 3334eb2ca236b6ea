// Bundles each published library for Node, which opens a file for every module and takes most of the time to a first result for that:
//
//     node scripts/node-bundles.ts
//
// An entry of a package becomes a file of dist/node, and what several entries share a file beside them; other packages stay imports. Node
// finds these files by the condition "node" in package.json. Bundlers for pages find the modules one by one, as they leave out more of them.
// Programs stay as they are: they read files that lie beside their modules.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";
import { nodeEntries } from "./node-entries.ts";
import { commandLine } from "./command-line.ts";
import { published } from "./published.ts";

commandLine({
  usage: "node scripts/node-bundles.ts: bundles each published library for Node, into its dist/node",
});

const packages = join(import.meta.dirname, "../packages");

for (const [folder, manifest] of published) {
  if (manifest.bin !== undefined) continue;
  const cwd = join(packages, folder);
  const dir = join(cwd, "dist/node");
  rmSync(dir, { recursive: true, force: true });
  await build({
    cwd,
    input: nodeEntries(manifest),
    external: /^[^./]/,
    platform: "node",
    logLevel: "warn",
    // What one entry loads on demand, another may have at once.
    checks: { ineffectiveDynamicImport: false },
    output: { dir, format: "es", chunkFileNames: "shared-[name].js", comments: false },
  });
}
