import { readFileSync } from "node:fs";
import { FormatError, tensor as tensorOf } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { readPytorch, readPytorchTensors } from "../../src/pytorch/index.ts";
import type { Code } from "../support/pickle.ts";
import {
  call,
  dict,
  floats,
  legacy,
  list,
  none,
  object,
  orderedDict,
  pickle,
  real,
  tensor,
  text,
  truth,
  whole,
  zipped,
} from "../support/pickle.ts";

// y = V relu(W x + b), small enough to be seen: W is [2, 3], V [1, 2].
const W = floats(1, 2, 3, 4, 5, 6);
const b = floats(7, 8);
const V = floats(9, 10);
const storages = { "0": W, "1": b, "2": V };
const state = orderedDict({
  "0.weight": tensor(W, "0", [2, 3]),
  "0.bias": tensor(b, "1", [2]),
  "2.weight": tensor(V, "2", [1, 2]),
});
const relu = { activations: "relu" } as const;
const expected = {
  layers: [
    {
      weight: tensorOf([[1, 2, 3], [4, 5, 6]], "f32"), // prettier-ignore
      bias: tensorOf([7, 8], "f32"),
      activation: { kind: "relu" },
    },
    { weight: tensorOf([[9, 10]], "f32"), bias: tensorOf([0], "f32"), activation: { kind: "identity" } },
  ],
};

describe("what torch.save wrote", () => {
  it.each([
    ["as an archive", zipped(state, storages)],
    ["as pickles, before PyTorch 1.6", legacy(state, storages)],
    ["as a checkpoint", zipped(dict({ epoch: whole(3), lr: real(0.1), model: state, best: none }), storages)],
    [
      "with parameters and not tensors",
      zipped(
        orderedDict({
          "0.weight": call(
            "torch._utils _rebuild_parameter",
            tensor(W, "0", [2, 3]),
            truth(true),
            call("collections OrderedDict"),
          ),
          "0.bias": tensor(b, "1", [2]),
          "2.weight": tensor(V, "2", [1, 2]),
        }),
        storages,
      ),
    ],
    ["with a byte order", zipped(state, storages, { byteorder: "little" })],
    [
      "beside a whole optimiser",
      zipped(
        dict({
          state_dict: state,
          optimizer: object("torch.optim.sgd SGD", { defaults: dict({ lr: real(0.1) }) }),
          args: object("argparse Namespace", { lr: real(0.1) }),
        }),
        storages,
      ),
    ],
  ])("is read %s", (_, bytes) => {
    const file = readPytorch(bytes, relu);
    expect(file.network).toEqual(expected);
    expect(file.names).toEqual([{ weight: "0.weight", bias: "0.bias" }, { weight: "2.weight" }]);
  });

  it("has strides: a transposed weight lies column by column", () => {
    const turned = tensor(floats(1, 4, 2, 5, 3, 6), "0", [2, 3], { strides: [1, 2] });
    const bytes = zipped(orderedDict({ "0.weight": turned }), { "0": floats(1, 4, 2, 5, 3, 6) });
    expect([...readPytorch(bytes).network.layers[0].weight.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("has an offset: biases may share a storage, matrices may not", () => {
    const both = floats(1, 2, 3, 4);
    const shared = (first: Code, second: Code) =>
      zipped(orderedDict({ "0.weight": first, "1.weight": second }), { "0": both });
    const biases = zipped(
      orderedDict({ "0.weight": tensor(W, "1", [2, 3]), "0.bias": tensor(both, "0", [2], { offset: 2 }) }),
      { "0": both, "1": W },
    );
    expect([...readPytorch(biases).network.layers[0].bias.data]).toEqual([3, 4]);
    expect(() =>
      readPytorch(shared(tensor(both, "0", [2, 2]), tensor(both, "0", [2, 2])), {
        order: ["0", "1"],
        ...relu,
      }),
    ).toThrow(/1\.weight: expected numbers of its own, and not those of 0\.weight \(tied weights\)/);
  });

  it("may have all its parameters side by side in one storage; only matrices that overlap are tied", () => {
    const flat = floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    const read = (last: number, order = ["0.weight", "0.bias", "2.weight"]) => {
      const parts: Readonly<Record<string, Code>> = {
        "0.weight": tensor(flat, "0", [2, 3]),
        "0.bias": tensor(flat, "0", [2], { offset: 6 }),
        "2.weight": tensor(flat, "0", [1, 2], { offset: last }),
      };
      return readPytorch(
        zipped(orderedDict(Object.fromEntries(order.map((name) => [name, parts[name]]))), { "0": flat }),
        { ...relu, order: ["0", "2"] },
      ).network;
    };
    expect(read(8)).toEqual(expected);
    expect(read(8, ["2.weight", "0.bias", "0.weight"])).toEqual(expected);
    expect([...read(6).layers[1].weight.data]).toEqual([7, 8]); // from where the other ends
    for (const last of [0, 4, 5])
      expect(() => read(last)).toThrow(/2\.weight: expected numbers of its own, and not those of 0\.weight/);
  });

  it("may have the greatest byte first", () => {
    const big = { ...V, bytes: Uint8Array.from([0x41, 0x10, 0, 0, 0x41, 0x20, 0, 0]) };
    const bytes = zipped(orderedDict({ weight: tensor(V, "2", [1, 2]) }), { "2": big }, { byteorder: "big" });
    expect([...readPytorch(bytes).network.layers[0].weight.data]).toEqual([9, 10]);
  });

  it("gives its tensors of floats by their names", () => {
    const counted = { type: "LongStorage", bytes: new Uint8Array(8), count: 1 };
    const value = orderedDict({ w: tensor(V, "0", [2]), n: tensor(counted, "1", []) });
    const found = readPytorchTensors(zipped(value, { "0": V, "1": counted }));
    expect([...found]).toEqual([["w", tensorOf([9, 10], "f32")]]);
  });
});

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../fixtures/exporters/${name}`, import.meta.url)));

describe("files that PyTorch 1.13 wrote", () => {
  it("are a state_dict and the module that it is of", () => {
    const module = readPytorch(fixture("relu-module.pt"));
    expect(module.network.layers.map(({ activation }) => activation.kind)).toEqual(["relu", "identity"]);
    expect(readPytorch(fixture("relu.pt"), relu)).toEqual(module);
  });
});

const parameters = (
  tensors: Readonly<Record<string, Code>>,
  buffers: Readonly<Record<string, Code>> = {},
) => ({
  _parameters: orderedDict(tensors),
  _buffers: orderedDict(buffers),
});
const module = (name: string, attributes: Readonly<Record<string, Code>> = {}): Code =>
  object(`torch.nn.modules.${name}`, attributes);
const sequential = (...modules: readonly Code[]): Code =>
  module("container Sequential", {
    _modules: orderedDict(Object.fromEntries(modules.map((each, k) => [String(k), each]))),
  });
const linear = (key = "0", storage = W, shape = [2, 3]): Code =>
  module("linear Linear", parameters({ weight: tensor(storage, key, shape) }));

describe("a module that was saved whole", () => {
  // prettier-ignore
  it.each<readonly [what: string, activation: Code, kind: object]>([
    ["ReLU",        module("activation ReLU"),                                          { kind: "relu" }],
    ["ReLU6",       module("activation ReLU6"),                                         { kind: "clip", min: 0, max: 6 }],
    ["Hardtanh",    module("activation Hardtanh", { min_val: real(-2), max_val: whole(3) }), { kind: "clip", min: -2, max: 3 }],
    ["LeakyReLU",   module("activation LeakyReLU", { negative_slope: real(0.2) }),      { kind: "leaky-relu", alpha: 0.2 }],
    ["RReLU",       module("activation RReLU", { lower: real(0.125), upper: real(0.375) }), { kind: "leaky-relu", alpha: 0.25 }],
    ["ELU",         module("activation ELU", { alpha: real(1) }),                       { kind: "elu", alpha: 1 }],
    ["SiLU",        module("activation SiLU"),                                          { kind: "silu" }],
    ["GELU",        module("activation GELU", { approximate: text("none") }),           { kind: "gelu" }],
    ["GELU by tanh", module("activation GELU", { approximate: text("tanh") }),          { kind: "gelu-tanh" }],
    ["Softplus",    module("activation Softplus", { beta: whole(2), threshold: whole(20) }), { kind: "softplus", beta: 2 }],
    ["Hardsigmoid", module("activation Hardsigmoid"),                                   { kind: "hardsigmoid", alpha: 1 / 6, beta: 0.5 }],
    ["nothing",     module("dropout Dropout", { p: real(0.5) }),                        { kind: "identity" }],
  ])("has the activation of its class: %s", (_, activation, kind) => {
    const file = readPytorch(zipped(sequential(linear(), activation), storages));
    expect(file.network.layers[0].activation).toEqual(kind);
  });

  it("has its BatchNorm folded, with its own ε, before the layer or behind it", () => {
    const ones = floats(4, 4, 4);
    const norm = (key: string, width: number) =>
      module("batchnorm BatchNorm1d", {
        ...parameters(
          {},
          { running_mean: tensor(ones, key, [width]), running_var: tensor(ones, key, [width]) },
        ),
        eps: whole(0),
      });
    const layer = (value: Code) => readPytorch(zipped(value, { ...storages, "3": ones })).network.layers[0];
    // (x − 4) / 2 before W, and after it
    const before = layer(sequential(norm("3", 3), linear()));
    expect([...before.weight.data]).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
    expect([...before.bias.data]).toEqual([-12, -30]);
    const behind = layer(sequential(linear(), norm("3", 2)));
    expect([...behind.weight.data]).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
    expect([...behind.bias.data]).toEqual([-2, -2]);
  });

  it("has a softmax at its end as the head, and modules in modules", () => {
    const inner = sequential(linear(), module("activation ReLU"));
    const file = readPytorch(
      zipped(sequential(inner, linear("2", V, [1, 2]), module("activation Softmax")), storages),
    );
    expect(file.head).toBe("softmax");
    expect(file.names?.map(({ weight }) => weight)).toEqual(["0.0.weight", "1.weight"]);
  });
});

describe("is refused, and nothing of it is executed:", () => {
  // prettier-ignore
  it.each<readonly [what: string, bytes: Uint8Array, message: RegExp]>([
    ["a function of the system",    zipped(call("posix system", text("true")), {}),                 /pickle: expected classes and functions of PyTorch, .+; received posix\.system$/],
    ["eval",                        zipped(call("builtins eval", text("1")), {}),                   /received builtins\.eval$/],
    ["a class of a program",        zipped(object("__main__ Net", {}), {}),                         /received __main__\.Net$/],
    ["an opcode of none of these",  zipped([0x69], {}),                                             /pickle: expected an opcode that tensors are written with; received 0x69$/],
    ["a list",                      zipped(list(whole(1)), {}),                                     /^pytorch: expected a state_dict; received another value$/],
    ["a checkpoint of two networks", zipped(dict({ a: state, b: state }), storages),                /^pytorch: expected a state_dict, or a dictionary with one in it; received several: a, b \(the option prefix chooses one, such as "a\."\)$/],
    ["a checkpoint of none",        zipped(dict({ epoch: whole(1) }), {}),                          /received the keys epoch$/],
    ["a storage that is not there", zipped(state, {}),                                              /0\.weight: expected the bytes of storage 0; received none$/],
    ["a storage that is cut",       zipped(state, { ...storages, "0": { ...W, bytes: W.bytes.subarray(4) } }), /0\.weight: expected 24 bytes; received 20$/],
    ["a shape beyond its storage",  zipped(orderedDict({ weight: tensor(W, "0", [2, 4]) }), storages), /weight: expected at most 6 numbers, as its storage has; received \[2, 4\] from 0 on, to 7$/],
    ["a stride of nothing",         zipped(orderedDict({ weight: tensor(W, "0", [999, 999], { strides: [0, 0] }) }), storages), /weight: expected at most 6 numbers/],
    ["whole numbers as a weight",   zipped(orderedDict({ weight: tensor({ ...W, type: "IntStorage" }, "0", [2, 3]) }), storages), /weight: expected F64, F32, F16 or BF16; received whole numbers of 4 bytes \[2, 3\]$/],
    ["a program in TorchScript",    zipped(state, storages, { "constants.pkl": "" }),               /received a TorchScript program$/],
    ["another archive",             zipped([], {}).slice(0, 40),                                    /^byte 0, zip: expected the record that ends an archive; received none$/],
    ["a convolution",               zipped(sequential(module("conv Conv2d")), storages),            /module "0": expected Sequential, Linear, .+; received Conv2d$/],
    ["two activations",             zipped(sequential(linear(), module("activation ReLU"), module("activation Tanh")), storages), /module "2": expected one activation a layer; received Tanh$/],
    ["a number that is missing",    zipped(sequential(linear(), module("activation ELU")), storages), /expected the number alpha of a ELU; received none$/],
    ["nothing",                     new Uint8Array(),                                               /^byte 0, pytorch: expected what torch\.save wrote: a zip archive, or a pickle; received nothing$/],
    ["another pickle",              pickle(whole(1)),                                               /^byte 0, magic number: expected 0x1950a86a20f9469cfc6c; received another value$/],
    ["a value of nothing",          zipped([0x52], {}),                                             /pickle: expected a value on the stack; received none$/],
    ["a text that is cut",          pickle([0x58, 255, 0, 0, 0]),                                   /pickle: expected 255 bytes; received \d+$/],
  ])("%s", (_, bytes, message) => {
    expect(() => readPytorch(bytes, relu)).toThrow(FormatError);
    expect(() => readPytorch(bytes, relu)).toThrow(message);
  });

  it("what is cut anywhere", () => {
    for (const file of [zipped(state, storages), legacy(state, storages)])
      for (let length = 0; length < file.length; length++)
        expect(() => readPytorch(file.subarray(0, length), relu)).toThrow(FormatError);
  });
});

describe("a file that holds more than the network", () => {
  const other = orderedDict({
    "0.weight": tensor(V, "2", [1, 2]),
    log_std: tensor(b, "1", [2]),
  });
  const both = zipped(dict({ actor: state, critic: other, epoch: whole(3) }), storages);

  it("is read by the prefix of its names, and lists the tensors that it leaves out", () => {
    const { network, notes } = readPytorch(both, { ...relu, prefix: "actor." });
    expect(network).toEqual(expected);
    expect(notes).toEqual(["left out: critic.0.weight, critic.log_std"]);
  });

  it("is read without the tensors that are to be skipped", () => {
    const { network } = readPytorch(both, { ...relu, prefix: "critic.", skip: ["critic.log_std"] });
    expect(network.layers.map(({ weight }) => weight.shape)).toEqual([[1, 2]]);
    expect(() => readPytorch(both, { ...relu, prefix: "critic." })).toThrow(
      /critic\.log_std: expected a name that ends in weight.*or the option skip, to leave it out/,
    );
  });

  it("is refused where no name begins so, or none is called so", () => {
    expect(() => readPytorch(both, { ...relu, prefix: "policy." })).toThrow(
      'prefix: expected what names of tensors begin with; received "policy.", of actor.0.weight',
    );
    expect(() => readPytorch(zipped(state, storages), { ...relu, skip: ["log"] })).toThrow(
      'skip: expected names of tensors; received "log", of 0.weight, 0.bias, 2.weight',
    );
  });
});
