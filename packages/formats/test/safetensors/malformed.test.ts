import { FormatError } from "@espalier/tensor";
import { expect, it } from "vitest";
import { activationKinds } from "@espalier/network";
import { readSafetensors } from "../../src/safetensors/index.ts";
import type { ReadSafetensorsOptions } from "../../src/safetensors/index.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";
import { f32Tensors, safetensors } from "../support/safetensors.ts";

const read = (bytes: Uint8Array, options?: ReadSafetensorsOptions) => () => readSafetensors(bytes, options);
const shapes = (tensors: Readonly<Record<string, readonly number[]>>, options?: ReadSafetensorsOptions) =>
  read(f32Tensors(tensors), options);
const metadata = (texts: Readonly<Record<string, string>>) =>
  read(f32Tensors({ "0.weight": [2, 2], "2.weight": [1, 2] }, texts));
const header = (text: unknown, bytes = 0) => read(safetensors(text, new Uint8Array(bytes)));
const entry = (changed: Readonly<Record<string, unknown>>, bytes = 8) =>
  header({ weight: { dtype: "F32", shape: [1, 2], data_offsets: [0, 8], ...changed } }, bytes);
const claims = (length: bigint): (() => unknown) => {
  const bytes = f32Tensors({ weight: [1, 2] });
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return read(bytes);
};
const good = f32Tensors({ weight: [1, 2], bias: [1] });
const nan = good.slice();
nan.set([0, 0, 0xc0, 0x7f], nan.length - 8);
const kinds = activationKinds.join(", ");
const one = { dtype: "F32", shape: [1, 1], data_offsets: [0, 4] };

// prettier-ignore
describeRefusals({
  "no safetensors: the header": [
    [read(new Uint8Array(7)),             "byte 0, header length: expected 8 bytes; received 7"],
    [claims(2n ** 63n),                   "byte 0, header length: expected at most 69; received 9223372036854775808"],
    [claims(72n),                         "byte 0, header length: expected at most 69; received 72"],
    [header(""),                          'byte 8, header: expected "{"; received ""'],
    [header(" {}"),                       'byte 8, header: expected "{"; received " "'],
    [header("{}x"),                       'byte 10, header: expected nothing but spaces behind it; received "x"'],
    [header('{"é":1,}'),                  'byte 14, é: expected "{"; received "1,}"'],
    [header("{weight"),                   'byte 9, header: expected a text in quotes; received "weight"'],
    [header('{"weight'),                  'byte 9, header: expected a text in quotes, as JSON has it; received "\\"weight"'],
    [header('{"wei\\xght":{}}'),          'byte 9, header: expected a text in quotes, as JSON has it; received "\\"wei\\\\xght\\":{}}"'],
    [header('{"weight":{"dtype":7}}'),    'byte 27, weight.dtype: expected a text in quotes; received "7}}"'],
    [header('{"weight":{"shape":[01]}}'), 'byte 28, weight.shape: expected a whole number; received "01]}}"'],
    [header('{"weight":{"shape":[-1]}}'), 'byte 28, weight.shape: expected a whole number; received "-1]}}"'],
    [header('{"weight":{"shape":[1.5]}}'), 'byte 29, weight.shape: expected "]"; received ".5]}}"'],
    [header('{"weight":{"shape":[9007199254740992]}}'), 'byte 28, weight.shape: expected a whole number; received "9007199254740992]}}"'],
    [header('{"weight":{"rank":1}}'),     'byte 18, weight: expected dtype, shape and data_offsets; received "{\\"rank\\":1}}"'],
    [header('{"weight":{}}'),             'byte 18, weight: expected dtype, shape and two data_offsets; received "{}}"'],
    [header('{"__metadata__":{"a":1}}'),  'byte 29, __metadata__.a: expected a text in quotes; received "1}}"'],
    [header(`{"weight":${JSON.stringify(one)},"weight":${JSON.stringify(one)}}`, 4), 'byte 69, header: expected each key once; received "\\"weight\\":{\\"dtype\\":\\"F"'],
    [header('{"weight":{"dtype":"F32","dtype":"F32"}}'), 'byte 33, weight: expected each key once; received "\\"dtype\\":\\"F32\\"}}"'],
  ],
  "no safetensors: the places of the tensors": [
    [entry({ data_offsets: [0, 9] }),     'byte 18, weight.data_offsets: expected 8 bytes for F32 [1, 2]; received "{\\"dtype\\":\\"F32\\",\\"shap"'],
    [entry({ data_offsets: [8, 0] }),     'byte 18, weight.data_offsets: expected 8 bytes for F32 [1, 2]; received "{\\"dtype\\":\\"F32\\",\\"shap"'],
    [entry({ data_offsets: [0] }),        'byte 18, weight: expected dtype, shape and two data_offsets; received "{\\"dtype\\":\\"F32\\",\\"shap"'],
    [entry({ dtype: "F4" }),              'byte 18, weight.dtype: expected a type of the format; received "{\\"dtype\\":\\"F4\\",\\"shape"'],
    [entry({}, 4),                        "byte 77, data: expected the tensors to end with the file; received byte 73"],
    [entry({}, 9),                        "byte 77, data: expected the tensors to end with the file; received byte 78"],
    [entry({ data_offsets: [4, 12] }, 12), "byte 74, weight: expected its bytes to begin at byte 70, without a hole or an overlap; received byte 74"],
    [header({ a: one, b: one }, 4),       "byte 119, b: expected its bytes to begin at byte 123, without a hole or an overlap; received byte 119"],
    [header("{}"),                        "state dict: expected the weight [i, j] of a Linear; received none"],
  ],
  "safetensors of something else": [
    [shapes({ "conv.weight": [1, 1, 3, 3] }),     "byte 79, conv.weight: expected the weight [i, j] of a Linear, or the slopes [1] or [i] of a PReLU, which has no bias; received F32 [1, 1, 3, 3]"],
    [shapes({ "norm.weight": [2], "norm.bias": [2] }), "byte 134, norm.weight: expected the weight [i, j] of a Linear (one axis and a bias may be a LayerNorm, which is not part of a chain of layers); received F32 [2]"],
    [shapes({ "0.weight": [2, 2], "1.weight": [1], "2.weight": [1, 2] }), "byte 214, 1.weight: expected the option activations to say what it is: the slopes of a PReLU (\"prelu\"), or the gains of an RMSNorm or LayerNorm, which is not part of a chain of layers; received F32 [1]"],
    [shapes({ "0.weight": [2, 2], "1.running_mean": [2], "1.running_var": [2], "2.weight": [1, 2] }, { activations: "relu" }), "byte 287, 1.running_mean: expected a BatchNorm numbered in one row with the layers, to know whether it is before or behind an activation (a module saved whole, or ONNX, says so); received F32 [2]"],
    [shapes({ "0.weight": [2, 2], "2.running_mean": [2], "2.running_var": [2], "4.weight": [1, 2] }, { activations: "relu" }), "byte 287, 2.running_mean: expected a BatchNorm numbered in one row with the layers, to know whether it is before or behind an activation (a module saved whole, or ONNX, says so); received F32 [2]"],
    [shapes({ "fc1.weight": [2, 2], "bn1.running_mean": [2], "bn1.running_var": [2], "fc2.weight": [1, 2] }, { activations: "relu" }), "byte 295, bn1.running_mean: expected a BatchNorm numbered in one row with the layers, to know whether it is before or behind an activation (a module saved whole, or ONNX, says so); received F32 [2]"],
    [shapes({ "0.running_mean": [2] }),           "byte 75, 0.running_mean: expected running_mean and running_var with it; received F32 [2]"],
    [shapes({ "0.weight": [2, 2], "1.bias": [2] }), "byte 148, 1.bias: expected a weight with it; received F32 [2]"],
    [shapes({ "0.weight": [2, 2], "0.bias": [3] }), "byte 148, 0.bias: expected a bias [2], as 0.weight has neurons; received F32 [3]"],
    [shapes({ "0.weight": [2, 0] }),              "byte 71, 0.weight: expected a weight that is not empty; received F32 [2, 0]"],
    [shapes({ "0.weight": [2, 2], "2.weight": [2, 3] }), "byte 152, 2.weight: expected 2 columns, the neurons of 0.weight before it; received F32 [2, 3]"],
    [entry({ dtype: "I32" }),                     "byte 69, weight: expected F64, F32, F16 or BF16; received I32 [1, 2]"],
    [header({ weight: { ...one, data_offsets: [0, 4] }, bias: { dtype: "F64", shape: [1], data_offsets: [4, 12] } }, 12), "byte 130, bias: expected F32, as weight; received F64 [1]"],
    [read(nan),                                   "byte 130, weight: expected a finite number; received NaN"],
  ],
  "safetensors whose order or activations are not to be known": [
    [shapes({ "hidden.weight": [2, 2], "out.weight": [2, 2] }), "byte 159, out.weight: expected a name that differs from hidden.weight in a number, to know which is first (or the option order); received F32 [2, 2]"],
    [shapes({ "fc1.weight": [2, 2], "fc01.weight": [2, 2] }),   "byte 157, fc01.weight: expected a name that differs from fc1.weight in a number, to know which is first (or the option order); received F32 [2, 2]"],
    [shapes({ "0.weight": [2, 2], "2.weight": [1, 2] }), 'activations: expected the option, or __metadata__.activations, as in "relu": a state dict does not say what follows a Linear; received none'],
    [shapes({ "0.weight": [2, 2], "2.weight": [1, 2] }, { activations: ["relu", "relu", "relu"] }), "activations: expected 2, one a layer, or one for all but the last; received 3"],
    [shapes({ "0.weight": [2, 2], "2.weight": [1, 2] }, { activations: "prelu" }), "activations[0]: expected no prelu, of which the file has no slopes; received prelu"],
    [shapes({ "0.weight": [2, 2], "1.weight": [1], "2.weight": [1, 2] }, { activations: "relu" }), "activations[0]: expected prelu, of which the file has slopes; received relu"],
    [shapes({ "0.weight": [2, 2] }, { activations: "swoosh" }), `readSafetensors: expected activations among ${kinds}; received "swoosh"`],
    [metadata({ activations: "swoosh" }),         `__metadata__.activations: expected activations among ${kinds}; received "swoosh"`],
    [metadata({ head: "argmax" }),                '__metadata__.head: expected one of softmax, log-softmax; received "argmax"'],
    [metadata({ order: "2, 3" }),                 'order: expected names of Linears, each once; received "3"'],
    [metadata({ order: "2, 2" }),                 'order: expected names of Linears, each once; received "2"'],
    [metadata({ order: "2" }),                    "byte 165, 0.weight: expected to have a place in the order; received F32 [2, 2]"],
    [shapes({ "0.weight": [1], "1.weight": [2, 2] }), "byte 132, 0.weight: expected a Linear before it; received F32 [1]"],
    [shapes({ "0.weight": [2, 2], "1.weight": [1], "2.weight": [1] }), "byte 216, 2.weight: expected one PReLU behind 0.weight; received F32 [1]"],
    [shapes({ "0.weight": [2, 2], "1.weight": [3] }), "byte 150, 1.weight: expected slopes [1] or [2], as 0.weight has neurons; received F32 [3]"],
    [shapes({ "fc1.weight": [2, 2], "fc2.weight": [2, 2], "fc3.weight": [2, 2], "act.weight": [1] }), "byte 318, act.weight: expected slopes for each of 3 layers, or each but the last, or names numbered in one row; received F32 [1]"],
  ],
});

it("what is cut anywhere is refused", () => {
  for (let length = 0; length < good.length; length++)
    expect(read(good.subarray(0, length))).toThrow(FormatError);
});
