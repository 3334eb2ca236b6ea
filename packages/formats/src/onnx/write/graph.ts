import { allocate, dtypeOf, ShapeError, sizeOf, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Layer } from "@espalier/prune";
import type { LayerNames, NetworkFile, OnnxDetails } from "../../network-file.ts";
import type { Bytes } from "../../protobuf/write.ts";
import { activationNodes } from "./activations.ts";
import { intAttribute } from "./attributes.ts";

/** A node to be written. */
export interface NodePlan {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: readonly Bytes[];
}

export interface GraphPlan {
  readonly nodes: readonly NodePlan[];
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Lists of whole numbers, which shapes are. */
  readonly lists: ReadonlyMap<string, readonly number[]>;
}

/**
 * The nodes and the parameters of a network's graph.
 *
 * @throws ShapeError when the input has another size than the file says
 * @throws ValueError when two parameters have one name
 */
export function graphOf(file: NetworkFile, names: readonly LayerNames[], details: OnnxDetails): GraphPlan {
  const { network, head, outputMap } = file;
  const nodes: NodePlan[] = [];
  const tensors = new Map<string, Tensor>();
  const lists = new Map<string, readonly number[]>();
  const taken = new Set([
    details.inputName,
    details.outputName,
    ...names.flatMap((each) => Object.values<string>({ ...each })),
  ]);
  const fresh = (wish: string): string => {
    let name = wish;
    for (let more = 1; taken.has(name); more++) name = `${wish}.${more}`;
    taken.add(name);
    return name;
  };
  const store = (name: string, tensor: Tensor): string => {
    if (tensors.has(name) || name === details.inputName || name === details.outputName || name === "")
      throw new ValueError("writeOnnx", "a name for each parameter, input and output", JSON.stringify(name));
    tensors.set(name, tensor);
    return name;
  };
  let value = details.inputName;
  const node = (
    operator: string,
    inputs: readonly string[],
    wish: string,
    attributes: readonly Bytes[] = [],
  ): string => {
    nodes.push({ operator, inputs, output: fresh(wish), attributes });
    return nodes[nodes.length - 1].output;
  };

  const width = network.layers[0].weight.shape[1];
  const axes = details.isOneSample ? details.inputShape : details.inputShape.slice(1);
  const held = sizeOf(
    axes.map((axis) => (typeof axis === "number" ? axis : axes.length === 1 ? width : NaN)),
  );
  if (axes.length === 0 || held !== width)
    throw new ShapeError(
      "writeOnnx",
      `an input shape of ${width} numbers a sample`,
      `[${details.inputShape.join(", ")}]`,
    );
  if (details.isOneSample) value = node("Flatten", [value], "rows", [intAttribute("axis", 0)]);
  else if (axes.length > 1) value = node("Flatten", [value], "rows", [intAttribute("axis", 1)]);

  for (const [k, layer] of network.layers.entries()) {
    value = affine(layer, names[k], k);
    value = activate(layer, names[k], k);
  }
  if (outputMap !== undefined) {
    const M = outputMap.scale.length;
    if (M !== network.layers[network.layers.length - 1].bias.data.length)
      throw new ShapeError("writeOnnx", "an output map of as many numbers as outputs", `${M}`);
    for (const [operator, name, data, nothing] of [
      ["Mul", "scale", outputMap.scale, 1],
      ["Add", "shift", outputMap.shift, 0],
    ] as const)
      if (data.some((each) => each !== nothing))
        value = node(
          operator,
          [value, store(fresh(`output.${name}`), { shape: [M], data })],
          `output.${operator}`,
        );
  }
  if (head !== undefined)
    value = node(head === "softmax" ? "Softmax" : "LogSoftmax", [value], "head", [intAttribute("axis", 1)]);
  if (details.outputShape !== undefined) {
    const name = fresh("output.shape");
    lists.set(
      name,
      details.outputShape.map((size) => (typeof size === "number" ? size : -1)),
    );
    value = node("Reshape", [value, name], "shaped");
  }
  return { nodes: endingIn(nodes, value, details), tensors, lists };

  function affine({ weight, bias }: Layer, name: LayerNames, k: number): string {
    const biased = name.bias !== undefined || bias.data.some((b) => !Object.is(b, 0));
    if (!biased) return node("MatMul", [value, store(name.weight, transposed(weight))], `layer${k}.signal`);
    const W = store(name.weight, weight);
    const b = store(name.bias ?? fresh(`${name.weight}.bias`), bias);
    return node("Gemm", [value, W, b], `layer${k}.signal`, [intAttribute("transB", 1)]);
  }

  function activate({ activation, weight }: Layer, name: LayerNames, k: number): string {
    if (activation.kind === "prelu")
      return node(
        "PRelu",
        [value, store(name.slope ?? fresh(`${name.weight}.slope`), activation.slope)],
        `layer${k}.output`,
      );
    return activationNodes(activation, value, {
      opset: details.opset,
      isDouble: dtypeOf(weight) === "f64",
      node: (operator, inputs, wish, attributes = []) =>
        node(operator, inputs, `layer${k}.${wish}`, attributes),
      constant: (wish, number) => {
        const one = allocate(1, dtypeOf(weight));
        one[0] = number;
        return store(fresh(`layer${k}.${wish}`), { shape: [], data: one });
      },
    });
  }
}

function transposed({ shape: [I, J], data }: Tensor): Tensor {
  const result = data.slice();
  for (let i = 0; i < I; i++) for (let j = 0; j < J; j++) result[j * I + i] = data[i * J + j];
  return { shape: [J, I], data: result };
}

/** The last node's output is the graph's. */
const endingIn = (
  nodes: readonly NodePlan[],
  value: string,
  { outputName }: OnnxDetails,
): readonly NodePlan[] =>
  nodes.map((node) => (node.output === value ? { ...node, output: outputName } : node));
