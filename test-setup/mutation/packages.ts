/** A package whose mathematics is mutated. */
interface MutatedPackage {
  readonly name: string;
  /** Patterns of files, and with `!` of those left out. */
  readonly mutate: readonly string[];
  /** Where Stryker keeps what it has found out. */
  readonly found: string;
}

const mutated = (name: string, ...without: readonly string[]): MutatedPackage => ({
  name,
  mutate: [
    `packages/${name}/src/**/*.ts`,
    ...["index.ts", ...without].map((path) => `!packages/${name}/src/${path}`),
  ],
  found: `.cache/mutation/${name}.json`,
});

/** The mathematical core: no training, no threads, no files. */
export const packages: readonly MutatedPackage[] = [
  mutated("tensor", "kernels/wasm/**"),
  mutated("autodiff", "check/**"),
  mutated(
    "prune",
    "training/**",
    "parallel/**",
    "formats/**",
    "export/**",
    "sparse/format.ts",
    "sparse/read.ts",
    "sparse/read-weight.ts",
    "sparse/write.ts",
  ),
];
