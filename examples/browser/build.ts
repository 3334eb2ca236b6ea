// Makes the page: `npm run example:browser`, and open examples/browser/dist/index.html, from the disk or any server of files.
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { commandLine } from "../../scripts/command-line.ts";

const here = import.meta.dirname;

/** Writes index.html, style.css and prune.js to a folder. */
export async function buildPage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ["index.html", "style.css"]) cpSync(join(here, name), join(folder, name));
  await build({
    input: join(here, "src/main.ts"),
    platform: "browser",
    logLevel: "warn",
    // A page from the disk may load scripts, but no modules: one script has everything.
    output: { file: join(folder, "prune.js"), format: "iife", minify: true, codeSplitting: false },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  commandLine({ usage: "npm run example:browser: makes the page examples/browser/dist/index.html" });
  await buildPage(join(here, "dist"));
}
