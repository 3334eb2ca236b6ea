import { forward } from "@espalier/network";
import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { withNetwork } from "../../src/index.ts";
import { readBrain, writeBrain } from "../../src/brain/index.ts";

const bytes = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));
const layers = [
  { weights: [], biases: [] },
  { weights: [[1, 2], [3, 4], [5, 6]], biases: [0, 0, 0.5] }, // prettier-ignore
  { weights: [[1, -1, 1]], biases: [0.25] },
];
const network = { type: "NeuralNetwork", sizes: [2, 3, 1], layers, trainOpts: { activation: "sigmoid" } };

describe("a network of brain.js", () => {
  it("has its activation behind every layer, the outputs too", () => {
    const file = readBrain(bytes(network));
    expect(file.network.layers.map(({ activation }) => activation.kind)).toEqual(["sigmoid", "sigmoid"]);
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    const [a, b, c] = [1, 3, 5.5].map(sigmoid);
    expect(forward(file.network, tensor([[1, 0]])).data[0]).toBeCloseTo(sigmoid(a - b + c + 0.25), 14);
  });

  it("is a sigmoid where nothing is said, and a leaky relu with its slope", () => {
    const { trainOpts: _, ...bare } = network;
    expect(readBrain(bytes(bare)).network.layers[0].activation).toEqual({ kind: "sigmoid" });
    const leaky = { ...network, trainOpts: { activation: "leaky-relu", leakyReluAlpha: 0.1 } };
    const file = readBrain(bytes(leaky));
    expect(file.network.layers[1].activation).toEqual({ kind: "leaky-relu", alpha: 0.1 });
    expect(readBrain(writeBrain(file))).toEqual(file);
  });

  it("is written only if all layers have one of its activations", () => {
    const { network: { layers: [first, second] } } = readBrain(bytes(network)); // prettier-ignore
    const other = { layers: [first, { ...second, activation: { kind: "identity" as const } }] };
    expect(() => writeBrain({ network: other })).toThrow(
      /expected one activation for all layers, .+; received sigmoid, identity$/,
    );
  });

  it("keeps the names of its inputs and outputs as long as there are as many", () => {
    const named = {
      ...network,
      inputLookup: { red: 1, green: 0 },
      inputLookupLength: 2,
      outputLookup: { dark: 0 },
    };
    const file = readBrain(bytes(named));
    expect(file.brain).toEqual({ inputLookup: { red: 1, green: 0 }, outputLookup: { dark: 0 } });
    const [first, second] = file.network.layers;
    const pruned = { layers: [first, { ...second, weight: tensor([[0, -1, 0]]) }] };
    expect(JSON.parse(new TextDecoder().decode(writeBrain(withNetwork(file, pruned))))).toMatchObject({
      inputLookup: { red: 1, green: 0 },
      inputLookupLength: 2,
      outputLookup: { dark: 0 },
      outputLookupLength: 1,
    });
    const narrow = { layers: [{ ...first, weight: tensor([[1], [3], [5]]) }, second] };
    expect(withNetwork(file, narrow).brain).toEqual({ outputLookup: { dark: 0 } });
    expect(() => writeBrain({ ...file, network: narrow })).toThrow(
      "writeBrain: expected 1 names in inputLookup; received 2",
    );
  });

  // prettier-ignore
  it.each([
    ["a network with memory",  { ...network, type: "LSTM" },                                    /^type: expected "NeuralNetwork", a network without memory; received "LSTM"$/],
    ["layers of other sizes",  { ...network, sizes: [2, 3, 2] },                                /^layers\[2\]\.weights: expected 2 rows; received 1$/],
    ["too few layers",         { ...network, layers: layers.slice(1) },                         /^layers: expected 3 layers, the inputs among them; received 2$/],
    ["an unknown activation",  { ...network, trainOpts: { activation: "swish" } },              /^trainOpts\.activation: expected sigmoid, relu, leaky-relu or tanh; received "swish"$/],
    ["a name of no input",     { ...network, inputLookup: { red: 0, green: 2 } },               /^inputLookup\.green: expected a number below 2; received 2$/],
    ["a name too few",         { ...network, inputLookup: { red: 0 } },                         /^inputLookup: expected one name for each of 2; received 1 names$/],
    ["two names of an input",  { ...network, inputLookup: { red: 0, green: 0 } },               /^inputLookup: expected one name for each of 2; received 2 names$/],
    ["a text as a weight",     { ...network, layers: [layers[0], { ...layers[1], biases: ["0", 0, 0] }, layers[2]] }, /^layers\[1\]\.biases\[0\]: expected a finite number; received "0"$/],
  ])("is refused: %s", (_, json, message) => {
    expect(() => readBrain(bytes(json))).toThrow(message);
  });
});
