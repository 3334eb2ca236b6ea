import { FormatError } from "@espalier/tensor";
import type { ActivationText, Head } from "@espalier/prune";
import type { NetworkFile } from "@espalier/files";
import { fields, finite, show } from "@espalier/files/json-values";
import type { BatchNorm, Linear, PRelu } from "../state-dict/modules.ts";
import type { NamedTensor } from "../state-dict/named-tensor.ts";
import { parameterOf, refuseTensor } from "../state-dict/parameter.ts";
import type { Parameter } from "../state-dict/parameter.ts";
import { networkOfSteps } from "../state-dict/read.ts";
import { transposed } from "../state-dict/weights.ts";
import { activationOf, appliedBy } from "./activations.ts";

/** A layer of Keras: its class, its settings, and what it reads, where the file says so. */
interface KerasLayer {
  readonly type: string;
  readonly at: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly name: string;
}

/** The tensors of a layer, by the last part of their names. */
export type TensorsOf = (layer: string) => ReadonlyMap<string, NamedTensor>;

interface Draft {
  readonly steps: {
    linear: Linear;
    prelu: PRelu | undefined;
    before: BatchNorm | undefined;
    behind: BatchNorm | undefined;
  }[];
  readonly kinds: ActivationText[];
  waiting: BatchNorm | undefined;
  head: Head | undefined;
  /** How many inputs the model says that it has. */
  width: number | undefined;
}

/** Layers that change nothing in a network that is run and not trained, and whose samples are rows. */
const nothing: ReadonlySet<string> = new Set(
  "InputLayer Dropout AlphaDropout GaussianNoise GaussianDropout ActivityRegularization Flatten".split(" "),
);

/**
 * The network of a Keras model: Dense layers one behind the other, with activations, BatchNormalization and Dropout between them.
 *
 * @param who the function that was called
 * @param model `{ class_name, config: { layers } }`
 * @throws FormatError naming the layer
 */
export function networkOfLayers(
  who: string,
  model: unknown,
  tensorsOf: TensorsOf,
  isKeras3: boolean,
): NetworkFile {
  const draft: Draft = { steps: [], kinds: [], waiting: undefined, head: undefined, width: undefined };
  const { layers, notes } = layersOf(model);
  for (const layer of layers) take(draft, layer, tensorsOf, isKeras3);
  const { steps, kinds, waiting, head } = draft;
  if (waiting !== undefined) refuseTensor({ ...waiting.mean }, "a Dense layer behind it");
  if (steps.length === 0) throw new FormatError("layers", "at least one Dense", "none");
  return networkOfSteps(who, steps, kinds, notes, head);
}

/** The layers from the input to the output in their order, each of which must read the one before it. */
function layersOf(model: unknown): {
  readonly layers: readonly KerasLayer[];
  readonly notes: readonly string[];
} {
  const { class_name: kind, config } = fields("model", model);
  if (!/^(Sequential|Functional|Model)$/.test(textIn(kind)))
    throw new FormatError("model.class_name", "Sequential or Functional", show(kind));
  const list: unknown = Array.isArray(config) ? config : fields("model.config", config)["layers"];
  if (!Array.isArray(list)) throw new FormatError("model.config.layers", "a list of layers", show(list));
  const layers = list.map((each, k): KerasLayer & { readonly reads: readonly string[] | undefined } => {
    const { class_name: type, config: own, inbound_nodes: nodes } = fields(`layers[${k}]`, each);
    const settings = fields(`layers[${k}].config`, own);
    const at = `layers[${k}] (${textIn(type)})`;
    return {
      type: textIn(type),
      at,
      config: settings,
      name: textIn(settings["name"]),
      reads: kind === "Sequential" ? undefined : namesIn(nodes),
    };
  });
  const names = new Set<string>();
  for (const { at, name } of layers) {
    if (names.has(name)) throw new FormatError(at, "a name of its own", JSON.stringify(name.slice(0, 40)));
    names.add(name);
  }
  if (kind === "Sequential") return { layers, notes: [] };
  const { input_layers: inputs, output_layers: outputs } = fields("model.config", config);
  const last = outputs === undefined ? layers.length - 1 : endOf("output_layers", outputs, layers);
  const [chain, behind] = [layers.slice(0, last + 1), layers.slice(last + 1)];
  for (const [k, { at, reads = [] }] of chain.entries())
    if (k === 0 ? reads.length > 0 : reads.length !== 1 || reads[0] !== layers[k - 1].name)
      throw new FormatError(
        at,
        k === 0 ? "no input, as the first layer" : `one input, the layer before it (${layers[k - 1].name})`,
        reads.join(", ") || "none",
      );
  if (outputs === undefined) throw new FormatError("model.config.output_layers", "one output", "undefined");
  if (endOf("input_layers", inputs, layers) !== 0)
    throw new FormatError(
      "model.config.input_layers",
      `the first layer (${layers[0].name})`,
      namesIn(inputs).join(", "),
    );
  const [output] = chain.slice(-1);
  const unread = behind.map(({ name }) => name).join(", ");
  return {
    layers: chain,
    notes:
      unread === ""
        ? []
        : [`the output is ${output.name}; layers it does not depend on are left out: ${unread}`],
  };
}

/** Where the one layer is that a model's `input_layers` or `output_layers` names, in the forms that `inbound_nodes` has. */
function endOf(key: string, json: unknown, layers: readonly KerasLayer[]): number {
  const at = `model.config.${key}`;
  const names = namesIn(json);
  if (names.length !== 1)
    throw new FormatError(at, "one layer, as in a chain", names.join(", ").slice(0, 200) || show(json));
  const found = layers.findIndex(({ name }) => name === names[0]);
  if (found < 0) throw new FormatError(at, "the name of a layer", JSON.stringify(names[0].slice(0, 40)));
  return found;
}

const textIn = (json: unknown): string => (typeof json === "string" ? json : "");

/** The names of the layers that a layer reads, in the forms of Keras 2, `[["dense", 0, 0, {}]]`, and of Keras 3, `keras_history`. */
function namesIn(nodes: unknown): string[] {
  const names: string[] = [];
  const waiting: unknown[] = [nodes];
  for (let value = waiting.pop(); value !== undefined && names.length < 100; value = waiting.pop()) {
    if (Array.isArray(value) && typeof value[0] === "string") names.push(value[0]);
    else if (Array.isArray(value)) for (const item of value) waiting.push(item ?? []);
    else if (typeof value === "object" && value !== null)
      for (const item of Object.values(value)) waiting.push(item ?? []);
  }
  return names.toReversed(); // what was pushed last came out first
}

function take(draft: Draft, layer: KerasLayer, tensorsOf: TensorsOf, isKeras3: boolean): void {
  const { type, at, config, name } = layer;
  const { steps, kinds } = draft;
  draft.width ??= widthIn(config);
  if (nothing.has(type)) return;
  if (draft.head !== undefined) throw new FormatError(at, `nothing behind the ${draft.head}`, type);
  if (type === "Dense") {
    const linear = denseOf(at, name, config, tensorsOf(name));
    const { width } = draft;
    if (steps.length === 0 && width !== undefined && width !== linear.weight.shape[1])
      throw new FormatError(
        at,
        `a kernel with ${width} inputs, as the model has`,
        `${linear.weight.shape[1]}`,
      );
    steps.push({
      linear,
      prelu: undefined,
      before: draft.waiting,
      behind: undefined,
    });
    kinds.push({ kind: "identity" });
    draft.waiting = undefined;
    if (config["activation"] !== undefined && config["activation"] !== null)
      apply(draft, at, config["activation"], isKeras3);
  } else if (type === "BatchNormalization") normalise(draft, layer, tensorsOf(name));
  else if (type === "Activation") apply(draft, at, config["activation"], isKeras3);
  else if (type === "Softmax") draft.head = "softmax";
  else if (type === "PReLU") {
    activate(draft, at, { kind: "prelu" });
    const slope = tensorsOf(name).get("alpha");
    if (slope === undefined) throw new FormatError(at, `the tensor ${name}/alpha`, "none");
    steps[steps.length - 1].prelu = { name, slope: parameterOf(slope) };
  } else activate(draft, at, layerActivation(layer));
}

/** Layers that are an activation each. */
function layerActivation({ type, at, config }: KerasLayer): ActivationText {
  const number = (keys: readonly string[], usual: number): number => {
    const key = keys.find((each) => config[each] !== undefined && config[each] !== null);
    return key === undefined ? usual : finite(`${at}.${key}`, config[key]);
  };
  if (type === "LeakyReLU")
    return activationOf(at, `leaky-relu(${number(["negative_slope", "alpha"], 0.3)})`);
  if (type === "ELU") return activationOf(at, `elu(${number(["alpha"], 1)})`);
  if (type === "ReLU") {
    const [slope, threshold] = [number(["negative_slope"], 0), number(["threshold"], 0)];
    const most = number(["max_value"], Infinity);
    if (threshold !== 0 || (slope !== 0 && most !== Infinity))
      throw new FormatError(
        at,
        "a ReLU without a threshold, and a slope or a largest value",
        `${slope}, ${threshold}, ${most}`,
      );
    return activationOf(
      at,
      most !== Infinity ? `clip(0, ${most})` : slope === 0 ? "relu" : `leaky-relu(${slope})`,
    );
  }
  throw new FormatError(
    at,
    "Dense, Activation, BatchNormalization, Dropout, Flatten, an activation, or Softmax at the end",
    type,
  );
}

function apply(draft: Draft, at: string, name: unknown, isKeras3: boolean): void {
  const applied = appliedBy(`${at}.activation`, name, isKeras3);
  if ("head" in applied) draft.head = applied.head;
  else if (applied.activation.kind !== "identity") activate(draft, at, applied.activation);
}

function activate({ kinds, waiting }: Draft, at: string, activation: ActivationText): void {
  const last = kinds.length - 1;
  if (last < 0 || waiting !== undefined) throw new FormatError(at, "a Dense layer before it", "none");
  if (kinds[last].kind !== "identity")
    throw new FormatError(at, "one activation a layer", `a second one, behind ${kinds[last].kind}`);
  kinds[last] = activation;
}

/** The numbers in a sample, where a layer says them: `[null, 28, 28]` is 784. */
function widthIn(config: KerasLayer["config"]): number | undefined {
  const shape = config["batch_input_shape"] ?? config["batch_shape"];
  if (!Array.isArray(shape) || shape.length < 2) return undefined;
  const sizes = shape.slice(1).map(Number);
  return shape.slice(1).every((size) => typeof size === "number")
    ? sizes.reduce((a, b) => a * b, 1)
    : undefined;
}

function denseOf(
  at: string,
  name: string,
  config: KerasLayer["config"],
  tensors: ReadonlyMap<string, NamedTensor>,
): Linear {
  const kernel = tensors.get("kernel");
  if (kernel === undefined) throw new FormatError(at, `the tensor ${name}/kernel`, "none");
  const { shape, ...rest } = parameterOf(kernel);
  const [J, I] = shape;
  if (shape.length !== 2 || I === 0 || J === 0) refuseTensor(kernel, "a kernel [inputs, neurons]");
  const { units, use_bias: hasBias } = config;
  if (units !== undefined && units !== I)
    refuseTensor(kernel, `a kernel [inputs, ${show(units)}], as ${name} has ${show(units)} units`);
  const weight: Parameter = { ...rest, shape: [I, J], read: () => transposed(kernel.read(), J, I) };
  const bias = tensors.get("bias");
  if (bias === undefined) {
    if (hasBias === true) throw new FormatError(at, `the tensor ${name}/bias`, "none");
    return { name, weight, bias: undefined };
  }
  if (hasBias === false) refuseTensor(bias, `no bias, as ${name} says use_bias false`);
  if (bias.shape.length !== 1 || bias.shape[0] !== I)
    refuseTensor(bias, `a bias [${I}], as ${kernel.name} has neurons`);
  return { name, weight, bias: parameterOf(bias) };
}

/** Behind a layer that has no activation yet, else in front of the next one. */
function normalise(
  draft: Draft,
  { at, name, config }: KerasLayer,
  tensors: ReadonlyMap<string, NamedTensor>,
): void {
  const { steps, kinds } = draft;
  const get = (part: string): Parameter | undefined => {
    const tensor = tensors.get(part);
    return tensor && parameterOf(tensor);
  };
  const [mean, variance] = [get("moving_mean"), get("moving_variance")];
  if (mean === undefined || variance === undefined)
    throw new FormatError(at, `the tensors ${name}/moving_mean and ${name}/moving_variance`, "none");
  const epsilon = config["epsilon"] === undefined ? 1e-3 : finite(`${at}.epsilon`, config["epsilon"]);
  const norm: BatchNorm = { name, mean, variance, gain: get("gamma"), shift: get("beta"), epsilon };
  const last = steps.length - 1;
  const width = last >= 0 ? steps[last].linear.weight.shape[0] : undefined;
  for (const each of [mean, variance, norm.gain, norm.shift])
    if (each !== undefined && (each.shape.length !== 1 || each.shape[0] !== (width ?? mean.shape[0])))
      refuseTensor(each, `[${width ?? mean.shape[0]}]`);
  if (draft.waiting !== undefined) throw new FormatError(at, "one BatchNormalization in a place", "two");
  if (last >= 0 && kinds[last].kind === "identity" && steps[last].behind === undefined)
    steps[last].behind = norm;
  else draft.waiting = norm;
}
