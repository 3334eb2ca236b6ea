// Checks the types of every page's code, as the module that runs as its test:
//
//     node scripts/run.mjs node test-setup/pages/typecheck.ts
//
// The modules are written line for line to .cache/pages, so a message of tsc names the page and its line.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pageModule } from "./module.ts";
import { pagesThatRun, workspaceModules } from "./workspace.ts";
import { commandLine } from "../../scripts/command-line.ts";

commandLine({ usage: "npm run typecheck: checks the types of all code, that of the pages as well" });

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, ".cache", "pages");
rmSync(folder, { recursive: true, force: true });

for (const page of pagesThatRun(root)) {
  const path = join(folder, `${page}.ts`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, pageModule(page, readFileSync(join(root, page), "utf8")));
}

const paths = Object.fromEntries([...workspaceModules(root)].map(([name, file]) => [name, [file]]));
const tsconfig = {
  extends: join(root, "tsconfig.test.json"),
  compilerOptions: {
    paths,
    rootDirs: [root, folder], // what a page imports by a relative path is beside the page
    noUnusedLocals: false, // a page may show a value that nothing uses
    noUnusedParameters: false, // and claim nothing
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
  },
  include: ["**/*.ts"],
};
writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
const { status, error } = spawnSync("tsc", ["-p", folder], {
  stdio: "inherit",
  shell: process.platform === "win32",
});
if (error) throw error;
process.exitCode = status ?? 1;
