import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Plugin } from "vitest/config";
import { pageModule } from "./module.ts";
import { workspaceModules } from "./workspace.ts";

/**
 * Makes every Markdown page a test file: its `ts` blocks run in order, and each `expression; // => value` is a claim.
 *
 * @param root the folder of the workspace
 */
export function pages(root: string): Plugin {
  const modules = workspaceModules(root);
  return {
    name: "espalier:pages",
    enforce: "pre",
    config: () => ({ oxc: { include: /\.(md|ts)$/, lang: "ts" } }),
    resolveId: (name, importer) => (importer?.endsWith(".md") === true ? modules.get(name) : undefined),
    load: (id) => (id.endsWith(".md") ? pageModule(relative(root, id), readFileSync(id, "utf8")) : undefined),
  };
}
