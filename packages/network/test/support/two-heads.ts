import { randomNormal, seededRandom } from "@espalier/tensor";
import type { Head, Network } from "../../src/index.ts";

const random = seededRandom(3);
const layer = (I: number, J: number, kind: "tanh" | "identity") => ({
  weight: randomNormal([I, J], random),
  bias: randomNormal([I], random),
  activation: { kind },
});
export const layers = [layer(5, 4, "tanh"), layer(3, 5, "identity"), layer(2, 5, "identity")];
export const inputs = randomNormal([40, 4], random);

type Output = { readonly head?: Head; readonly weight?: number };

/** A trunk with two outputs, of three and of two columns. */
export const networkOf = (animal: Output, colour: Output): Network => ({
  layers,
  graph: {
    inputs: [{ name: "x", width: 4 }],
    nodes: [
      { name: "trunk", op: "layer", layer: 0, from: ["x"] },
      { name: "a", op: "layer", layer: 1, from: ["trunk"] },
      { name: "b", op: "layer", layer: 2, from: ["trunk"] },
    ],
    outputs: [
      { name: "animal", from: "a", ...animal },
      { name: "colour", from: "b", ...colour },
    ],
  },
});

/** Networks, and whether their second output has a head too. */
export const twoHeads = [
  ["two heads", networkOf({ head: "softmax" }, { head: "softmax", weight: 3 }), true],
  ["a head and an output without one", networkOf({ head: "log-softmax" }, { weight: 3 }), false],
] as const;

/** e^y_m / Σ e^y */
export const softmaxOf = (y: readonly number[]): number[] => {
  const exps = y.map(Math.exp);
  return exps.map((each) => each / exps.reduce((sum, other) => sum + other));
};
