import { tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSafetensors, writeSafetensors } from "../../src/safetensors/index.ts";
import { sequentialNames } from "@espalier/files";
import { sizesOf } from "@espalier/network";
import type { LayerNames, NetworkFile } from "@espalier/files";
import { law } from "../../../../test-setup/law.ts";
import { networkFiles } from "../../../files/test/support/network-files.ts";
import { f32Tensors } from "../support/safetensors.ts";

const kindsOf = ({ network }: NetworkFile) => network.layers.map(({ activation }) => activation.kind);
const namesOf = ({ names }: NetworkFile) => names?.map(({ weight }) => weight);

/** Files with names of their own: numbered, not numbered, or such as no state dict has; some without biases. */
const namedFiles = fc
  .record({
    file: networkFiles,
    words: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9._é]{0,4}$/), { minLength: 3, maxLength: 3 }),
    unbiased: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    metadata: fc.dictionary(
      fc.string().filter((key) => !/^(activations|order|head)$/.test(key)),
      fc.string(),
    ),
  })
  .map(({ file, words, unbiased, metadata }): NetworkFile => {
    const layers = file.network.layers.map((layer, k) =>
      unbiased[k] ? { ...layer, bias: { ...layer.bias, data: layer.bias.data.map(() => 0) } } : layer,
    );
    const names = layers.map(({ activation }, k): LayerNames => ({
      weight: `${words[k]}.weight`,
      ...(unbiased[k] ? {} : { bias: `${words[k]}.bias` }),
      ...(activation.kind === "prelu" ? { slope: `${words[k]}.act.weight` } : {}),
    }));
    return { ...file, network: { layers }, names, metadata };
  });

describe("a network in safetensors", () => {
  law("is read as it was written, to the last bit", networkFiles, (file) => {
    const names = sequentialNames(file.network.layers);
    expect(readSafetensors(writeSafetensors(file))).toEqual({ ...file, names });
  });

  law("is read with its own names, or those of nn.Sequential, and the same bits", namedFiles, (file) => {
    const read = readSafetensors(writeSafetensors(file));
    const { names, metadata = {}, ...held } = read;
    expect({ ...held, metadata }).toEqual({ ...file, names: undefined });
    const numbered = names?.every(
      ({ weight }, k) => weight === sequentialNames(file.network.layers)[k].weight,
    );
    if (numbered !== true) expect(names).toEqual(file.names);
  });

  law("is written the same again when it was read", namedFiles, (file) => {
    const bytes = writeSafetensors(file);
    expect(writeSafetensors(readSafetensors(bytes))).toEqual(bytes);
  });

  it("has the layers of nn.Sequential in the order of their numbers", () => {
    const file = readSafetensors(
      f32Tensors({
        "10.weight": [1, 4],
        "10.bias": [1],
        "2.weight": [4, 3],
        "2.bias": [4],
        "0.weight": [3, 2],
        "0.bias": [3],
      }),
      { activations: "tanh" },
    );
    expect(sizesOf(file.network)).toEqual([2, 3, 4, 1]);
    expect(kindsOf(file)).toEqual(["tanh", "tanh", "identity"]);
    expect(file.network.layers[2]).toEqual({
      weight: tensor([[0, 1, 2, 3]], "f32"),
      bias: tensor([4], "f32"),
      activation: { kind: "identity" },
    });
    expect(file.precision).toBe("f32");
  });

  it("counts numbers in names: fc2 comes before fc10", () => {
    const file = readSafetensors(
      f32Tensors({ "fc1.weight": [2, 2], "fc10.weight": [2, 2], "fc2.weight": [2, 2] }),
      {
        activations: "relu",
      },
    );
    expect(namesOf(file)).toEqual(["fc1.weight", "fc2.weight", "fc10.weight"]);
  });

  it("has PReLUs where their numbers are, or one behind each layer but the last", () => {
    const sequential = readSafetensors(
      f32Tensors({
        "0.weight": [3, 2],
        "1.weight": [3],
        "2.weight": [2, 3],
        "4.weight": [1, 2],
        "5.weight": [1],
      }),
      { activations: ["prelu", "sigmoid", "prelu"] },
    );
    expect(kindsOf(sequential)).toEqual(["prelu", "sigmoid", "prelu"]);
    const named = readSafetensors(
      f32Tensors({
        "fc1.weight": [3, 2],
        "fc2.weight": [3, 3],
        "fc3.weight": [1, 3],
        "act1.weight": [1],
        "act2.weight": [3],
      }),
      { activations: "prelu" },
    );
    expect(kindsOf(named)).toEqual(["prelu", "prelu", "identity"]);
    expect(named.network.layers[1].activation).toEqual({ kind: "prelu", slope: tensor([19, 20, 21], "f32") });
  });

  const norm = (name: string, width: number) => ({
    [`${name}.running_mean`]: [width],
    [`${name}.running_var`]: [width],
  });

  // prettier-ignore
  it.each<readonly [what: string, layer: string, norm: string, next: string, activations: string, into: string]>([
    ["behind the layer, with room for the activation behind it", "0", "1", "3", "relu",     "0"],
    ["behind the activation that has room in front of it",       "0", "2", "3", "relu",     "3"],
    ["in front of all",                                          "1", "0", "3", "relu",     "1"],
    ["beside no activation",                                     "0", "1", "2", "identity", "0"],
    ["beside no activation, behind a Dropout",                   "0", "2", "4", "identity", "4"],
    ["at the end of a block",                                    "a.0.0", "a.0.1", "a.1.0", "relu", "a.0.0"],
  ])("has a BatchNorm %s", (_, layer, name, next, activations, into) => {
    const { notes } = readSafetensors(
      f32Tensors({ [`${layer}.weight`]: [3, 3], ...norm(name, 3), [`${next}.weight`]: [1, 3] }),
      { activations },
    );
    expect(notes?.[0]).toMatch(`BatchNorm ${name} is folded into ${into}.weight`);
  });

  // prettier-ignore
  it.each([["1", "2", "0"], ["2", "1", "3"]])("has a PReLU %s before or behind the BatchNorm %s", (prelu, name, into) => {
    const { notes } = readSafetensors(
      f32Tensors({ "0.weight": [3, 3], ...norm(name, 3), [`${prelu}.weight`]: [3], "3.weight": [1, 3] }),
      { activations: "prelu" },
    );
    expect(notes?.[0]).toMatch(`BatchNorm ${name} is folded into ${into === "0" ? "3" : "0"}.weight`);
  });

  it("may be one layer, with no name but weight and bias", () => {
    const file = readSafetensors(f32Tensors({ weight: [1, 2], bias: [1] }));
    expect(kindsOf(file)).toEqual(["identity"]);
  });

  it("has a bias of zeros where the file has none, which is left out again until it is something else", () => {
    const file = readSafetensors(f32Tensors({ "0.weight": [1, 2] }));
    expect(file.network.layers[0].bias).toEqual(tensor([0], "f32"));
    expect(readSafetensors(writeSafetensors(file))).toEqual(file);
    const [layer] = file.network.layers;
    const pruned = { ...file, network: { layers: [{ ...layer, bias: tensor([0.5], "f32") }] } };
    const read = readSafetensors(writeSafetensors(pruned));
    expect(read.network).toEqual(pruned.network);
    expect(read.names).toEqual([{ weight: "0.weight", bias: "0.bias" }]);
  });

  it("may say in its metadata what a state dict does not: activations, order, what follows", () => {
    const metadata = { activations: "relu", order: "hidden, out", head: "softmax", format: "pt" };
    const file = readSafetensors(f32Tensors({ "out.weight": [1, 3], "hidden.weight": [3, 2] }, metadata));
    expect(namesOf(file)).toEqual(["hidden.weight", "out.weight"]);
    expect(kindsOf(file)).toEqual(["relu", "identity"]);
    expect([file.head, file.metadata]).toEqual(["softmax", { format: "pt" }]);
    expect(readSafetensors(writeSafetensors(file))).toEqual(file);
  });

  it("begins its numbers at a multiple of 8 when we write it", () => {
    const bytes = writeSafetensors(readSafetensors(f32Tensors({ "0.weight": [1, 2] })));
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
  });

  it("in f16 is refused when a number is too large for it", () => {
    const network = {
      layers: [
        { weight: tensor([[7e4]], "f32"), bias: tensor([0], "f32"), activation: { kind: "relu" as const } },
      ],
    };
    expect(() => writeSafetensors({ network, precision: "f16" })).toThrow(
      "writeSafetensors: expected numbers in 0.weight that f16 can hold; received 70000 at entry 0",
    );
  });
});
