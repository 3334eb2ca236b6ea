// Fills in the address of the repository everywhere it belongs:
//
//     npm run set-address -- https://github.com/owner/espalier
//
// That is every package.json, CITATION.cff, and each page that says <address>. A later run replaces the address.
import { spawnSync } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { addressIn, citationWith, manifestWith, pageWith, parseAddress } from "./address.ts";
import { commandLine } from "../command-line.ts";

const [given] = commandLine({
  usage:
    "npm run set-address -- https://github.com/owner/espalier: fills in the address of the repository everywhere",
  words: 1,
}).positionals;

const root = fileURLToPath(new URL("../..", import.meta.url));
const pages = ["*.md", "docs/**/*.md", "packages/*/README.md", ".github/**/*.{md,yml}"];

function rewrite(path: string, change: (text: string) => string): void {
  const file = join(root, path);
  const text = readFileSync(file, "utf8");
  const changed = change(text);
  if (changed === text) return;
  writeFileSync(file, changed);
  console.log(path);
}

try {
  const address = parseAddress(given);
  const previous = addressIn(readFileSync(join(root, "package.json"), "utf8"));
  for (const path of ["package.json", ...globSync("packages/*/package.json", { cwd: root }).toSorted()])
    rewrite(path, (manifest) =>
      manifestWith(manifest, address, path === "package.json" ? "" : dirname(path)),
    );
  rewrite("CITATION.cff", (citation) => citationWith(citation, address));
  for (const path of globSync(pages, { cwd: root }).toSorted())
    rewrite(path, (page) => pageWith(page, address, previous));
  spawnSync("oxfmt", { cwd: root, stdio: "ignore", shell: process.platform === "win32" });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
