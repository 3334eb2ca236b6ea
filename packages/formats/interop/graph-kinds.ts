import type { Builder, GraphFile, Style } from "./graph-files.ts";

// The kinds of branches that dense networks have. Each is written in the operators of several versions, and in several decompositions.

const D = 6;
const x8 = { x: ["n", 8] } as const;

const relu = (b: Builder, x: string): string => b.node("Relu", [x]);
const silu = (b: Builder, x: string): string => b.node("Mul", [x, b.node("Sigmoid", [x])]);
const enter = (b: Builder, width = D): string => relu(b, b.linear("x", 8, width));

/** γ and β of a normalization. */
const gains = (b: Builder, width = D): readonly [string, string] => [b.floats([width]), b.floats([width])];

type Normalization = (b: Builder, x: string, width?: number) => string;

/** The ways in which layer normalization is written down. */
const layerNorms: Readonly<Record<string, Normalization>> = {
  "one operator": (b, x, width = D) =>
    b.node("LayerNormalization", [x, ...gains(b, width)], { axis: -1, epsilon: { float: 1e-5 } }),
  "by Pow": (b, x, width = D) => {
    const [gain, shift] = gains(b, width);
    const centred = b.node("Sub", [x, b.along("ReduceMean", x, [-1], 18)]);
    const variance = b.along("ReduceMean", b.node("Pow", [centred, b.number(2)]), [-1], 18);
    const size = b.node("Sqrt", [b.node("Add", [variance, b.number(1e-5)])]);
    return b.node("Add", [b.node("Mul", [b.node("Div", [centred, size]), gain]), shift]);
  },
  "by Mul and Reciprocal": (b, x, width = D) => {
    const [gain, shift] = gains(b, width);
    const centred = b.node("Sub", [x, b.along("ReduceMean", x, [1], 18)]);
    const variance = b.along("ReduceMean", b.node("Mul", [centred, centred]), [1], 18);
    const inverse = b.node("Reciprocal", [b.node("Sqrt", [b.node("Add", [variance, b.number(1e-3)])])]);
    return b.node("Add", [b.node("Mul", [gain, b.node("Mul", [centred, inverse])]), shift]);
  },
  // As Keras and tf2onnx have it: x r γ + (β − μ r γ)
  "by a scale and a shift": (b, x, width = D) => {
    const [gain, shift] = gains(b, width);
    const mean = b.along("ReduceMean", x, [1], 18);
    const centred = b.node("Sub", [x, mean]);
    const variance = b.along("ReduceMean", b.node("Mul", [centred, centred]), [1], 18);
    const inverse = b.node("Div", [b.number(1), b.node("Sqrt", [b.node("Add", [variance, b.number(1e-3)])])]);
    const scale = b.node("Mul", [inverse, gain]);
    return b.node("Add", [b.node("Mul", [x, scale]), b.node("Sub", [shift, b.node("Mul", [mean, scale])])]);
  },
  // The variance as mean x² − (mean x)²
  "by the mean of squares": (b, x, width = D) => {
    const [gain, shift] = gains(b, width);
    const mean = b.along("ReduceMean", x, [1], 18);
    const square = b.along("ReduceMean", b.node("Mul", [x, x]), [1], 18);
    const variance = b.node("Sub", [square, b.node("Mul", [mean, mean])]);
    const size = b.node("Sqrt", [b.node("Add", [variance, b.number(1e-2)])]);
    return b.node("Add", [b.node("Mul", [b.node("Div", [b.node("Sub", [x, mean]), size]), gain]), shift]);
  },
  "by sums": (b, x, width = D) => {
    const count = b.number(width);
    const mean = b.node("Div", [b.along("ReduceSum", x, [1], 13), count]);
    const centred = b.node("Sub", [x, mean]);
    const variance = b.node("Div", [b.along("ReduceSum", b.node("Mul", [centred, centred]), [1], 13), count]);
    return b.node("Div", [centred, b.node("Sqrt", [b.node("Add", [variance, b.number(1e-5)])])]);
  },
  "without axes of 1": (b, x, width = D) => {
    const [gain, shift] = gains(b, width);
    const mean = b.along("Unsqueeze", b.along("ReduceMean", x, [1], 18, false), [1], 13);
    const centred = b.node("Sub", [x, mean]);
    const variance = b.along(
      "Unsqueeze",
      b.along("ReduceMean", b.node("Mul", [centred, centred]), [1], 18, false),
      [1],
      13,
    );
    const size = b.node("Pow", [b.node("Add", [variance, b.number(1e-5)]), b.number(0.5)]);
    return b.node("Add", [b.node("Mul", [b.node("Div", [centred, size]), gain]), shift]);
  },
};

const rmsNorms: Readonly<Record<string, Normalization>> = {
  "one operator": (b, x, width = D) =>
    b.node("RMSNormalization", [x, b.floats([width])], { axis: -1, epsilon: { float: 1e-6 } }),
  "by Div": (b, x, width = D) => {
    const square = b.along("ReduceMean", b.node("Pow", [x, b.number(2)]), [-1], 18);
    const size = b.node("Sqrt", [b.node("Add", [square, b.number(1e-6)])]);
    return b.node("Mul", [b.node("Div", [x, size]), b.floats([width])]);
  },
  // As torch writes x * rsqrt(…)
  "by Reciprocal": (b, x, width = D) => {
    const square = b.along("ReduceMean", b.node("Mul", [x, x]), [-1], 18);
    const inverse = b.node("Reciprocal", [b.node("Sqrt", [b.node("Add", [square, b.number(1e-5)])])]);
    return b.node("Mul", [b.floats([width]), b.node("Mul", [x, inverse])]);
  },
  // As torch writes x * (…) ** -0.5
  "by a power": (b, x, width = D) => {
    const square = b.along("ReduceMean", b.node("Mul", [x, x]), [-1], 18);
    const inverse = b.node("Pow", [b.node("Add", [square, b.number(1e-3)]), b.number(-0.5)]);
    return b.node("Mul", [b.node("Mul", [x, inverse]), b.floats([width])]);
  },
  "of a unit length": (b, x) => {
    const length = b.along("ReduceL2", x, [1], 18);
    return b.node("Div", [x, b.node("Max", [length, b.number(1e-12)])]);
  },
};

const softmaxes: Readonly<Record<string, Normalization>> = {
  "one operator": (b, x) => b.node("Softmax", [x], { axis: 1 }),
  "in parts": (b, x) => {
    const e = b.node("Exp", [b.node("Sub", [x, b.along("ReduceMax", x, [1], 18)])]);
    return b.node("Div", [e, b.along("ReduceSum", e, [1], 13)]);
  },
  "without a maximum": (b, x) => {
    const e = b.node("Exp", [x]);
    return b.node("Div", [e, b.along("ReduceSum", e, [-1], 13)]);
  },
};

/** h + W₂ σ(W₁ norm(h)) */
const block = (b: Builder, h: string, norm: Normalization, width = D): string => {
  const inner = relu(b, b.linear(norm(b, h, width), width, 2 * width));
  return b.node("Add", [h, b.linear(inner, 2 * width, width)]);
};

const parts = (b: Builder, x: string, sizes: readonly number[]): string[] => {
  const operands = b.style.opset < 13 ? [x] : [x, b.whole(sizes)];
  return b
    .node("Split", operands, { axis: 1, ...(b.style.opset < 13 ? { split: sizes } : {}) }, sizes.length)
    .split(" ");
};

/** [n] numbers as a row for each sample, as torch.zeros(x.size(0), k) is written. */
const forEachSample = (b: Builder, value: string, width: number): string => {
  const n = b.node("Gather", [b.node("Shape", ["x"]), b.whole([0])], { axis: 0 });
  return b.node("Expand", [value, b.node("Concat", [n, b.whole([width])], { axis: 0 })]);
};

const of = (build: GraphFile["build"], inputs: GraphFile["inputs"] = x8): GraphFile => ({ inputs, build });
const one = (build: (b: Builder) => string, inputs: GraphFile["inputs"] = x8): GraphFile =>
  of((b) => [build(b)], inputs);
const exit = (b: Builder, h: string, width = D, outputs = 3): string => b.linear(h, width, outputs);

const named = (what: string, ways: Readonly<Record<string, Normalization>>): [string, GraphFile][] =>
  Object.entries(ways).flatMap(([way, norm]): [string, GraphFile][] => [
    [`${what}, ${way}`, one((b) => exit(b, relu(b, norm(b, b.linear("x", 8, D)))))],
    [`a residual block with ${what}, ${way}`, one((b) => exit(b, norm(b, block(b, enter(b), norm))))],
  ]);

/** Every kind, by its name. */
// prettier-ignore
export const kinds: Readonly<Record<string, GraphFile>> = {
  "a residual sum":            one((b) => { const h = enter(b); return exit(b, b.node("Add", [h, relu(b, b.linear(h, D, D))])); }),
  "a residual sum, then relu": one((b) => { const h = enter(b); return exit(b, relu(b, b.node("Add", [b.linear(h, D, D), h]))); }),
  "residual sums in a row":    one((b) => { let h = enter(b); for (let k = 0; k < 3; k++) h = b.node("Add", [h, b.linear(silu(b, b.linear(h, D, D)), D, D)]); return exit(b, h); }),
  "a projected shortcut":      one((b) => { const h = enter(b); return exit(b, b.node("Add", [b.linear(h, D, 9), relu(b, b.linear(h, D, 9))]), 9); }),
  "a scaled residual":         one((b) => { const h = enter(b); return exit(b, b.node("Add", [h, b.node("Mul", [b.linear(relu(b, h), D, D), b.number(0.1)])])); }),
  "a residual of the input":   one((b) => b.node("Add", ["x", b.linear(relu(b, b.linear("x", 8, 5)), 5, 8)])),
  "a sum of three":            one((b) => { const h = enter(b); return exit(b, b.node("Sum", [h, b.linear(h, D, D), b.node("Tanh", [h])])); }),
  "a difference":              one((b) => exit(b, b.node("Sub", [enter(b), b.node("Tanh", [b.linear("x", 8, D)])]))),
  "columns side by side":      one((b) => { const h = enter(b); return exit(b, b.node("Concat", [h, "x"], { axis: 1 }), D + 8); }),
  "a dense block":             one((b) => { let h = "x"; let width = 8; for (let k = 0; k < 3; k++) { h = b.node("Concat", [h, relu(b, b.linear(h, width, 4))], { axis: -1 }); width += 4; } return exit(b, h, width); }),
  "GLU of two layers":         one((b) => exit(b, b.node("Mul", [b.linear("x", 8, D), b.node("Sigmoid", [b.linear("x", 8, D)])]))),
  "GLU by Split":              one((b) => { const [a, g] = parts(b, b.linear("x", 8, 2 * D), [D, D]); return exit(b, b.node("Mul", [a, b.node("Sigmoid", [g])])); }),
  "GLU by Slice":              one((b) => { const h = b.linear("x", 8, 2 * D); return exit(b, b.node("Mul", [b.slice(h, 0, D), b.node("Sigmoid", [b.slice(h, D, 2 * D)])])); }),
  "every other column":        one((b) => { const h = b.linear("x", 8, 2 * D); const [a, g] = [b.node("Gather", [h, b.whole([0, 2, 4, 6, 8, 10])], { axis: 1 }), b.node("Gather", [h, b.whole([1, 3, 5, 7, 9, 11])], { axis: 1 })]; return exit(b, b.node("Mul", [a, b.node("Sigmoid", [g])])); }),
  "SwiGLU":                    one((b) => exit(b, b.linear(b.node("Mul", [silu(b, b.linear("x", 8, D)), b.linear("x", 8, D)]), D, D))),
  "SwiGLU by Split":           one((b) => { const [g, a] = parts(b, b.linear("x", 8, 2 * D), [D, D]); return exit(b, b.node("Mul", [silu(b, g), a])); }),
  "GEGLU by Split":            one((b) => { const [a, g] = parts(b, b.linear("x", 8, 2 * D), [D, D]); const erf = b.node("Erf", [b.node("Div", [g, b.number(Math.SQRT2)])]); return exit(b, b.node("Mul", [a, b.node("Mul", [b.node("Mul", [g, b.node("Add", [erf, b.number(1)])]), b.number(0.5)])])); }),
  "unequal parts":             one((b) => { const [p, q] = parts(b, enter(b, 9), [3, 6]); return b.node("Concat", [b.linear(p, 3, 2), b.linear(q, 6, 2)], { axis: 1 }); }),
  "a highway":                 one((b) => { const h = enter(b); const t = b.node("Sigmoid", [b.linear(h, D, D)]); return exit(b, b.node("Add", [b.node("Mul", [t, relu(b, b.linear(h, D, D))]), b.node("Mul", [b.node("Sub", [b.number(1), t]), h])])); }),
  "a squared relu":            one((b) => { const h = enter(b); return exit(b, b.node("Mul", [h, h])); }),
  "a square by Pow":           one((b) => exit(b, b.node("Pow", [enter(b), b.number(2)]))),
  "the larger of two layers":  one((b) => exit(b, b.node("Max", [b.linear("x", 8, D), b.linear("x", 8, D)]))),
  "maxout of three pieces":    one((b) => { const pieces = parts(b, b.linear("x", 8, 3 * D), [D, D, D]); return exit(b, b.node("Max", pieces)); }),
  "between two layers":        one((b) => { const h = enter(b); return exit(b, b.node("Min", [b.node("Max", [h, b.linear(h, D, D)]), b.linear("x", 8, D)])); }),
  "limits of each column":     one((b) => exit(b, b.node("Min", [b.node("Max", [b.linear("x", 8, D), b.floats([D])]), b.floats([1, D], [1, 2, 3, 1, 2, 3])]))),
  "a layer and a number, the larger": one((b) => exit(b, b.node("Max", [b.linear("x", 8, D), b.number(0.25), b.linear("x", 8, D)]))),
  "maxout by Reshape":         one((b) => exit(b, b.along("ReduceMax", b.node("Reshape", [b.linear("x", 8, 3 * D), b.whole([-1, D, 3])]), [2], 18, false))),
  "the smallest of a stack":   one((b) => { const [p, q] = [enter(b), b.linear("x", 8, D)].map((each) => b.along("Unsqueeze", each, [1], 13)); return exit(b, b.along("ReduceMin", b.node("Concat", [p, q], { axis: 1 }), [1], 18, false)); }),
  "a gate by Expand":          one((b) => { const gate = b.node("Sigmoid", [b.linear("x", 8, 1)]); return exit(b, b.node("Mul", [enter(b), b.node("Expand", [gate, b.whole([1, D])])])); }),
  "Expand of three axes":      one((b) => { const h = b.along("Unsqueeze", enter(b, 4), [2], 13); const n = b.node("Gather", [b.node("Shape", ["x"]), b.whole([0])], { axis: 0 }); const e = b.node("Expand", [h, b.node("Concat", [n, b.whole([4, 3])], { axis: 0 })]); return exit(b, b.node("Reshape", [e, b.whole([-1, 12])]), 12); }),
  "a mean of three":           one((b) => { const h = enter(b); return exit(b, b.node("Mean", [h, b.linear("x", 8, D), b.node("Tanh", [h])])); }),
  "a cube by Pow":             one((b) => exit(b, b.node("Pow", [enter(b), b.number(3)]))),
  "a Cast to double and back": one((b) => exit(b, b.node("Cast", [b.node("Sigmoid", [b.node("Cast", [b.linear("x", 8, D)], { to: 11 })])], { to: 1 }))),
  "two activations":           one((b) => exit(b, b.node("Tanh", [enter(b)]))),
  "an activation first":       one((b) => exit(b, b.linear(b.node("Tanh", ["x"]), 8, D))),
  "a gate for all columns":    one((b) => exit(b, b.node("Mul", [enter(b), b.node("Sigmoid", [b.linear("x", 8, 1)])]))),
  "experts":                   one((b) => { const w = b.node("Softmax", [b.linear("x", 8, 3)], { axis: 1 }); const each = [0, 1, 2].map((k) => b.node("Mul", [b.linear(relu(b, b.linear("x", 8, 4)), 4, 3), b.slice(w, k, k + 1)])); return b.node("Add", [b.node("Add", [each[0], each[1]]), each[2]]); }),
  "a dueling head":            one((b) => { const h = enter(b); const [v, a] = [b.linear(h, D, 1), b.linear(h, D, 4)]; return b.node("Add", [v, b.node("Sub", [a, b.along("ReduceMean", a, [1], 18)])]); }),
  "a dot product":             one((b) => b.along("ReduceSum", b.node("Mul", [enter(b), relu(b, b.linear("x", 8, D))]), [1], 13)),
  "features by their product": one((b) => { const [p, q] = parts(b, "x", [4, 4]); return exit(b, b.node("Mul", [b.linear(p, 4, D), b.linear(q, 4, D)])); }),
  "two heads":                 of((b) => { const h = enter(b); return [b.linear(h, D, 3), b.linear(h, D, 1)]; }),
  "a head and its features":   of((b) => { const h = enter(b); return [exit(b, h), h]; }),
  "a policy with a value":     of((b) => { const h = b.node("Tanh", [b.linear("x", 8, D)]); return [b.node("Softmax", [b.linear(h, D, 4)], { axis: 1 }), b.linear(b.node("Tanh", [b.linear("x", 8, 5)]), 5, 1)]; }),
  "class numbers beside logits": of((b) => { const y = exit(b, enter(b)); return [y, b.node("ArgMax", [y], { axis: 1, keepdims: 0 })]; }),
  "two inputs":                one((b) => exit(b, relu(b, b.linear(b.node("Concat", ["x", "z"], { axis: 1 }), 11, D))), { x: ["n", 8], z: ["n", 3] }),
  "two towers":                one((b) => exit(b, b.node("Mul", [enter(b), relu(b, b.linear("z", 3, D))])), { x: ["n", 8], z: ["n", 3] }),
  "a condition (FiLM)":        one((b) => exit(b, b.node("Add", [b.node("Mul", [enter(b), b.linear("z", 3, D)]), b.linear("z", 3, D)])), { x: ["n", 8], z: ["n", 3] }),
  "a matrix used twice":       one((b) => { let h = enter(b); for (let k = 0; k < 3; k++) h = relu(b, b.linear(h, D, D, "W")); return exit(b, h); }),
  "a tied autoencoder":        one((b) => { const W = b.floats([D, 8]); const h = relu(b, b.node("Gemm", ["x", W, b.floats([D])], { transB: 1 })); return b.node("Gemm", [h, W, b.floats([8])], { transB: 0 }); }),
  "sines and cosines":         one((b) => { const s = b.node("Mul", ["x", b.floats([8], [1, 2, 4, 8, 1, 2, 4, 8])]); return exit(b, relu(b, b.linear(b.node("Concat", ["x", b.node("Sin", [s]), b.node("Cos", [s])], { axis: 1 }), 24, D))); }),
  "sines of octaves":          one((b) => { const all = ["x", ...[1, 2, 4].flatMap((k) => { const s = b.node("Mul", ["x", b.number(k)]); return [b.node("Sin", [s]), b.node("Cos", [s])]; })]; return exit(b, relu(b, b.linear(b.node("Concat", all, { axis: 1 }), 56, D))); }),
  "frequencies of each input": one((b) => { const s = b.node("Reshape", [b.node("Mul", [b.along("Unsqueeze", "x", [2], 13), b.floats([4], [1, 2, 4, 8])]), b.whole([-1, 32])]); return exit(b, relu(b, b.linear(b.node("Concat", ["x", b.node("Sin", [s]), b.node("Cos", [s])], { axis: 1 }), 72, D))); }),
  "a root of a sum":           one((b) => { const h = enter(b); const sum = b.node("Add", [b.along("ReduceSum", b.node("Mul", [h, h]), [1], 13), b.number(0.01)]); return exit(b, b.node("Concat", [h, b.node("Sqrt", [sum])], { axis: 1 }), D + 1); }),
  "a root by Pow":             one((b) => exit(b, b.node("Pow", [b.node("Add", [enter(b), b.number(0.5)]), b.number(0.5)]))),
  "a reciprocal":              one((b) => exit(b, b.node("Reciprocal", [b.node("Add", [enter(b), b.number(0.5)])]))),
  "a reciprocal root":         one((b) => exit(b, b.node("Pow", [b.node("Add", [enter(b), b.number(0.5)]), b.number(-0.5)]))),
  "a reciprocal by Pow":       one((b) => exit(b, b.node("Pow", [b.node("Add", [enter(b), b.number(0.5)]), b.number(-1)]))),
  "a reciprocal square":       one((b) => exit(b, b.node("Pow", [b.node("Add", [enter(b), b.number(0.5)]), b.number(-2)]))),
  "a number over a value":     one((b) => exit(b, b.node("Div", [b.number(2.5), b.node("Add", [enter(b), b.number(0.5)])]))),
  "numbers over a value":      one((b) => exit(b, b.node("Div", [b.floats([D]), b.node("Add", [enter(b), b.number(0.5)])]))),
  "a quotient":                one((b) => exit(b, b.node("Div", [b.linear("x", 8, D), b.node("Add", [enter(b), b.number(0.5)])]))),
  "a quotient by one column":  one((b) => exit(b, b.node("Div", [enter(b), b.node("Exp", [b.node("Tanh", [b.linear("x", 8, 1)])])]))),
  "the length of a row":       one((b) => { const h = b.linear("x", 8, D); return exit(b, b.node("Concat", [h, b.along("ReduceL2", h, [1], 18), b.along("ReduceL1", h, [1], 18), b.along("ReduceSumSquare", h, [1], 18)], { axis: 1 }), D + 3); }),
  "1 / cosh":                  one((b) => { const h = b.linear("x", 8, D); return exit(b, b.node("Div", [b.number(2), b.node("Add", [b.node("Exp", [h]), b.node("Exp", [b.node("Neg", [h])])])])); }),
  "a constant column":         one((b) => exit(b, relu(b, b.linear(b.node("Concat", ["x", forEachSample(b, b.number(1), 1)], { axis: 1 }), 9, D)))),
  "a deviation for all samples": of((b) => { const m = b.linear(enter(b), D, 2); return [m, b.node("Add", [forEachSample(b, b.number(0), 2), b.node("Exp", [b.floats([2])])])]; }),
  "a scale before a sum":      one((b) => { const h = enter(b); return exit(b, b.node("Add", [b.node("Mul", [h, b.floats([D])]), b.linear(h, D, D)])); }),
  "a batch normalization in a branch": one((b) => { const h = enter(b); const gain = b.floats([D]); return exit(b, b.node("Add", [h, b.node("BatchNormalization", [b.linear(h, D, D), gain, b.floats([D]), b.floats([D]), b.floats([D], [1, 2, 3, 1, 2, 3])], b.style.opset < 9 ? { spatial: 1 } : {})])); }),
  "rows of two":               one((b) => { const h = b.node("Reshape", [enter(b, 8), b.whole([-1, 2, 4])]); const [p, q] = [0, 1].map((k) => b.node("Gather", [h, b.whole([k], [])], { axis: 1 })); return exit(b, b.node("Mul", [p, b.node("Tanh", [q])]), 4); }),
  "a log-probability":         of((b) => { const m = b.linear(enter(b), D, 2); const d = b.node("Sub", [b.node("Tanh", [m]), m]); const p = b.node("Div", [b.node("Neg", [b.node("Pow", [d, b.number(2)])]), b.number(2)]); return [m, b.along("ReduceSum", b.node("Sub", [p, b.number(0.9)]), [1], 13, false)]; }),
  ...Object.fromEntries(named("layer normalization", layerNorms)),
  ...Object.fromEntries(named("RMS normalization", rmsNorms)),
  ...Object.fromEntries(named("a softmax", softmaxes)),
};

/** The styles in which each kind is written. Operators that came later leave earlier styles out. */
export const styles: readonly Style[] = [
  { opset: 7, layers: "Gemm" },
  { opset: 9, layers: "MatMul" },
  { opset: 13, layers: "MatMul", casts: true },
  { opset: 17, layers: "Gemm" },
  { opset: 18, layers: "MatMul" },
  { opset: 23, layers: "Gemm", casts: true },
];

/** The operators that a kind needs. */
export const leastOpset = (kind: string): number => {
  if (kind.includes("layer normalization, one operator")) return 17;
  if (/unit length|limits of each column|a number, the larger|Expand/.test(kind)) return 8; // Max of two shapes, Expand
  if (kind.includes("RMS normalization, one operator")) return 23;
  return kind.includes("Erf") || kind.includes("GEGLU") || /constant column|all samples/.test(kind) ? 9 : 7;
};
