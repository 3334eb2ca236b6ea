import { FormatError, ShapeError } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { activationKinds, nodeOps } from "@espalier/network";
import { networkFromJson } from "../../src/json/index.ts";

const layer = {
  weight: [
    [1, 2],
    [3, 4],
  ],
  bias: [0, 0],
  activation: { kind: "relu" },
};
const root = { format: "espalier-network", version: 1, layers: [layer] };
const withLayer = (changed: Record<string, unknown>) => ({ ...root, layers: [{ ...layer, ...changed }] });
const node = { name: "0", op: "layer", layer: 0, from: ["x"] };
const graph = { inputs: [{ name: "x", width: 2 }], nodes: [node], outputs: [{ name: "y", from: "0" }] };
const withGraph = (changed: Record<string, unknown>) => ({
  ...root,
  version: 2,
  graph: { ...graph, ...changed },
});
const withNode = (changed: unknown) => withGraph({ nodes: [changed] });
const prelu = (slope: unknown) => withLayer({ activation: { kind: "prelu", slope } });
const kinds = `one of ${activationKinds.join(", ")}`;
const circular: unknown[] = [];
circular.push(circular);
const deep: unknown = JSON.parse("[".repeat(50_000) + "]".repeat(50_000));

// prettier-ignore
const malformed: readonly [what: string, json: unknown, message: string][] = [
  ["null",                     null,                                      "network: expected an object; received null"],
  ["nothing",                  undefined,                                 "network: expected an object; received undefined"],
  ["a number",                 7,                                         "network: expected an object; received 7"],
  ["a list",                   [1, 2],                                    "network: expected an object; received an array of 2"],
  ["a text of a text",         '"network"',                               'network: expected an object; received "network"'],
  ["another format",           { ...root, format: "onnx" },               'format: expected "espalier-network"; received "onnx"'],
  ["no format",                { layers: [layer] },                       'format: expected "espalier-network"; received undefined'],
  ["another version",          { ...root, version: 3 },                   "version: expected 1 or 2; received 3"],
  ["a version in quotes",      { ...root, version: "1" },                 'version: expected 1 or 2; received "1"'],
  ["a huge version",           { ...root, version: 10n ** 60n },          `version: expected 1 or 2; received 1${"0".repeat(38)}…`],
  ["no layers",                { ...root, layers: undefined },            "layers: expected an array of at least one layer; received undefined"],
  ["an empty list of layers",  { ...root, layers: [] },                   "layers: expected an array of at least one layer; received an array of 0"],
  ["layers by name",           { ...root, layers: { a: layer } },         "layers: expected an array of at least one layer; received an object"],
  ["a layer that is null",     { ...root, layers: [layer, null] },        "layers[1]: expected an object; received null"],
  ["no weight",                withLayer({ weight: undefined }),          "layers[0].weight: expected an array of at least one row; received undefined"],
  ["an empty weight",          withLayer({ weight: [] }),                 "layers[0].weight: expected an array of at least one row; received an array of 0"],
  ["a flat weight",            withLayer({ weight: [1, 2] }),             "layers[0].weight[0]: expected an array of at least one number; received 1"],
  ["an empty row",             withLayer({ weight: [[], []] }),           "layers[0].weight[0]: expected an array of at least one number; received an array of 0"],
  ["a ragged weight",          withLayer({ weight: [[1, 2], [3]] }),      "layers[0].weight[1]: expected 2 numbers; received 1"],
  ["a row that is none",       withLayer({ weight: [[1, 2], 3] }),        "layers[0].weight[1]: expected 2 numbers; received 3"],
  ["NaN",                      withLayer({ weight: [[1, NaN], [3, 4]] }), "layers[0].weight[0][1]: expected a finite number; received NaN"],
  ["infinity",                 withLayer({ bias: [0, -Infinity] }),       "layers[0].bias[1]: expected a finite number; received -Infinity"],
  ["NaN as a text",            withLayer({ bias: ["NaN", 0] }),           'layers[0].bias[0]: expected a finite number; received "NaN"'],
  ["null, JSON's NaN",         withLayer({ bias: [null, 0] }),            "layers[0].bias[0]: expected a finite number; received null"],
  ["a long text",              withLayer({ bias: ["x".repeat(39), 0] }),  `layers[0].bias[0]: expected a finite number; received "${"x".repeat(38)}…`],
  ["a text of 38",             withLayer({ bias: ["x".repeat(38), 0] }),  `layers[0].bias[0]: expected a finite number; received "${"x".repeat(38)}"`],
  ["no bias",                  withLayer({ bias: undefined }),            "layers[0].bias: expected 2 numbers; received undefined"],
  ["a bias too many",          withLayer({ bias: [1, 2, 3] }),            "layers[0].bias: expected 2 numbers; received 3"],
  ["no activation",            withLayer({ activation: undefined }),      "layers[0].activation: expected an object; received undefined"],
  ["a bare activation",        withLayer({ activation: "relu" }),         'layers[0].activation: expected an object; received "relu"'],
  ["an unknown activation",    withLayer({ activation: { kind: "swish" } }), `layers[0].activation.kind: expected ${kinds}; received "swish"`],
  ["an inherited activation",  withLayer({ activation: { kind: "toString" } }), `layers[0].activation.kind: expected ${kinds}; received "toString"`],
  ["a PReLU without a slope",  prelu(undefined),                          "layers[0].activation.slope: expected a finite number; received undefined"],
  ["a slope of null",          prelu(null),                               "layers[0].activation.slope: expected a finite number; received null"],
  ["too few slopes",           prelu([0.25]),                             "layers[0].activation.slope: expected 2 numbers; received 1"],
  ["a slope that is none",     prelu([0.25, {}]),                         "layers[0].activation.slope[1]: expected a finite number; received an object"],
  ["a circle",                 withLayer({ bias: [circular, 0] }),        "layers[0].bias[0]: expected a finite number; received an array of 1"],
  ["an abyss",                 withLayer({ bias: [deep, 0] }),            "layers[0].bias[0]: expected a finite number; received an array of 1"],
  ["a graph of null",          { ...root, graph: null },                  "graph: expected an object; received null"],
  ["a graph without nodes",    withGraph({ nodes: [] }),                  "graph.nodes: expected an array of at least one; received an array of 0"],
  ["an input without a name",  withGraph({ inputs: [{ width: 2 }] }),     "graph.inputs[0].name: expected a text that is not empty; received undefined"],
  ["an input without a width", withGraph({ inputs: [{ name: "x" }] }),    "graph.inputs[0].width: expected a whole number ≥ 0; received undefined"],
  ["a node that is none",      withNode(7),                               "graph.nodes[0]: expected an object; received 7"],
  ["an op that is none",       withNode({ ...node, op: "conv" }),         `graph.nodes[0].op: expected one of ${nodeOps.join(", ")}; received "conv"`],
  ["a node that reads a number", withNode({ ...node, from: [1] }),        "graph.nodes[0].from[0]: expected a text that is not empty; received 1"],
  ["a node that reads no list", withNode({ ...node, from: "x" }),         'graph.nodes[0].from: expected an array of names; received "x"'],
  ["a layer without a number", withNode({ ...node, layer: undefined }),   "graph.nodes[0].layer: expected a whole number ≥ 0; received undefined"],
  ["a gain that is absent",    withNode({ ...node, op: "rms-normalization", epsilon: 0 }), "graph.nodes[0].gain: expected an array of numbers; received undefined"],
  ["a gain that is none",      withNode({ ...node, op: "rms-normalization", gain: [null], epsilon: 0 }), "graph.nodes[0].gain[0]: expected a finite number; received null"],
  ["a head that is none",      withGraph({ outputs: [{ name: "y", from: "0", head: "argmax" }] }), 'graph.outputs[0].head: expected one of softmax, log-softmax; received "argmax"'],
  ["a tie to itself",          withLayer({ tied: 0 }),                    "layers[0].tied: expected the number of an earlier layer that is not tied itself; received 0"],
];

describe("is not a network, and is refused with the place:", () => {
  it.each(malformed)("%s", (_, json, message) => {
    const read = () => networkFromJson(json);
    expect(read).toThrow(FormatError);
    expect(read).toThrow(new FormatError(...partsOf(message)));
  });

  it("a text that is not JSON", () => {
    // What follows is the words of the engine.
    expect(() => networkFromJson("{")).toThrow(/^network: expected JSON; received ./);
    expect(() => networkFromJson("{")).toThrow(FormatError);
  });

  it("layers that do not fit each other", () => {
    const next = { weight: [[1, 2, 3]], bias: [0], activation: { kind: "relu" } };
    const read = () => networkFromJson({ ...root, layers: [layer, next] });
    expect(read).toThrow(
      new ShapeError("networkFromJson: layer 1", "a weight of 2 columns, the neurons of layer 0", "[1, 3]"),
    );
  });

  it("a number that is infinite in single precision", () => {
    expect(() => networkFromJson(withLayer({ bias: [0, 1e300] }), "f32")).toThrow(
      "networkFromJson: layer 0: expected finite numbers in bias; received Infinity at entry 1",
    );
  });
});

/** `who: expected …; received …`, as an error is made of. */
function partsOf(message: string): [string, string, string] {
  const [, who, expected, received] = /^(.+?): expected (.+); received (.+)$/.exec(message) ?? [];
  return [who, expected, received];
}
