import { ops } from "@espalier/autodiff";
import type { Domain, Pick } from "../src/index.ts";
import { primitive } from "./primitive.ts";

/** One slope for the layer, or one a neuron. */
const layer = (size: Pick): { X: number[]; a: number[] } => {
  const [N, I] = [size(1, 4), size(1, 3)];
  return { X: [N, I], a: [size(0, 1) === 0 ? 1 : I] };
};

/** At 0 the slope is a, which is that on the left. */
const kinked: Domain = { kinks: [{ at: 0, right: 0 }] };

export const activations = {
  prelu: [
    primitive(ops.prelu, {
      inputs: { X: kinked, a: {} },
      shapes: layer,
      formula: (A, { X, a }) =>
        X.data.map((x, at) => (A.real(x) > 0 ? x : A.mul(a.data[at % a.data.length], x))),
      samples: ["X"],
      stretched: ({ X }) => ({ X, a: [X[1]] }),
    }),
  ],
  preluSlope: [
    primitive(ops.preluSlope, {
      inputs: { X: { held: (pick) => pick(-3, 3) / 2 }, a: {}, c: {} },
      shapes: (size) => {
        const { X, a } = layer(size);
        return { X, a, c: X };
      },
      formula: (A, { X, a, c }) =>
        X.data.map((x, at) => (A.real(x) > 0 ? c.data[at] : A.mul(a.data[at % a.data.length], c.data[at]))),
      samples: ["X", "c"],
    }),
  ],
  preluTangent: [
    primitive(ops.preluTangent, {
      inputs: { X: { held: (pick) => pick(-3, 3) / 2 }, a: {}, XDot: {}, aDot: {} },
      shapes: (size) => {
        const { X, a } = layer(size);
        return { X, a, XDot: X, aDot: a };
      },
      formula: (A, { X, a, XDot, aDot }) =>
        X.data.map((x, at) => {
          if (A.real(x) > 0) return XDot.data[at];
          const i = at % a.data.length;
          return A.add(A.mul(a.data[i], XDot.data[at]), A.mul(aDot.data[i], x));
        }),
      samples: ["X", "XDot"],
    }),
  ],
};
