import { FormatError } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { readOnnx } from "../src/index.ts";
import { bytesField, intField, join, messageField, textField } from "../../files/src/protobuf/write.ts";
import { floats, integers, model, node, valueInfo } from "./support/onnx.ts";
import type { ModelOptions, TestNode } from "./support/onnx.ts";

const W = floats("W", [2, 2]);
const V = floats("V", [2, 2]);
const b = floats("b", [2]);
const signal = node("Gemm", "x W b", "s");
const file =
  (nodes: readonly TestNode[], tensors: Parameters<typeof model>[1] = [], options?: ModelOptions) =>
  () =>
    readOnnx(model(nodes, [W, b, ...tensors], options));
const gemm = (more: Parameters<typeof node>[3]) => file([node("Gemm", "x W b", "y", more)]);
const behind = (after: TestNode, tensors: Parameters<typeof model>[1] = []) => file([signal, after], tensors);
const stored = (...fields: Parameters<typeof join>[0]) =>
  file([node("Gemm", "x T", "y")], [join([textField(8, "T"), ...fields])]);
const bytes =
  (...values: number[]) =>
  () =>
    readOnnx(Uint8Array.from(values));
const dims = (...sizes: number[]) => join(sizes.map((size) => intField(1, size)));
const four = bytesField(9, new Uint8Array(16));

const scalar = (name: string, value: number) => floats(name, [], [value]);
const gelu = (half: number, root = Math.SQRT2) =>
  file(
    [
      signal,
      node("Div", "s r", "a"),
      node("Erf", "a", "e"),
      node("Add", "e one", "p"),
      node("Mul", "s p", "q"),
      node("Mul", "q half", "y"),
    ],
    [scalar("r", root), scalar("one", 1), scalar("half", half)],
  );

describe("is not a model, and is refused with the byte and the field:", () => {
  // prettier-ignore
  it.each<readonly [what: string, read: () => unknown, message: RegExp]>([
    ["nothing",                       bytes(),                             /^byte 0, graph: expected a graph; received none$/],
    ["text",                          () => readOnnx("x" as never),        /^onnx: expected a Uint8Array; received "x"$/],
    ["a tag of no field",             bytes(0, 0),                         /^byte 0, model: expected the tag of a field; received 0$/],
    ["a tag that is cut",             bytes(0x80),                         /^byte 0, model: expected the end of a varint; received none$/],
    ["a varint of 70 bits",           bytes(8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2), /^byte 1, model: expected a varint of at most 64 bits; received more$/],
    ["a varint that goes on",         bytes(8, ...new Array<number>(20).fill(255)), /^byte 1, model: expected a varint of at most 64 bits; received more$/],
    ["a number beyond 2⁵³",           bytes(8, 255, 255, 255, 255, 255, 255, 255, 127), /^byte 1, model: expected a whole number that a double counts to; received 72057594037927940$/],
    ["a length of 2⁶³",               bytes(0x3a, 128, 128, 128, 128, 128, 128, 128, 128, 128, 1), /^byte 1, model: expected a whole number that a double counts to; received -9223372036854776000$/],
    ["a negative length",             bytes(0x3a, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1), /^byte 1, model: expected a length ≥ 0; received -1$/],
    ["a length beyond the end",       bytes(0x3a, 5, 0),                   /^byte 0, model, field 7: expected at most 1 bytes; received 5$/],
    ["a group",                       bytes(0x3b, 0x3c),                   /^byte 1, model: expected wire type 0, 1, 2 or 5; received 3$/],
    ["a graph that is a number",      bytes(0x38, 1),                      /^byte 1, graph: expected bytes with their length; received wire type 0$/],
    ["a version that is bytes",       bytes(0x0a, 0),                      /^byte 2, ir_version: expected a varint; received wire type 2$/],
    ["two graphs",                    file([signal], [], { model: [messageField(7, [])] }), /graph: expected one graph; received two$/],
    ["old operators",                 file([signal], [], { opset: 5 }),    /^byte 0, opset_import: expected operators of version 6 or newer; received 5$/],
    ["a model to be trained",         file([signal], [], { model: [messageField(20, [])] }), /training_info: expected a model to run; received one to train$/],
    ["an output that nothing computes", file([node("Gemm", "x W b", "y")], [], { graph: [messageField(12, valueInfo("z", ["N", 2]))] }), /output z: expected to be reached from the input; received a constant, or nothing$/],
    ["two numbers of samples",        file([node("Concat", "x z", "c", { ints: { axis: 1 } }), node("MatMul", "c V", "y")], [floats("V", [4, 1])], { input: [3, 2], graph: [messageField(11, valueInfo("z", [4, 2]))] }), /input z: expected 3 samples, as the first input has; received \[4, 2\]$/],
    ["two parameters of one name",    file([signal], [W]),                 /graph\.initializer: expected each name once; received one twice$/],
    ["a sparse parameter",            file([signal], [], { graph: [messageField(15, [])] }), /sparse_initializer: expected dense tensors; received a sparse one$/],
    ["a node that does nothing",      file([node("", "x", "y")]),          /node 0: expected an operator; received none$/],
    ["ten thousand nodes and one",    file(Array.from({ length: 10_001 }, () => node("Relu", "x", "y"))), /graph\.node: expected at most 10000; received more$/],
    ["samples in half precision",     file([node("Gemm", "x W b", "y")], [], { inputType: 10 }), /input x: expected f32, as the weights are; received float16$/],
    ["images of unknown size",        file([node("Gemm", "x W b", "y")], [], { input: ["N", "h", 2] }), /input x: expected a batch of samples, \[batch, inputs …\]; received \[N, h, 2\]$/],
  ])("%s", (_, read, message) => {
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
  });
});

describe("is not a tensor of ours:", () => {
  // prettier-ignore
  it.each<readonly [what: string, read: () => unknown, message: RegExp]>([
    ["an unknown type",               stored(dims(2, 2), intField(2, 99), four),  /T: expected at most 10000 numbers of int64, int32 or bool; received type 99 \[2, 2\]$/],
    ["too few bytes",                 stored(dims(2, 3), intField(2, 1), four),   /T: expected 24 bytes for \[2, 3\]; received 16$/],
    ["a huge shape",                  stored(dims(2 ** 40, 2 ** 40), intField(2, 1), four), /T: expected 4\.\d+e\+24 bytes for/],
    ["a negative size",               stored(dims(-2, -2), intField(2, 1), four), /initializer 2, dims: expected at most 16 whole numbers ≥ 0; received \[-2, -2\]$/],
    ["ten thousand axes and one",     stored(bytesField(1, new Uint8Array(10_001)), intField(2, 1)), /dims: expected at most 10000 whole numbers; received more$/],
    ["seventeen axes",                stored(dims(...new Array<number>(17).fill(1)), intField(2, 1), four), /initializer 2, dims: expected at most 16 whole numbers ≥ 0/],
    ["numbers said to be elsewhere",  stored(dims(2, 2), intField(2, 1), four, intField(14, 1)), /initializer 2 "T": expected its numbers here or in another file; received both$/],
    ["a piece",                       stored(dims(2, 2), intField(2, 1), messageField(3, [])), /segment: expected a tensor in one piece; received a piece$/],
    ["numbers in a wrong field",      stored(dims(1), intField(2, 1), intField(5, 1)), /T: expected float in field 4; received field 5$/],
    ["a half that is infinite",       stored(dims(1, 1), intField(2, 10), intField(5, 0x7c00)), /T: expected the 16 bits of a finite number; received 31744$/],
    ["a half of 17 bits",             stored(dims(1, 1), intField(2, 10), intField(5, 65536)), /T: expected the 16 bits of a finite number; received 65536$/],
    ["more halves than bytes",        stored(dims(999, 999), intField(2, 10), intField(5, 1)), /T: expected 998001 numbers; received 1 bytes$/],
    ["NaN",                           file([node("Gemm", "x T", "y")], [floats("T", [1, 2], [1, NaN])]), /T: expected a finite number; received NaN$/],
    ["no matrix",                     file([node("Gemm", "x T", "y")], [floats("T", [2])]), /Gemm "y": expected a matrix; received \[2\]$/],
    ["empty",                         file([node("Gemm", "x T", "y", { ints: { transB: 1 } })], [floats("T", [0, 2])]), /T: expected a matrix that is not empty; received \[0, 2\]$/],
  ])("%s", (_, read, message) => {
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
  });
});

describe("is not a network of layers:", () => {
  // prettier-ignore
  it.each<readonly [what: string, read: () => unknown, message: RegExp]>([
    ["a convolution",                 file([node("Conv", "x W", "y")]),            /Conv "y": expected a fully-connected layer \(of convolutions only those whose windows do not overlap.+; received a convolution \[2, 2\] of samples \[2\]$/],
    ["an operator of another domain",  file([node("Gemm", "x W b", "y", { domain: "com.example" })]), /Gemm "y": expected an operator of fully-connected layers, .+; received com\.example\.Gemm$/],
    ["a function where branches meet", file([signal, node("Relu", "s", "r"), node("Tanh", "s", "t"), node("Pow", "r t", "y")]), /Pow "y": expected a sum, a product or an extreme where values meet, or a part of a known activation or normalization; received Pow as part of another function, behind Gemm "s", which Relu "r" and Tanh "t" read$/],
    ["no layer",                      file([node("Add", "x x", "y")]),             /graph: expected at least one Gemm or MatMul; received none$/],
    ["an output that is not reached", file([signal]),                              /output y: expected to be reached from the input; received a constant, or nothing$/],
    ["a circle",                      file([signal, node("Identity", "s", "t"), node("Identity", "t", "t")]), /output y: expected to be reached from the input; received a constant, or nothing$/],
    ["a circle of two",               file([node("Gemm", "x W b", "y"), node("Gemm", "x V", "s"), node("Identity", "s", "x")], [V]), /Identity "x": expected nodes that go forward; received one that comes back to itself$/],
    ["a weight that is computed",     file([node("Relu", "W", "V"), node("MatMul", "x V", "y")]), /Relu "V": expected an operator that constants are computed with, or the samples as its input; received Relu$/],
    ["the weight first",              file([node("MatMul", "W x", "y")]),          /MatMul "y": expected the samples as first factor, or as a column behind a matrix; received \[2, 2\] times samples \[2\]$/],
    ["samples as columns",            gemm({ ints: { transA: 1 } }),               /Gemm "y", transA: expected 0: one sample a row; received 1$/],
    ["an α that is infinite",         gemm({ floats: { alpha: Infinity } }),       /Gemm "y", alpha: expected a finite number; received Infinity$/],
    ["an α that is too large",        file([node("Gemm", "x T", "y", { floats: { alpha: 1e30 } })], [floats("T", [2, 1], [1e30, 1])]), /Gemm "y", alpha: expected finite products; received/],
    ["a layer that does not fit",     file([signal, node("MatMul", "s T", "y")], [floats("T", [3, 1])]), /MatMul "y": expected samples \[3\], as T has inputs; received \[2\]$/],
    ["images that are not flattened", file([node("Gemm", "x W b", "y")], [], { input: ["N", 1, 2] }), /Gemm "y": expected samples \[2\], as W has inputs; received \[1, 2\]$/],
    ["a bias of another size",        file([node("Gemm", "x W c", "y")], [floats("c", [3])]), /Gemm "y", c: expected one number, or one for each entry of a sample \[2\]; received \[3\]$/],
    ["a bias for each sample",        file([node("Gemm", "x W c", "y")], [floats("c", [2, 1])]), /Gemm "y", c: expected one number, or one for each entry of a sample \[2\]; received \[2, 1\]$/],
    ["GELU by tanh, in parts",        file([signal, node("Pow", "s W", "p"), node("Mul", "s p", "y")]), /Pow "p": expected one number for all neurons; received 4$/],
    ["twice a GELU",                  gelu(1),                                     /Erf "e": expected a known activation or normalization, in one operator or in parts; received Erf as part of another function, behind Gemm "s", which Div "a" and Mul "q" read$/],
    ["a GELU with another root",      gelu(0.5, 1.001 * Math.SQRT2),                      /Erf "e": expected a known activation or normalization, in one operator or in parts; received Erf as part of another function, behind Gemm "s", which Div "a" and Mul "q" read$/],
    ["a PRelu the wrong way round",   behind(node("PRelu", "a s", "y"), [floats("a", [2])]), /PRelu "y": expected the samples as input 0; received a constant$/],
    ["a PRelu of another size",       behind(node("PRelu", "s a", "y"), [floats("a", [3])]), /PRelu "y", a: expected one number, or one for each entry of a sample \[2\]; received \[3\]$/],
    ["Dropout in training",           behind(node("Dropout", "s r t", "y"), [floats("r", [])]), /Dropout "y": expected values that come before it; received "t"$/],
    ["Flatten of the batch",          behind(node("Flatten", "s", "y", { ints: { axis: 0 } })), /Flatten "y": expected axes that leave one sample a row, of \[N, 2\]; received \[1, 2N\]$/],
    ["Reshape across samples",        behind(node("Reshape", "s r", "y"), [integers("r", [-1, 1])]), /Reshape "y": expected axes that leave one sample a row, of \[N, 2\]; received \[2N, 1\]$/],
    ["Reshape by floats",             behind(node("Reshape", "s r", "y"), [floats("r", [2])]), /Reshape "y": expected whole numbers; received floats$/],
    ["Softmax over the samples",      behind(node("Softmax", "s", "y", { ints: { axis: 0 } })), /Softmax "y": expected an operator that works on each sample alone; received Softmax along the axis of the samples, which mixes the rows of a batch$/],
    ["LogSoftmax in the middle",      file([signal, node("LogSoftmax", "s", "t"), node("MatMul", "t V", "y")], [V]), /LogSoftmax "t": expected a LogSoftmax at an output, or a Softmax; received one that MatMul "y" reads$/],
    ["a mean over the samples",       behind(node("ReduceMean", "s", "y", { lists: { axes: [0] } })), /ReduceMean "y": expected an operator that works on each sample alone; received ReduceMean along the axis of the samples, which mixes the rows of a batch$/],
    ["a mean over everything",        behind(node("ReduceMean", "s", "y")),        /ReduceMean "y": .+mixes the rows of a batch$/],
    ["samples behind each other",     behind(node("Concat", "s s", "y", { ints: { axis: 0 } })), /Concat "y": .+mixes the rows of a batch$/],
    ["some of the samples",           behind(node("Slice", "s", "y", { lists: { starts: [0], ends: [1], axes: [0] } })), /Slice "y": .+mixes the rows of a batch$/],
    ["pairs of samples",              file([signal, node("Unsqueeze", "s", "u", { lists: { axes: [1] } }), node("Sub", "s u", "y")], [], { opset: 11 }), /Sub "y": .+mixes the rows of a batch$/],
    ["attention",                     file([signal, node("Transpose", "s", "t"), node("MatMul", "s t", "y")]), /Transpose "t": .*received Transpose along the axis of the samples, which mixes the rows of a batch$/],
    ["a product of two values",       file([signal, node("Tanh", "s", "t"), node("MatMul", "s t", "y")]), /MatMul "y": expected a product with a constant matrix, and not of two values, as in attention over positions; received MatMul$/],
    ["a recurrence",                  behind(node("GRU", "s W W", "y")),           /GRU "y": expected an operator of .+ rows; received GRU, a recurrence$/],
    ["the logarithm of a sum of exponentials", behind(node("ReduceLogSumExp", "s", "y", { lists: { axes: [1] } })), /ReduceLogSumExp "y": expected a part of a known normalization, a sum or mean of the entries of a sample, or the largest or smallest of few; received ReduceLogSumExp as part of another function$/],
  ])("%s", (_, read, message) => {
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
  });
});

it("what is cut anywhere is refused, or whole", () => {
  const whole = model([node("Gemm", "x W b", "y")], [W, b]);
  for (let length = 0; length < whole.length; length++)
    expect(() => readOnnx(whole.subarray(0, length))).toThrow(FormatError);
});
