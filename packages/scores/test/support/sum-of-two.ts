import type { Layer, Network } from "@espalier/network";

/** y = first(a) + second(b), with inputs a and b that are as wide as their layers. */
export const sumOfTwo = (first: Layer, second: Layer, width: number): Network => ({
  layers: [first, second],
  graph: {
    inputs: [
      { name: "a", width },
      { name: "b", width },
    ],
    nodes: [
      { name: "first", op: "layer", layer: 0, from: ["a"] },
      { name: "second", op: "layer", layer: 1, from: ["b"] },
      { name: "sum", op: "add", from: ["first", "second"] },
    ],
    outputs: [{ name: "y", from: "sum" }],
  },
});
