import type { DrawnLayer } from "./draw/network.ts";
import soil from "./models/soil.json" with { type: "json" };
import type { ModelName } from "./models/index.ts";

const drawn = (weight: readonly (readonly number[])[]): DrawnLayer => ({
  rows: weight.length,
  columns: weight[0].length,
  weight: weight.flat(),
});

/** The weights of each network as drawings need them; the library itself stays in the worker. */
export const shapes: Readonly<Record<ModelName, readonly DrawnLayer[]>> = {
  eight: [drawn([[1, -3]]), drawn([[2]])],
  soil: soil.layers.map(({ weight }) => drawn(weight)),
};

/** The layers of the network that a link names, or of the first one. */
export const layersOf = (net: string | undefined): readonly DrawnLayer[] =>
  net === "soil" ? shapes.soil : shapes.eight;

export const inputNames: Readonly<Record<ModelName, readonly [string, string, string]>> = {
  eight: ["x₁", "x₂", "y"],
  soil: ["t", "x", "u"],
};
