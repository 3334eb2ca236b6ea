import { tensor } from "@espalier/tensor";
import { initialNetwork, seededRandom } from "@espalier/prune";
import type { Activation } from "@espalier/prune";
import { describe, expect, it } from "vitest";
import { readTfjs, tfjsShards, writeTfjs } from "../../src/tfjs/index.ts";
import { quantised } from "../support/tfjs.ts";
import type { TestModel } from "../support/tfjs.ts";

describe("a layers-model", () => {
  it("by the converter has its weights unpacked, its BatchNormalization folded, and its softmax as the head", () => {
    const { json, shard } = quantised("group1-shard1of1.bin");
    expect(tfjsShards(json)).toEqual(["group1-shard1of1.bin"]);
    const file = readTfjs(json, { "group1-shard1of1.bin": shard });
    // The kernel [inputs, neurons] is [[−1, 0], [1, 2]], the bias (3, 5); (s − 1) / 2 behind it.
    expect(file.network.layers).toEqual([
      { weight: tensor([[-0.5, 0.5], [0, 1]], "f32"), bias: tensor([1, 2], "f32"), activation: { kind: "relu" } }, // prettier-ignore
      { weight: tensor([[1, -2]], "f32"), bias: tensor([0.25], "f32"), activation: { kind: "identity" } },
    ]);
    expect(file.head).toBe("softmax");
    expect(file.names?.[1]).toEqual({ weight: "dense_1/kernel", bias: "dense_1/bias" });
  });

  it("may lie in several shards, cut anywhere", () => {
    const { json, shard } = quantised("a.bin", (model) => {
      const [group] = model.weightsManifest;
      group.paths = ["a.bin", "b.bin"];
    });
    const shards = { "a.bin": shard.subarray(0, 13), "b.bin": shard.subarray(13) };
    expect(readTfjs(json, shards).network.layers[1].bias.data[0]).toBe(0.25);
  });

  it.each<Activation>([
    { kind: "identity" },
    { kind: "relu" },
    { kind: "silu" },
    { kind: "elu", alpha: 1 },
    { kind: "elu", alpha: 0.5 },
    { kind: "leaky-relu", alpha: 0.25 },
    { kind: "clip", min: 0, max: 6 },
    { kind: "clip", min: 0, max: 2 },
    { kind: "selu" },
    { kind: "softplus", beta: 1 },
    { kind: "prelu", slope: tensor([1, 2, 3, 4], "f32") },
  ])("comes back as it was written: $kind", (activation) => {
    const { layers } = initialNetwork({ sizes: [3, 4, 2], random: seededRandom(1), dtype: "f32" });
    const network = { layers: [{ ...layers[0], activation }, layers[1]] };
    const { json, shard } = writeTfjs({ network, head: "log-softmax" }, "w.bin");
    const file = readTfjs(json, { "w.bin": shard });
    expect(file.network).toEqual(network);
    expect(file.head).toBe("log-softmax");
    expect(writeTfjs(file, "w.bin")).toEqual({ json, shard });
  });

  it("cannot have activations that TensorFlow.js lacks", () => {
    const { layers } = initialNetwork({ sizes: [3, 2], random: seededRandom(1) });
    const network = { layers: [{ ...layers[0], activation: { kind: "sin" as const, omega: 30 } }] };
    expect(() => writeTfjs({ network }, "w.bin")).toThrow(
      "writeTfjs: expected activations that TensorFlow.js has; received sin",
    );
  });

  /** The same layers as a Functional model, one behind the other, with these ends. */
  const functional = (ends: Readonly<Record<string, unknown>>) => () => {
    const { json, shard } = quantised("w.bin", ({ modelTopology: { model_config: model } }) => {
      model.class_name = "Functional";
      Object.assign(model.config, ends);
      for (const [k, layer] of model.config.layers.entries())
        Object.assign(layer, {
          inbound_nodes: k === 0 ? [] : [[[model.config.layers[k - 1].config["name"], 0, 0, {}]]],
        });
    });
    return readTfjs(json, { "w.bin": shard });
  };

  it("ends at the output that a Functional model names", () => {
    const input = [["input_1", 0, 0]];
    const whole = functional({ input_layers: input, output_layers: [["dense_1", 0, 0]] })();
    expect(whole).toEqual(readTfjs(quantised("w.bin").json, { "w.bin": quantised("w.bin").shard }));
    // Keras 3 writes one output without a list around it.
    const early = functional({ input_layers: ["input_1", 0, 0], output_layers: ["act", 0, 0] })();
    expect(early.network.layers).toEqual(whole.network.layers.slice(0, 1));
    expect(early.head).toBeUndefined();
    expect(early.notes?.[0]).toBe(
      "the output is act; layers it does not depend on are left out: drop, dense_1",
    );
  });

  // prettier-ignore
  it.each<readonly [what: string, ends: Readonly<Record<string, unknown>>, message: string]>([
    ["two outputs",          { input_layers: [["input_1", 0, 0]], output_layers: [["act", 0, 0], ["dense_1", 0, 0]] }, "model.config.output_layers: expected one layer, as in a chain; received act, dense_1"],
    ["no output",            { input_layers: [["input_1", 0, 0]] },                                                    "model.config.output_layers: expected one output; received undefined"],
    ["an unknown output",    { input_layers: [["input_1", 0, 0]], output_layers: [["x", 0, 0]] },                      'model.config.output_layers: expected the name of a layer; received "x"'],
    ["an input in between",  { input_layers: [["norm", 0, 0]], output_layers: [["dense_1", 0, 0]] },                   "model.config.input_layers: expected the first layer (input_1); received norm"],
    ["two inputs",           { input_layers: [["input_1", 0, 0], ["act", 0, 0]], output_layers: [["dense_1", 0, 0]] }, "model.config.input_layers: expected one layer, as in a chain; received input_1, act"],
  ])("is refused as a Functional model with %s", (_, ends, message) => {
    expect(functional(ends)).toThrow(message);
  });

  const changed = (change: (model: TestModel) => void) => () => {
    const { json, shard } = quantised("w.bin", change);
    return readTfjs(json, { "w.bin": shard });
  };
  // prettier-ignore
  it.each<readonly [what: string, read: () => unknown, message: RegExp]>([
    ["a shard that is not given",  () => readTfjs(quantised("w.bin").json, {}),                            /^weightsManifest\[0\]: expected the bytes of "w\.bin", which holds weights; received none$/],
    ["a shard that is cut",        () => { const { json, shard } = quantised("w.bin"); return readTfjs(json, { "w.bin": shard.subarray(0, 30) }); }, /dense_1\/bias: expected 4 bytes; received 2$/],
    ["a graph model",              changed((m) => { m.format = "graph-model"; }),                          /^format: expected "layers-model" .+; received "graph-model"$/],
    ["a layer with memory",        changed((m) => { m.modelTopology.model_config.config.layers[1].class_name = "LSTM"; }), /^layers\[1\] \(LSTM\): expected Dense, .+; received LSTM$/],
    ["an unknown activation",      changed((m) => { m.modelTopology.model_config.config.layers[3].config.activation = "mine"; }), /^layers\[3\] \(Activation\)\.activation: expected an activation among .+; received "mine"$/],
    ["a layer without a kernel",   changed((m) => { m.weightsManifest[0].weights[0].name = "x/kernel"; }), /^layers\[1\] \(Dense\): expected the tensor dense\/kernel; received none$/],
    ["whole numbers",              changed((m) => { m.weightsManifest[0].weights[2].dtype = "int32"; }),   /weights\[2\]\.dtype: expected float32, or float16, uint8 or uint16 by quantization; received "int32"$/],
    ["other units than neurons",   changed((m) => { m.modelTopology.model_config.config.layers[1].config["units"] = 3; }), /dense\/kernel: expected a kernel \[inputs, 3\], as dense has 3 units; received uint8 \[2, 2\]$/],
    ["other inputs than it says",  changed((m) => { m.modelTopology.model_config.config.layers[0].config["batch_input_shape"] = [null, 3]; }), /^layers\[1\] \(Dense\): expected a kernel with 3 inputs, as the model has; received 2$/],
    ["a bias it says it lacks",    changed((m) => { m.modelTopology.model_config.config.layers[5].config["use_bias"] = false; }), /dense_1\/bias: expected no bias, as dense_1 says use_bias false; received float32 \[1\]$/],
    ["a branch",                   changed((m) => { m.modelTopology.model_config.class_name = "Model"; }), /^layers\[1\] \(Dense\): expected one input, the layer before it \(input_1\); received none$/],
  ])("is refused: %s", (_, read, message) => {
    expect(read).toThrow(message);
  });
});
