import { tensor } from "@espalier/tensor";
import type { Nested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { apply, jvp, ops, vjp } from "../../src/index.ts";
import type { Program } from "../../src/index.ts";
import { expectNear, u } from "../support/near.ts";
import { mapRecord } from "../support/probe.ts";

type Named = Readonly<Record<string, Nested>>;

/** Small enough to redo on paper: y of x, ẏ when all x move along ẋ, and x̄ of ȳ. */
interface Example {
  readonly name: string;
  readonly program: Program<string>;
  readonly x: Named;
  readonly y: Nested;
  readonly xDot: Named;
  readonly yDot: Nested;
  readonly yBar: Nested;
  readonly xBar: Named;
  /** 0 unless exp and log are part of it, which round. */
  readonly bound?: number;
}

const log3 = Math.log(3);
const six = [[1, 2], [3, 4], [5, 6]]; // prettier-ignore

// prettier-ignore
const examples: readonly Example[] = [
  {
    name: "matmulNN", program: ({ A, B }) => apply(ops.matmulNN, { A, B }),
    x: { A: [[1, 2]], B: [[1, 0, -1], [2, 1, 0]] },    y: [[5, 2, -1]],
    xDot: { A: [[1, 0]], B: [[0, 0, 0], [1, 0, 0]] },  yDot: [[3, 0, -1]],
    yBar: [[1, 0, 2]],                                 xBar: { A: [[-1, 2]], B: [[1, 0, 2], [2, 0, 4]] },
  }, {
    name: "matmulNT", program: ({ A, B }) => apply(ops.matmulNT, { A, B }),
    x: { A: [[1, 2]], B: [[1, 2], [0, 1], [-1, 0]] },    y: [[5, 2, -1]],
    xDot: { A: [[1, 0]], B: [[0, 1], [0, 0], [0, 0]] },  yDot: [[3, 0, -1]],
    yBar: [[1, 0, 2]],                                   xBar: { A: [[-1, 2]], B: [[1, 2], [0, 0], [2, 4]] },
  }, {
    name: "matmulTN", program: ({ A, B }) => apply(ops.matmulTN, { A, B }),
    x: { A: [[1], [2]], B: [[1, 0, -1], [2, 1, 0]] },    y: [[5, 2, -1]],
    xDot: { A: [[1], [0]], B: [[0, 0, 0], [1, 0, 0]] },  yDot: [[3, 0, -1]],
    yBar: [[1, 0, 2]],                                   xBar: { A: [[-1], [2]], B: [[1, 0, 2], [2, 0, 4]] },
  }, {
    name: "affine", program: ({ X, W, b }) => apply(ops.affine, { X, W, b }),
    x: { X: [[1, 2], [3, 4]], W: [[1, -1], [0, 2], [1, 0]], b: [10, 20, 30] },
    y: [[9, 24, 31], [9, 28, 33]],
    xDot: { X: [[0, 0], [1, 1]], W: [[0, 0], [1, 0], [0, 0]], b: [1, 0, 0] },
    yDot: [[1, 1, 0], [1, 5, 1]],
    yBar: [[1, 0, 2], [0, 1, 0]],
    xBar: { X: [[3, -1], [0, 2]], W: [[1, 2], [3, 4], [2, 4]], b: [1, 1, 2] },
  }, {
    name: "prelu", program: ({ X, a }) => apply(ops.prelu, { X, a }),
    x: { X: [[-2, 4], [6, -8]], a: [0.5, 0.25] },  y: [[-1, 4], [6, -2]],
    xDot: { X: [[1, 1], [1, 1]], a: [1, 1] },      yDot: [[-1.5, 1], [1, -7.75]],
    yBar: [[1, 2], [3, 4]],                        xBar: { X: [[0.5, 2], [3, 1]], a: [-2, -32] },
  }, {
    name: "preluSlope", program: ({ X, a, c }) => apply(ops.preluSlope, { X, a, c }),
    x: { X: [[-2, 4], [6, -8]], a: [0.5, 0.25], c: [[1, 2], [3, 4]] },
    y: [[0.5, 2], [3, 1]],
    xDot: { a: [1, 1], c: [[1, 1], [1, 1]] },
    yDot: [[1.5, 1], [1, 4.25]],
    yBar: [[1, 1], [1, 1]],
    xBar: { X: [[0, 0], [0, 0]], a: [1, 4], c: [[0.5, 1], [1, 0.25]] },
  }, {
    name: "preluTangent", program: ({ X, a, XDot, aDot }) => apply(ops.preluTangent, { X, a, XDot, aDot }),
    x: { X: [[-2, 4], [6, -8]], a: [0.5, 0.25], XDot: [[1, 2], [3, 4]], aDot: [10, 100] },
    y: [[-19.5, 2], [3, -799]],
    xDot: { a: [1, 1], XDot: [[1, 1], [1, 1]], aDot: [1, 1] },
    yDot: [[-0.5, 1], [1, -3.75]],
    yBar: [[1, 1], [1, 1]],
    xBar: { X: [[0, 0], [0, 0]], a: [1, 4], XDot: [[0.5, 1], [1, 0.25]], aDot: [-2, -8] },
  }, {
    name: "sumOver(0)", program: ({ x }) => apply(ops.sumOver(0), { x }),
    x: { x: six },  y: [9, 12],  xDot: { x: six },  yDot: [9, 12],
    yBar: [1, 10],  xBar: { x: [[1, 10], [1, 10], [1, 10]] },
  }, {
    name: "sumOver()", program: ({ x }) => apply(ops.sumOver(), { x }),
    x: { x: six },  y: 21,  xDot: { x: six },  yDot: 21,
    yBar: 2,        xBar: { x: [[2, 2], [2, 2], [2, 2]] },
  }, {
    name: "meanOver(1)", program: ({ x }) => apply(ops.meanOver(1), { x }),
    x: { x: six },     y: [1.5, 3.5, 5.5],  xDot: { x: six },  yDot: [1.5, 3.5, 5.5],
    yBar: [2, 4, 6],   xBar: { x: [[1, 1], [2, 2], [3, 3]] },
  }, {
    name: "repeatAlong([2, 3], 1)", program: ({ x }) => apply(ops.repeatAlong([2, 3], 1), { x }),
    x: { x: [1, 2] },                 y: [[1, 1, 1], [2, 2, 2]],
    xDot: { x: [3, 4] },              yDot: [[3, 3, 3], [4, 4, 4]],
    yBar: [[1, 2, 3], [4, 5, 6]],     xBar: { x: [6, 15] },
  }, {
    name: "broadcastTo([2, 2])", program: ({ x }) => apply(ops.broadcastTo([2, 2]), { x }),
    x: { x: [[1], [2]] },      y: [[1, 1], [2, 2]],
    xDot: { x: [[3], [4]] },   yDot: [[3, 3], [4, 4]],
    yBar: [[1, 2], [3, 4]],    xBar: { x: [[3], [7]] },
  }, {
    name: "sumTo([2])", program: ({ x }) => apply(ops.sumTo([2]), { x }),
    x: { x: six },  y: [9, 12],  xDot: { x: six },  yDot: [9, 12],
    yBar: [1, 10],  xBar: { x: [[1, 10], [1, 10], [1, 10]] },
  }, {
    name: "scale(3)", program: ({ x }) => apply(ops.scale(3), { x }),
    x: { x: [1, 2] },  y: [3, 6],  xDot: { x: [4, 5] },  yDot: [12, 15],  yBar: [1, 10],  xBar: { x: [3, 30] },
  }, {
    name: "logsumexp(0)", program: ({ x }) => apply(ops.logsumexp(0), { x }),
    x: { x: [0, log3] },  y: Math.log(4),  xDot: { x: [1, 0] },  yDot: 0.25,
    yBar: 8,              xBar: { x: [2, 6] },                   bound: 32 * u,
  }, {
    name: "softmax(0)", program: ({ x }) => apply(ops.softmax(0), { x }),
    x: { x: [0, log3] },  y: [0.25, 0.75],      xDot: { x: [1, 0] },  yDot: [3 / 16, -3 / 16],
    yBar: [0, 16],        xBar: { x: [-3, 3] },                       bound: 64 * u,
  }, {
    name: "softmaxCrossEntropy", program: ({ X, target }) => apply(ops.softmaxCrossEntropy, { X, target }),
    x: { X: [[0, log3], [log3, 0]], target: [0, 0] },  y: (Math.log(4) + Math.log(4 / 3)) / 2,
    xDot: { X: [[8, 0], [0, 8]] },                     yDot: -2,
    yBar: 8,  xBar: { X: [[-3, 3], [-1, 1]], target: [0, 0] },  bound: 32 * u,
  }, {
    name: "softmaxDivergence", program: ({ X, target }) => apply(ops.softmaxDivergence, { X, target }),
    x: { X: [[0, log3], [0, 0]], target: [[0, 0], [0, log3]] },
    y: (Math.log(4) - Math.log(2) - log3 / 2 + Math.log(2) - Math.log(4) + (3 * log3) / 4) / 2,
    xDot: { X: [[8, 0], [0, 8]] },                     yDot: -2,
    yBar: 8,  xBar: { X: [[-1, 1], [1, -1]], target: [[0, 0], [0, 0]] },  bound: 32 * u,
  }, {
    name: "maximum", program: ({ a, b }) => apply(ops.maximum, { a, b }),
    x: { a: [1, 5, 3], b: [2, 4, 3] },       y: [2, 5, 3],
    xDot: { a: [1, 1, 1], b: [10, 10, 10] }, yDot: [10, 1, 1],
    yBar: [1, 2, 3],                         xBar: { a: [0, 2, 3], b: [1, 0, 0] },
  }, {
    name: "minimum", program: ({ a, b }) => apply(ops.minimum, { a, b }),
    x: { a: [1, 5, 3], b: [2, 4, 3] },       y: [1, 4, 3],
    xDot: { a: [1, 1, 1], b: [10, 10, 10] }, yDot: [1, 10, 1],
    yBar: [1, 2, 3],                         xBar: { a: [1, 0, 3], b: [0, 2, 0] },
  }, {
    name: "transpose", program: ({ x }) => apply(ops.transpose, { x }),
    x: { x: six },                     y: [[1, 3, 5], [2, 4, 6]],
    xDot: { x: six },                  yDot: [[1, 3, 5], [2, 4, 6]],
    yBar: [[1, 2, 3], [4, 5, 6]],      xBar: { x: [[1, 4], [2, 5], [3, 6]] },
  }, {
    name: "concat", program: ({ a, b }) => apply(ops.concat(["a", "b"]), { a, b }),
    x: { a: [[1, 2], [3, 4]], b: [[5], [6]] },     y: [[1, 2, 5], [3, 4, 6]],
    xDot: { a: [[1, 0], [0, 0]], b: [[0], [7]] },  yDot: [[1, 0, 0], [0, 0, 7]],
    yBar: six.slice(0, 2).map((row, n) => [...row, 7 + n]),  xBar: { a: [[1, 2], [3, 4]], b: [[7], [8]] },
  }, {
    name: "slice(1, 3)", program: ({ x }) => apply(ops.slice(1, 3), { x }),
    x: { x: [[1, 2, 3, 4], [5, 6, 7, 8]] },     y: [[2, 3], [6, 7]],
    xDot: { x: [[1, 2, 3, 4], [0, 0, 0, 0]] },  yDot: [[2, 3], [0, 0]],
    yBar: [[1, 2], [3, 4]],                     xBar: { x: [[0, 1, 2, 0], [0, 3, 4, 0]] },
  }, {
    name: "pad(1, 2)", program: ({ x }) => apply(ops.pad(1, 2), { x }),
    x: { x: [[1], [2]] },                       y: [[0, 1, 0, 0], [0, 2, 0, 0]],
    xDot: { x: [[3], [4]] },                    yDot: [[0, 3, 0, 0], [0, 4, 0, 0]],
    yBar: [[1, 2, 3, 4], [5, 6, 7, 8]],         xBar: { x: [[2], [6]] },
  }, {
    // [1, 3] has the mean 2 and the variance 1; with ε = 3 it is divided by 2: u = [−½, ½]
    name: "layerNorm(3)", program: ({ X, gain, shift }) => apply(ops.layerNorm(3), { X, gain, shift }),
    x: { X: [[1, 3]], gain: [2, 4], shift: [10, 20] },   y: [[9, 22]],
    xDot: { X: [[0, 8]], gain: [2, 0], shift: [0, 1] },  yDot: [[-4, 7]],
    yBar: [[4, 2]],                                      xBar: { X: [[0, 0]], gain: [-2, 1], shift: [4, 2] },
  }, {
    // the mean square of [1, 7] is 25; with ε = 0 it is divided by 5
    name: "rmsNorm(0)", program: ({ X, gain }) => apply(ops.rmsNorm(0), { X, gain }),
    x: { X: [[1, 7]], gain: [5, 10] },       y: [[1, 14]],
    xDot: { X: [[25, 0]], gain: [5, 0] },    yDot: [[25.5, -7]],
    yBar: [[5, 0]],                          xBar: { X: [[4.9, -0.7]], gain: [1, 0] },  bound: 64 * u,
  }, {
    name: "meanSquaredError", program: ({ P, T }) => apply(ops.meanSquaredError, { prediction: P, target: T }),
    x: { P: [[1, 2], [3, 4]], T: [[0, 0], [3, 2]] },     y: 9 / 4,
    xDot: { P: [[1, 0], [0, 0]], T: [[0, 1], [0, 0]] },  yDot: -0.5,
    yBar: 2,  xBar: { P: [[1, 2], [0, 2]], T: [[-1, -2], [0, -2]] },
  },
];

describe.each(examples)("$name", ({ program, x, y, xDot, yDot, yBar, xBar, bound = 0 }) => {
  const inputs = mapRecord(x, (values) => tensor(values));

  it("has this value, this tangent and these cotangents", () => {
    const moved = jvp(
      program,
      inputs,
      mapRecord(xDot, (values) => tensor(values)),
    );
    expectNear(moved.value, tensor(y), bound);
    expectNear(moved.tangent, tensor(yDot), bound);
    const cotangents = vjp(program, inputs).pullback(tensor(yBar));
    expect(Object.keys(cotangents)).toEqual(Object.keys(xBar));
    for (const [name, cotangent] of Object.entries(cotangents))
      expectNear(cotangent, tensor(xBar[name]), bound);
  });
});
