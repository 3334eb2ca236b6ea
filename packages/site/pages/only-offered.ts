import { accessSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "rolldown";

const packages = join(import.meta.dirname, "../..");

/**
 * The doors to what no scene offers: whole neurons, whose strategies would be a sixth of the library here, blocks of weights, exchanges, `nonlinear` on
 * graphs, random probes, sums in f32, numbers whose squares are out of range, transposed uses of a matrix,
 * Einsum, Tile and Pad, and rows that do not fit into memory or whose matrix is shared.
 */
const doors = [
  "prune/src/structured/prune-units.ts",
  "prune/src/structured/units-within.ts",
  "prune/src/search/probes.ts",
  "prune/src/search/sums.ts",
  "prune/src/search/swap.ts",
  "scores/src/method/in-singles.ts",
  "scores/src/method/scaled-scores.ts",
  "scores/src/method/transposed-in-batch.ts",
  "onnx/src/operators/repeat.ts",
  "onnx/src/operators/einsum.ts",
  "scores/src/row/held-samples.ts",
  "scores/src/row/tied-rows.ts",
  "scores/src/granularity/blocks.ts",
  "scores/src/granularity/n-of-m.ts",
  "scores/src/strategies/nonlinear/by-graph.ts",
].map((path) => join(packages, path));
const drawing = join(packages, "cli/src/picture/png.ts");
const strategies = join(packages, "scores/src/strategies/index.ts");

const refusal = join(packages, "site/src/explore/refuse.ts");

/** Strategies of the library that no scene offers. */
const unoffered = [
  "fullyConnected",
  "flap",
  "obdRecursive",
  "taylor",
  "localRelativeVariance",
  "magnitudeLayerwise",
  "randomLayerwise",
];

/**
 * Leaves out parts of the library that no scene offers. What the doors export is there, and throws when it is called; a strategy that is
 * not offered is not in the list of strategies.
 */
export const onlyOffered: Plugin = {
  name: "only-offered",
  buildStart: () => [...doors, drawing, refusal].forEach((path) => accessSync(path)), // none has moved
  // A picture that stays in the page needs no compression, whose library is the size of a scene.
  resolveId: (source, importer) =>
    source === "fflate" && importer === drawing ? join(packages, "site/src/explore/stored.ts") : null,
  load(id) {
    if (id === strategies) return unoffered.reduce(without, readFileSync(id, "utf8"));
    if (!doors.includes(id)) return null;
    const names = readFileSync(id, "utf8").matchAll(/^export (?:function\*?|const) (\w+)/gm);
    const all = Array.from(names, ([, name]) => `refuse as ${name}`);
    return `export { ${all.join(", ")} } from ${JSON.stringify(refusal)};`;
  },
};

/** Files of their own: the data, and what the readers of several formats have in common, which takes less together than piece by piece. */
export const groups = [
  { name: "data", test: /\.json$/ },
  { name: "bytes", test: /files\/src\/(bytes\/|npy\/|protobuf\/write\.ts|network-file\/fold\.ts)/ },
];

/** The source of a list without an entry, whose import the bundler then leaves out. */
function without(source: string, name: string): string {
  const entry = `  ${name},\n`;
  if (!source.includes(entry)) throw new Error(`expected the strategy ${name} in ${strategies}`);
  return source.replace(entry, "");
}
