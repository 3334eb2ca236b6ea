import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rivalsFolder } from "../rivals.ts";
import type { Size } from "../results.ts";

/** What is used of esbuild, which is installed with the rivals. */
interface Esbuild {
  readonly build: (
    options: object,
  ) => Promise<{ readonly outputFiles: readonly { readonly contents: Uint8Array }[] }>;
}

/** The bundler, where it is installed. */
export function bundler(): Esbuild | undefined {
  try {
    return createRequire(rivalsFolder)("esbuild") as Esbuild;
  } catch {
    return undefined;
  }
}

const here = dirname(fileURLToPath(import.meta.url));

/** One minified module of some code and all that it imports. */
export async function bundle(
  code: string,
  { build }: Esbuild,
  platform: "neutral" | "node" = "neutral",
  folder: string = here,
): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform,
    mainFields: ["module", "main"],
    logLevel: "silent",
  });
  return outputFiles[0].contents;
}

// prettier-ignore
const entries: readonly (readonly [name: string, code: string, folder?: string])[] = [
  ["@espalier/tensor",     'export * from "@espalier/tensor"'],
  ["@espalier/autodiff",   'export * from "@espalier/autodiff"'],
  ["@espalier/prune",      'export * from "@espalier/prune"'],
  ["all three together",   'export * as tensor from "@espalier/tensor"; export * as autodiff from "@espalier/autodiff"; export * as prune from "@espalier/prune"'],
  ["`prune` alone, as a page needs it", 'export { prune } from "@espalier/prune"; export { networkFromJson } from "@espalier/formats/json"'],
  ["jax-js",               'export * from "@jax-js/jax"', rivalsFolder],
  ["TensorFlow.js, core and the WASM backend without its .wasm file", 'export * from "@tensorflow/tfjs-core"; export * as backend from "@tensorflow/tfjs-backend-wasm"', rivalsFolder],
];

/** The sizes of the main entries, and of what else there is. What does not bundle is left out. */
export async function sizes(esbuild: Esbuild): Promise<Size[]> {
  const results: Size[] = [];
  for (const [name, code, folder] of entries) {
    const content = await bundle(code, esbuild, folder === undefined ? "neutral" : "node", folder);
    results.push({ name, minified: content.length, gzip: gzipSync(content, { level: 9 }).length });
  }
  return results;
}
