import type { Layer } from "./graph.ts";

/** The layers that use the matrix of layer k: k itself, and those that are tied to it. */
export const usesOf = (layers: readonly Pick<Layer, "tied">[], k: number): number[] =>
  [...layers.keys()].filter((at) => at === k || layers[at].tied === k);
