import type { CutResult } from "../compute/cut.ts";
import type { Edge } from "../compute/edge.ts";
import type { ModelName } from "../models/index.ts";
import { inputNames, shapes } from "../shapes.ts";
import { drawNetwork } from "./network.ts";

/** Rows and columns of the layers of 2-8-8-1. */
const sizes = [
  { rows: 8, columns: 2 },
  { rows: 8, columns: 8 },
  { rows: 1, columns: 8 },
];

/** The network of scene a. */
export const drawLearner = (
  weights: readonly (readonly number[])[],
  names: readonly string[],
  epoch: number,
): string =>
  drawNetwork({
    layers: sizes.map((size, k) => ({ ...size, weight: weights[k] })),
    names,
    width: 440,
    height: 400,
    label: `Network 2-8-8-1 after ${epoch} epochs`,
  });

/** A network whose edges can be chosen, of scenes b and c; in b the chosen one is removed. */
export const drawChoice = (net: ModelName, edge: Edge, isRemoved: boolean): string =>
  drawNetwork({
    layers: shapes[net].map((layer, k) =>
      isRemoved && k === edge.layer
        ? {
            ...layer,
            before: layer.weight,
            mask: layer.weight.map((_, at) => Number(at !== edge.row * layer.columns + edge.column)),
          }
        : layer,
    ),
    names: inputNames[net],
    selected: edge,
    isActive: true,
    width: 400,
    height: net === "eight" ? 220 : 420,
  });

/** The network of scene d. */
export const drawPruned = ({ layers, moved, removed, weights }: CutResult, width: number): string =>
  drawNetwork({
    layers,
    names: inputNames.soil,
    moved,
    width: width < 600 ? 400 : 560,
    height: 400,
    label: `Network with ${removed} of ${weights} weights removed`,
  });
