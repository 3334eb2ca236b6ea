import { describe, expect, it } from "vitest";
import type { Activation } from "@espalier/network";
import { readOnnx } from "../src/index.ts";
import { floats, model, node } from "./support/onnx.ts";
import type { TestNode } from "./support/onnx.ts";

const signal = node("Gemm", "x W b", "s");
const after = node("MatMul", "m V", "y");
const scalar = (name: string, value: number) => floats(name, [], [value]);
const constants = [
  floats("W", [2, 2]),
  floats("b", [2]),
  scalar("zero", 0),
  scalar("one", 1),
  scalar("half", 0.5),
  scalar("two", 2),
  scalar("three", 3),
  scalar("two_and_a_half", 2.5),
  scalar("six", 6),
  scalar("sixth", 1 / 6),
  scalar("twenty", 20),
  scalar("thirty", 30),
  scalar("small", 0.01),
  scalar("cubic", 0.044715),
  scalar("root", Math.sqrt(2 / Math.PI)),
];

const read = (nodes: readonly TestNode[]): Activation =>
  readOnnx(model([signal, ...nodes], constants)).network.layers[0].activation;

/** Some ways in which exporters write an activation down. */
// prettier-ignore
const written: readonly (readonly [what: string, nodes: readonly TestNode[], activation: Activation])[] = [
  ["silu, by torch and Keras",       [node("Sigmoid", "s", "g"), node("Mul", "s g", "y")],                                        { kind: "silu" }],
  ["silu, the factors exchanged",    [node("Sigmoid", "s", "g"), node("Mul", "g s", "y")],                                        { kind: "silu" }],
  ["silu, as a quotient",            [node("Neg", "s", "n"), node("Exp", "n", "e"), node("Add", "e one", "d"), node("Div", "s d", "y")], { kind: "silu" }],
  ["softplus beyond a threshold",    [node("Softplus", "s", "p"), node("Greater", "s twenty", "c"), node("Where", "c s p", "y")], { kind: "softplus", beta: 1 }],
  ["softplus of 2x",                 [node("Mul", "s two", "t"), node("Softplus", "t", "p"), node("Div", "p two", "y")],          { kind: "softplus", beta: 2 }],
  ["mish",                           [node("Softplus", "s", "p"), node("Tanh", "p", "t"), node("Mul", "s t", "y")],               { kind: "mish" }],
  ["hardswish by ReLU6",             [node("Add", "s three", "a"), node("Clip", "a zero six", "c"), node("Mul", "s c", "m"), node("Div", "m six", "y")], { kind: "hardswish" }],
  ["hardswish by HardSigmoid",       [node("HardSigmoid", "s", "h", { floats: { alpha: 1 / 6, beta: 0.5 } }), node("Mul", "s h", "y")], { kind: "hardswish" }],
  ["hardsigmoid",                    [node("Add", "s three", "a"), node("Clip", "a zero six", "c"), node("Mul", "c sixth", "y")], { kind: "hardsigmoid", alpha: Math.fround(1 / 6), beta: 0.5 }],
  ["softsign",                       [node("Abs", "s", "a"), node("Add", "a one", "d"), node("Div", "s d", "y")],                 { kind: "softsign" }],
  ["logsigmoid",                     [node("Neg", "s", "n"), node("Softplus", "n", "p"), node("Neg", "p", "y")],                  { kind: "logsigmoid" }],
  ["logsigmoid by a logarithm",      [node("Sigmoid", "s", "g"), node("Log", "g", "y")],                                          { kind: "logsigmoid" }],
  ["softplus by a logarithm",        [node("Exp", "s", "e"), node("Add", "e one", "a"), node("Log", "a", "y")],                   { kind: "softplus", beta: 1 }],
  ["gelu by tanh, with a power",     [node("Pow", "s three", "q"), node("Mul", "q cubic", "c"), node("Add", "s c", "i"), node("Mul", "i root", "j"), node("Tanh", "j", "t"), node("Add", "t one", "o"), node("Mul", "s half", "h"), node("Mul", "h o", "y")], { kind: "gelu-tanh" }],
  ["elu by exp",                     [node("Min", "s zero", "l"), node("Exp", "l", "e"), node("Sub", "e one", "m"), node("Mul", "m two", "n"), node("Relu", "s", "r"), node("Add", "r n", "y")], { kind: "elu", alpha: 2 }],
  ["celu by Elu",                    [node("Div", "s two", "d"), node("Elu", "d", "e"), node("Mul", "e two", "y")],               { kind: "celu", alpha: 2 }],
  ["sin 30x",                        [node("Mul", "s thirty", "m"), node("Sin", "m", "y")],                                       { kind: "sin", omega: 30 }],
  ["relu6 by Min and Max",           [node("Max", "s zero", "m"), node("Min", "m six", "y")],                                     { kind: "clip", min: 0, max: 6 }],
  ["leaky relu by Max",              [node("Mul", "s small", "m"), node("Max", "s m", "y")],                                      { kind: "leaky-relu", alpha: Math.fround(0.01) }],
  ["|x|",                            [node("Neg", "s", "n"), node("Max", "s n", "y")],                                            { kind: "abs" }],
  ["√x",                             [node("Sqrt", "s", "y")],                                                                    { kind: "sqrt" }],
  ["√x by Pow",                      [node("Pow", "s half", "y")],                                                                { kind: "sqrt" }],
  ["1/x",                            [node("Reciprocal", "s", "y")],                                                              { kind: "reciprocal" }],
  ["1/x by Div",                     [node("Div", "one s", "y")],                                                                 { kind: "reciprocal" }],
  ["relu by Where",                  [node("Greater", "s zero", "c"), node("Where", "c s zero", "y")],                            { kind: "relu" }],
];

describe("an activation in parts is known by its values:", () => {
  it.each(written)("%s", (_, nodes, activation) => {
    expect(read(nodes)).toEqual(activation);
  });

  // prettier-ignore
  it.each<readonly [what: string, nodes: readonly TestNode[]]>([
    ["x^2.5",         [node("Pow", "s two_and_a_half", "y")]],
    ["erf x",         [node("Erf", "s", "y")]],
  ])("and is refused where none has them: %s", (_, nodes) => {
    expect(() => read(nodes)).toThrow(/expected .*a known activation/);
  });

  it("whatever comes before it and behind it is folded as ever", () => {
    const file = readOnnx(
      model(
        [signal, node("Sigmoid", "s", "g"), node("Mul", "s g", "t"), node("Mul", "t two", "m"), after],
        [...constants, floats("V", [2, 1])],
        {},
      ),
    );
    expect(file.network.layers[0].activation).toEqual({ kind: "silu" });
  });
});
