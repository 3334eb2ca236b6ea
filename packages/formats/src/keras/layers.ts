import { FormatError } from "@espalier/tensor";
import type { ActivationText } from "@espalier/network";
import type { NetworkFile } from "@espalier/files";
import { finite } from "@espalier/files/json-values";
import { appendLinear, appendNorm, emptyChain } from "../state-dict/draft.ts";
import type { ChainDraft } from "../state-dict/draft.ts";
import type { BatchNorm } from "../state-dict/modules.ts";
import type { NamedTensor } from "../state-dict/named-tensor.ts";
import { parameterOf, refuseTensor } from "../state-dict/parameter.ts";
import type { Parameter } from "../state-dict/parameter.ts";
import { networkOfSteps } from "../state-dict/network-of-steps.ts";
import { layerActivation } from "./activation-layers.ts";
import { appliedBy } from "./activations.ts";
import { chainOf } from "./chain.ts";
import type { KerasLayer } from "./chain.ts";
import { denseOf, widthIn } from "./dense.ts";

/** The tensors of a layer, by the last part of their names. */
export type TensorsOf = (layer: string) => ReadonlyMap<string, NamedTensor>;

/** The layers so far. */
interface Draft extends ChainDraft {
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
  const draft: Draft = { ...emptyChain(), width: undefined };
  const { layers, notes } = chainOf(model);
  for (const layer of layers) take(draft, layer, tensorsOf, isKeras3);
  const { steps, kinds, waiting, head } = draft;
  if (waiting !== undefined) refuseTensor({ ...waiting.mean }, "a Dense layer behind it");
  if (steps.length === 0) throw new FormatError("layers", "at least one Dense", "none");
  return networkOfSteps(who, steps, kinds, notes, head);
}

function take(draft: Draft, layer: KerasLayer, tensorsOf: TensorsOf, isKeras3: boolean): void {
  const { type, at, config, name } = layer;
  const { steps } = draft;
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
    appendLinear(draft, linear);
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

function normalise(
  draft: Draft,
  { at, name, config }: KerasLayer,
  tensors: ReadonlyMap<string, NamedTensor>,
): void {
  const get = (part: string): Parameter | undefined => {
    const tensor = tensors.get(part);
    return tensor && parameterOf(tensor);
  };
  const [mean, variance] = [get("moving_mean"), get("moving_variance")];
  if (mean === undefined || variance === undefined)
    throw new FormatError(at, `the tensors ${name}/moving_mean and ${name}/moving_variance`, "none");
  const epsilon = config["epsilon"] === undefined ? 1e-3 : finite(`${at}.epsilon`, config["epsilon"]);
  const norm: BatchNorm = { name, mean, variance, gain: get("gamma"), shift: get("beta"), epsilon };
  const width = draft.steps.at(-1)?.linear.weight.shape[0];
  for (const each of [mean, variance, norm.gain, norm.shift])
    if (each !== undefined && (each.shape.length !== 1 || each.shape[0] !== (width ?? mean.shape[0])))
      refuseTensor(each, `[${width ?? mean.shape[0]}]`);
  if (draft.waiting !== undefined) throw new FormatError(at, "one BatchNormalization in a place", "two");
  appendNorm(draft, norm);
}
