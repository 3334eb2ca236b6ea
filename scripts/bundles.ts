import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { table } from "../packages/pages/src/index.ts";
import type { Block } from "../packages/pages/src/index.ts";

/** The bundlers, which are not dependencies of ours. */
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
  /** Texts that the bundle must not have before anything is called: of methods that nothing uses, and of parts that are loaded on demand. */
  readonly without?: readonly string[];
  /** The most bytes that a page may load first, compressed, by either bundler. */
  readonly most: number;
  /** Texts of what it must load on demand. */
  readonly onDemand?: readonly string[];
}

/** A text of the kernels in WebAssembly, the start of each module that they assemble. */
const WASM = "\\0asm";
/** Errors may name this method, and so its name alone says nothing. */
const BIAS_JOINT = 'name:"bias-joint"';
const OTHERS = ["wanda", "noiseout", "skeletonization", "local-relative-variance", BIAS_JOINT, WASM];

// prettier-ignore
export const pageImports: readonly PageImport[] = [
  { name: "`forward` of `@espalier/network`", most: 14_600, code: 'export { forward } from "@espalier/network";', without: [...OTHERS, "elimination-compensation", "softmaxCrossEntropy"] },
  { name: "`prune` of `@espalier/prune/mini`", most: 15_000, code: 'export { prune } from "@espalier/prune/mini";', without: [...OTHERS, "softmaxCrossEntropy", "layer-normalization unit", "Einsum", "leaky-relu"] },
  { name: "`pruneBy` of it with `eliminationCompensation`", most: 31_000, code: 'export { eliminationCompensation, pruneBy } from "@espalier/prune/mini";', without: [...OTHERS, "softmaxCrossEntropy"] },
  { name: "`pruneBy` of it with `obs`, `wanda` and `row`", most: 36_000, code: 'export { obs, pruneBy, row, wanda } from "@espalier/prune/mini";', without: ["noiseout", "skeletonization", BIAS_JOINT, WASM] },
  { name: "the same with `useFastKernels`", most: 36_000, code: 'export { obs, pruneBy, row, wanda } from "@espalier/prune/mini"; export { useFastKernels } from "@espalier/tensor";', without: ["noiseout", "skeletonization", BIAS_JOINT, WASM], onDemand: [WASM] },
  { name: "`prune` of `@espalier/prune`", most: 68_000, code: 'export { prune } from "@espalier/prune";', without: [WASM] },
  { name: "all of `@espalier/tensor`, `autodiff` and `prune`", most: 88_000, code: 'export * as tensor from "@espalier/tensor"; export * as autodiff from "@espalier/autodiff"; export * as prune from "@espalier/prune";' },
];

/** The size of a bundle in bytes. */
export interface Size {
  /** What a page loads first. */
  readonly minified: number;
  /** That, compressed. */
  readonly gzip: number;
  /** What it loads when it is called for, compressed. */
  readonly onDemand: number;
}

/** A bundle: the code that a page loads first, and what it loads on demand. */
export interface Bundle {
  readonly first: string;
  readonly onDemand: string;
  /** The bytes of each package of ours in what a page loads first, where the bundler says so. */
  readonly packages?: Readonly<Record<string, number>>;
}

interface Esbuild {
  readonly build: (options: object) => Promise<{
    readonly outputFiles: readonly { readonly path: string; readonly text: string }[];
    readonly metafile: { readonly outputs: Readonly<Record<string, EsbuildOutput>> };
  }>;
  readonly transform: (code: string, options: object) => Promise<{ readonly code: string }>;
}

interface EsbuildOutput {
  readonly entryPoint?: string;
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
}

interface Rollup {
  readonly rollup: (options: object) => Promise<{
    readonly generate: (options: object) => Promise<{ readonly output: readonly RollupOutput[] }>;
  }>;
}

interface RollupOutput {
  readonly fileName: string;
  readonly code: string;
  readonly isEntry: boolean;
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
}

/** A module of a bundle. */
interface Module {
  readonly code: string;
  readonly isEntry: boolean;
  /** The modules that are loaded with it. */
  readonly imports: readonly string[];
  /** The modules that it may load later. */
  readonly later: readonly string[];
  /** The bytes of each file in it, where the bundler says so. */
  readonly files?: readonly (readonly [path: string, bytes: number])[];
}

/** The modules that are loaded with the entry, and those that they may load later. A module that nothing names is in neither. */
function partsOf(modules: ReadonlyMap<string, Module>): Bundle {
  const first = new Set([...modules].flatMap(([name, { isEntry }]) => (isEntry ? [name] : [])));
  // A loop over a set also visits entries that it adds.
  for (const name of first) for (const other of modules.get(name)?.imports ?? []) first.add(other);
  const later = new Set([...first].flatMap((name) => modules.get(name)?.later ?? []));
  for (const name of later) {
    const { imports = [], later: further = [] } = modules.get(name) ?? {};
    for (const other of [...imports, ...further]) later.add(other);
  }
  const codeOf = (names: Iterable<string>): string =>
    Array.from(names, (name) => modules.get(name)?.code ?? "").join("");
  const packages: Record<string, number> = {};
  for (const name of first)
    for (const [path, bytes] of modules.get(name)?.files ?? []) {
      const [, own] = /@espalier\/([\w-]+)\//.exec(path) ?? [];
      if (own !== undefined && bytes > 0) packages[own] = (packages[own] ?? 0) + bytes;
    }
  return { first: codeOf(first), onDemand: codeOf([...later].filter((name) => !first.has(name))), packages };
}

/** Minified modules of some code and all that it imports, by each of the bundlers that are installed in a folder. */
export async function bundlesOf(
  code: string,
  folder: string,
): Promise<Readonly<Record<"esbuild" | "rollup", Bundle>>> {
  const require = createRequire(join(folder, "package.json"));
  const esbuild = require("esbuild") as Esbuild;
  const { rollup } = require("rollup") as Rollup;
  const { nodeResolve } = require("@rollup/plugin-node-resolve") as {
    readonly nodeResolve: (options: object) => object;
  };
  const { outputFiles, metafile } = await esbuild.build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    minify: true,
    splitting: true,
    metafile: true,
    write: false,
    outdir: folder,
    absWorkingDir: folder,
    format: "esm",
    platform: "neutral",
    logLevel: "error",
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [relative(folder, path), text]));
  const byEsbuild = Object.entries(metafile.outputs).map(
    ([name, { entryPoint, imports, inputs }]): [string, Module] => [
      name,
      {
        code: texts.get(name) ?? "",
        isEntry: entryPoint === "<stdin>",
        imports: pathsOf(imports, "import-statement"),
        later: pathsOf(imports, "dynamic-import"),
        files: Object.entries(inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput]),
      },
    ],
  );
  const entry = join(folder, "page.js");
  const page = {
    name: "page",
    resolveId: (id: string) => (id === "page" ? entry : null),
    load: (id: string) => (id === entry ? code : null),
  };
  const bundle = await rollup({ input: "page", plugins: [page, nodeResolve({ rootDir: folder })] });
  const { output } = await bundle.generate({ format: "es" });
  const byRollup = await Promise.all(
    output.map(
      async ({ fileName, code: own, isEntry, imports, dynamicImports }): Promise<[string, Module]> => {
        const minified = await esbuild.transform(own, { minify: true, format: "esm" });
        return [fileName, { code: minified.code, isEntry, imports, later: dynamicImports }];
      },
    ),
  );
  return { esbuild: partsOf(new Map(byEsbuild)), rollup: partsOf(new Map(byRollup)) };
}

const pathsOf = (imports: EsbuildOutput["imports"], wanted: string): string[] =>
  imports.filter(({ kind }) => kind === wanted).map(({ path }) => path);

/** The sizes of one import, by both bundlers. */
export interface BundleSizes {
  readonly name: string;
  readonly esbuild: Size;
  readonly rollup: Size;
  /** The minified bytes of each package in what a page loads first, by esbuild. */
  readonly packages: Readonly<Record<string, number>>;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

export const bundleTable = (rows: readonly BundleSizes[]): Block =>
  table(
    "",
    ["import", "esbuild, minified", "gzip", "on demand", "rollup, minified", "gzip", "on demand"],
    rows.map(({ name, esbuild, rollup }) => [
      name,
      ...[esbuild, rollup].flatMap(({ minified, gzip, onDemand }) => [
        kilobytes(minified),
        kilobytes(gzip),
        onDemand === 0 ? "" : kilobytes(onDemand),
      ]),
    ]),
    1,
  );

/** The packages, from the floor to the roof. */
const FLOORS = ["tensor", "autodiff", "network", "scores", "compensation", "structured", "prune"];

/** What the packages take of each bundle. */
export const packagesTable = (rows: readonly BundleSizes[]): Block =>
  table(
    "",
    ["import, minified by esbuild", ...FLOORS.map((name) => `\`${name}\``)],
    rows.map(({ name, packages }) => [
      name,
      ...FLOORS.map((floor) => (packages[floor] === undefined ? "" : kilobytes(packages[floor]))),
    ]),
    1,
  );

const compressed = (text: string): number => (text === "" ? 0 : gzipSync(text, { level: 9 }).length);

export const sizeOf = ({ first, onDemand }: Bundle): Size => ({
  minified: Buffer.byteLength(first),
  gzip: compressed(first),
  onDemand: compressed(onDemand),
});
