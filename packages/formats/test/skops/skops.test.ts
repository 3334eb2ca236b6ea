import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { readSkops } from "../../src/skops/index.ts";
import { skops } from "../support/skops.ts";

const coefs = [tensor([[1, 2], [3, 4], [5, 6]]), tensor([[7], [8]])]; // prettier-ignore
const intercepts = [tensor([9, 10]), tensor([11])];

describe("a perceptron of scikit-learn", () => {
  it("has matrices of [inputs, neurons], and its activation behind all layers but the last", () => {
    const { network, head } = readSkops(skops("MLPRegressor", "relu", "identity", coefs, intercepts));
    expect(network.layers).toEqual([
      { weight: tensor([[1, 3, 5], [2, 4, 6]]), bias: tensor([9, 10]), activation: { kind: "relu" } }, // prettier-ignore
      { weight: tensor([[7, 8]]), bias: tensor([11]), activation: { kind: "identity" } },
    ]);
    expect(head).toBeUndefined();
  });

  it("is a classifier of two classes with a sigmoid, of several with a softmax as the head", () => {
    const two = readSkops(skops("MLPClassifier", "logistic", "logistic", coefs, intercepts));
    expect(two.network.layers.map(({ activation }) => activation.kind)).toEqual(["sigmoid", "sigmoid"]);
    expect(readSkops(skops("MLPClassifier", "tanh", "softmax", coefs, intercepts)).head).toBe("softmax");
  });

  // prettier-ignore
  it.each<readonly [what: string, bytes: Uint8Array, message: RegExp]>([
    ["another estimator",  skops("Pipeline", "relu", "identity", coefs, intercepts),         /__class__: expected MLPRegressor or MLPClassifier .+; received "Pipeline"$/],
    ["another activation", skops("MLPRegressor", "swish", "identity", coefs, intercepts),    /^activation: expected identity, logistic, tanh, relu; received "swish"$/],
    ["a name that every object has", skops("MLPRegressor", "constructor", "identity", coefs, intercepts),    /^activation: expected identity, logistic, tanh, relu; received "constructor"$/],
    ["too few biases",     skops("MLPRegressor", "relu", "identity", coefs, [tensor([1])]),  /^coefs_: expected as many matrices as intercepts_; received 2 and 1$/],
    ["NaN",                skops("MLPRegressor", "relu", "identity", [tensor([[NaN]])], [tensor([1])]), /^coefs_\[0\]: expected finite numbers; received NaN at entry 0$/],
    ["nothing",            new Uint8Array(),                                                 /^byte 0, zip: expected the record that ends an archive; received none$/],
  ])("is refused: %s", (_, bytes, message) => {
    expect(() => readSkops(bytes)).toThrow(message);
  });
});
