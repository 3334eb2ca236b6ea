import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { table } from "../packages/pages/src/index.ts";
import type { Block } from "../packages/pages/src/index.ts";

/** The bundlers, which are no dependencies of ours. */
export const BUNDLERS: readonly string[] = [
  "esbuild@0.28.2",
  "rollup@4.68.8",
  "@rollup/plugin-node-resolve@16.0.3",
];

/** Something that a page imports. */
export interface PageImport {
  /** For the table. */
  readonly name: string;
  /** A module. */
  readonly code: string;
  /** Texts of methods that the bundle must not have, as nothing uses them. */
  readonly without?: readonly string[];
}

const OTHERS = ["wanda", "noiseout", "skeletonization", "local-relative-variance", "bias-joint"];

// prettier-ignore
export const pageImports: readonly PageImport[] = [
  { name: "`forward` of `@espalier/network`", code: 'export { forward } from "@espalier/network";', without: [...OTHERS, "elimination-compensation", "softmaxCrossEntropy"] },
  { name: "`prune` of `@espalier/prune/mini`", code: 'export { prune } from "@espalier/prune/mini";', without: [...OTHERS, "softmaxCrossEntropy"] },
  { name: "the same with `obs`, `wanda` and `row`", code: 'export { obs, prune, row, wanda } from "@espalier/prune/mini";', without: ["noiseout", "skeletonization", "bias-joint"] },
  { name: "`prune` of `@espalier/prune`", code: 'export { prune } from "@espalier/prune";' },
  { name: "all of `@espalier/tensor`, `autodiff` and `prune`", code: 'export * as tensor from "@espalier/tensor"; export * as autodiff from "@espalier/autodiff"; export * as prune from "@espalier/prune";' },
];

/** The size of a bundle in bytes. */
export interface Size {
  readonly minified: number;
  readonly gzip: number;
}

interface Esbuild {
  readonly build: (
    options: object,
  ) => Promise<{ readonly outputFiles: readonly { readonly text: string }[] }>;
  readonly transform: (code: string, options: object) => Promise<{ readonly code: string }>;
}

interface Rollup {
  readonly rollup: (options: object) => Promise<{
    readonly generate: (
      options: object,
    ) => Promise<{ readonly output: readonly { readonly code: string }[] }>;
  }>;
}

/** One minified module of some code and all that it imports, by each of the bundlers that are installed in a folder. */
export async function bundlesOf(
  code: string,
  folder: string,
): Promise<Readonly<Record<"esbuild" | "rollup", string>>> {
  const require = createRequire(join(folder, "package.json"));
  const esbuild = require("esbuild") as Esbuild;
  const { rollup } = require("rollup") as Rollup;
  const { nodeResolve } = require("@rollup/plugin-node-resolve") as {
    readonly nodeResolve: (options: object) => object;
  };
  const { outputFiles } = await esbuild.build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "neutral",
    logLevel: "error",
  });
  const entry = join(folder, "page.js");
  const page = {
    name: "page",
    resolveId: (id: string) => (id === "page" ? entry : null),
    load: (id: string) => (id === entry ? code : null),
  };
  const bundle = await rollup({ input: "page", plugins: [page, nodeResolve({ rootDir: folder })] });
  const { output } = await bundle.generate({ format: "es" });
  const minified = await esbuild.transform(output[0].code, { minify: true, format: "esm" });
  return { esbuild: outputFiles[0].text, rollup: minified.code };
}

/** The sizes of one import, by both bundlers. */
export interface BundleSizes {
  readonly name: string;
  readonly esbuild: Size;
  readonly rollup: Size;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

export const bundleTable = (rows: readonly BundleSizes[]): Block =>
  table(
    "",
    ["import", "esbuild, minified", "gzip", "rollup, minified", "gzip"],
    rows.map(({ name, esbuild, rollup }) => [
      name,
      ...[esbuild, rollup].flatMap(({ minified, gzip }) => [kilobytes(minified), kilobytes(gzip)]),
    ]),
    1,
  );

export const sizeOf = (text: string): Size => ({
  minified: Buffer.byteLength(text),
  gzip: gzipSync(text, { level: 9 }).length,
});
