import { dtypeOf, ShapeError, sizeOf } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { graphOf } from "@espalier/network";
import type { GraphNode, Network, NodeOp } from "@espalier/network";
import type { LayerNames, NetworkFile, OnnxDetails, OnnxInput } from "@espalier/files";
import { intAttribute } from "./attributes.ts";
import { constantsIn } from "./constants.ts";
import type { Constants } from "./constants.ts";
import { writeNode } from "./nodes.ts";
import type { Place } from "./nodes.ts";
import { planOf } from "./plan.ts";
import type { NodePlan, Plan } from "./plan.ts";

export interface GraphPlan {
  readonly nodes: readonly NodePlan[];
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Lists of whole numbers, which shapes are. */
  readonly lists: ReadonlyMap<string, readonly number[]>;
}

/**
 * The nodes and the parameters of a network's graph.
 *
 * @throws ShapeError when an input has another size than the file says
 * @throws ValueError when two parameters have one name
 */
export function graphPlanOf(
  who: string,
  file: NetworkFile,
  names: readonly LayerNames[],
  details: OnnxDetails,
): GraphPlan {
  const { network, nodeNames = {} } = file;
  const graph = graphOf(network);
  const plan = planOf(who, details, dtypeOf(network.layers[0].weight), reservedNames(file, names, details));
  /** The names of values by those of nodes and inputs; a constant has one where it is used. */
  const values = new Map<string, string>();
  const constants = constantsIn(plan, graph, details);
  const place: Place = {
    plan,
    layers: network.layers,
    names,
    nodeNames,
    tied: new Set(network.layers.flatMap(({ tied }, k) => (tied === undefined ? [] : [tied, k]))),
    wishFor: wishesOf(network),
  };
  for (const [k, { name, width }] of graph.inputs.entries())
    values.set(name, rowsOf(plan, details.inputs[k], width, details.isOneSample === true));
  for (const node of graph.nodes) {
    if (node.op === "constant") continue;
    values.set(node.name, writeNode(place, node, operandsOf(node, values, constants)));
  }
  const renamed = new Map<string, string>();
  for (const [k, output] of graph.outputs.entries()) {
    const value = values.get(output.from) ?? constants.rowsOf(output.from);
    const head = output.head ?? (graph.outputs.length === 1 ? file.head : undefined);
    const headed = withHead(plan, withMap(plan, value, file, "output"), head);
    const last = withMap(plan, headed, file, "head");
    const { name, shape } = details.outputs[k];
    const shaped =
      shape === undefined
        ? last
        : plan.node(
            "Reshape",
            [
              last,
              plan.list(
                "output.shape",
                shape.map((size) => (typeof size === "number" ? size : -1)),
              ),
            ],
            "shaped",
          );
    const isOwn = plan.nodes.some((node) => node.output === shaped) && !renamed.has(shaped);
    renamed.set(isOwn ? shaped : plan.node("Identity", [shaped], "copy"), name);
  }
  const nameOf = (value: string): string => renamed.get(value) ?? value;
  const nodes = plan.nodes.map(({ output, inputs, ...node }) => ({
    ...node,
    output: nameOf(output),
    inputs: inputs.map(nameOf),
  }));
  return { nodes, tensors: plan.tensors, lists: plan.lists };
}

function reservedNames(
  { nodeNames = {} }: NetworkFile,
  names: readonly LayerNames[],
  { tail, unread = [] }: OnnxDetails,
): string[] {
  return [
    ...[...names, ...Object.values(nodeNames)].flatMap((each) => Object.values<string>({ ...each })),
    ...(tail === undefined
      ? []
      : [...tail.nodes.flatMap(({ outputs }) => outputs), ...Object.keys(tail.tensors)]),
    ...unread.map(({ name }) => name),
  ];
}

/** Values of a graph are called as its nodes are; those of a chain by the numbers of its layers. */
const wishesOf =
  ({ graph }: Network): Place["wishFor"] =>
  (node, what) => {
    const isLast = what === "output" || what === "last";
    if (graph !== undefined) return isLast ? node.name : `${node.name}.${what}`;
    return `layer${node.name}.${what === "last" ? "signal" : what}`;
  };

/** One sample a row. */
function rowsOf(plan: Plan, { name, shape }: OnnxInput, width: number, isOneSample: boolean): string {
  const axes = isOneSample ? shape : shape.slice(1);
  const held = sizeOf(
    axes.map((axis) => (typeof axis === "number" ? axis : axes.length === 1 ? width : NaN)),
  );
  if (axes.length === 0 || held !== width)
    throw new ShapeError(plan.who, `an input shape of ${width} numbers a sample`, `[${shape.join(", ")}]`);
  if (isOneSample) return plan.node("Flatten", [name], "rows", [intAttribute("axis", 0)]);
  return axes.length > 1 ? plan.node("Flatten", [name], "rows", [intAttribute("axis", 1)]) : name;
}

/** The ops that stretch a row to all samples. */
const stretching: readonly NodeOp[] = ["add", "mul", "max", "min"];

/**
 * The names of what a node reads. A constant is one row where another value stretches it to all samples, and a row for each sample elsewhere:
 * a sum of constants alone has nothing else to take the number of samples from.
 */
function operandsOf(
  { op, from }: GraphNode,
  values: ReadonlyMap<string, string>,
  { rowOf, rowsOf: rows }: Constants,
): string[] {
  const stretcher = Math.max(
    0,
    from.findIndex((name) => values.has(name)),
  );
  const isRow = (at: number): boolean => stretching.includes(op) && at !== stretcher;
  return from.map((name, at) => values.get(name) ?? (isRow(at) ? rowOf(name) : rows(name)));
}

function withMap(plan: Plan, value: string, file: NetworkFile, of: "output" | "head"): string {
  const { layers } = file.network;
  const map = of === "output" ? file.outputMap : file.headMap;
  if (map === undefined) return value;
  const M = map.scale.length;
  if (M !== layers[layers.length - 1].bias.data.length)
    throw new ShapeError(plan.who, `a map behind the ${of} of as many numbers as outputs`, `${M}`);
  let mapped = value;
  for (const [operator, name, data, nothing] of [
    ["Mul", "scale", map.scale, 1],
    ["Add", "shift", map.shift, 0],
  ] as const)
    if (data.some((each) => each !== nothing))
      mapped = plan.node(
        operator,
        [mapped, plan.store(plan.fresh(`${of}.${name}`), { shape: [M], data })],
        `${of}.${operator}`,
      );
  return mapped;
}

const withHead = (plan: Plan, value: string, head: NetworkFile["head"]): string =>
  head === undefined
    ? value
    : plan.node(head === "softmax" ? "Softmax" : "LogSoftmax", [value], "head", [intAttribute("axis", 1)]);
