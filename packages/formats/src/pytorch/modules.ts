import { FormatError, ValueError } from "@espalier/tensor";
import { parseActivation } from "@espalier/network";
import type { ActivationText, Head } from "@espalier/network";
import type { NetworkFile } from "@espalier/files";
import { appendLinear, appendNorm, emptyChain } from "../state-dict/draft.ts";
import type { ChainDraft } from "../state-dict/draft.ts";
import { batchNormOf, modulesOf } from "../state-dict/modules.ts";
import { refuseTensor } from "../state-dict/parameter.ts";
import type { NamedTensor } from "../state-dict/named-tensor.ts";
import { checkShared } from "../state-dict/check-shared.ts";
import { networkOfSteps } from "../state-dict/network-of-steps.ts";
import { isKind, keyText, valueOf } from "./pickle-values.ts";
import type { PickleObject, PickleValue } from "./pickle-values.ts";
import type { Saved } from "./storages.ts";
import { tensorObject, tensorOf } from "./tensors.ts";

/** What of a module matters here: its class, its attributes, and its name in the whole. */
interface Module {
  readonly type: string;
  readonly name: string;
  readonly state: (key: string) => PickleValue | undefined;
  readonly at: number;
}

/** An attribute that is a number, or what older versions had before they knew it. */
function number({ state, name, type, at }: Module, key: string, usual?: number): number {
  const value = state(key) ?? usual;
  if (typeof value === "number") return value;
  throw new FormatError(`byte ${at}, ${name}`, `the number ${key} of a ${type}`, "none");
}

/** The activation of a class, as text. */
// prettier-ignore
const activations: Readonly<Record<string, (module: Module) => string>> = {
  ReLU:        () => "relu",
  ReLU6:       () => "clip(0, 6)",
  Hardtanh:    (m) => `clip(${number(m, "min_val", -1)}, ${number(m, "max_val", 1)})`,
  LeakyReLU:   (m) => `leaky-relu(${number(m, "negative_slope")})`,
  RReLU:       (m) => `leaky-relu(${(number(m, "lower") + number(m, "upper")) / 2})`,
  PReLU:       () => "prelu",
  ELU:         (m) => `elu(${number(m, "alpha")})`,
  CELU:        (m) => `celu(${number(m, "alpha")})`,
  SELU:        () => "selu",
  SiLU:        () => "silu",
  Mish:        () => "mish",
  GELU:        (m) => (m.state("approximate") === "tanh" ? "gelu-tanh" : "gelu"),
  Tanh:        () => "tanh",
  Sigmoid:     () => "sigmoid",
  Hardsigmoid: () => `hardsigmoid(${1 / 6}, 0.5)`,
  Hardswish:   () => "hardswish",
  Softplus:    (m) => `softplus(${number(m, "beta")})`,
  Softsign:    () => "softsign",
  LogSigmoid:  () => "logsigmoid",
};

/** Classes that change nothing in a network that is run and not trained, and whose samples are rows. */
const nothing: ReadonlySet<string> = new Set(
  "Identity Dropout Dropout1d AlphaDropout FeatureAlphaDropout Flatten Unflatten".split(" "),
);

const heads: Readonly<Record<string, Head>> = { Softmax: "softmax", LogSoftmax: "log-softmax" };

/** The layers of the modules so far. */
interface Draft extends ChainDraft {
  readonly tensors: NamedTensor[];
  readonly notes: string[];
}

/**
 * The network of a module that was saved whole: nn.Sequential of Linear layers, with all between them, in the order in which it is run.
 *
 * @throws FormatError naming a module of another class, or one that stands where a chain of layers has none
 */
export function networkOfModule(saved: Saved): NetworkFile {
  const draft: Draft = { ...emptyChain(), tensors: [], notes: [] };
  for (const module of modulesIn(saved.value, "", 0)) take(draft, saved, module);
  const { waiting, steps, kinds, tensors, notes, head } = draft;
  if (waiting !== undefined) refuseTensor(waiting.mean, "a Linear behind it");
  if (steps.length === 0) throw new FormatError("pytorch", "a module with a Linear in it", "none");
  checkShared(tensors);
  return networkOfSteps("readPytorch", steps, kinds, notes, head);
}

/** The modules of nn.Sequential, and of those in it, in the order in which they are run. */
function* modulesIn(value: PickleValue | undefined, name: string, depth: number): Generator<Module> {
  if (!isKind(value, "object") || !value.type.startsWith("torch.nn.modules."))
    throw new FormatError(
      `module ${JSON.stringify(name)}`,
      "a module of PyTorch's own classes",
      "another value",
    );
  const module = moduleOf(value, name);
  if (module.type !== "Sequential") {
    yield module;
    return;
  }
  const children = module.state("_modules");
  if (!isKind(children, "dict") || depth > 50) refuseModule(module, "modules in it, at most 50 deep");
  else
    for (const [key, child] of children.entries)
      yield* modulesIn(child, name === "" ? keyText(key) : `${name}.${keyText(key)}`, depth + 1);
}

function moduleOf({ type, state, at }: PickleObject, name: string): Module {
  const own = type.slice(type.lastIndexOf(".") + 1);
  return { type: own, name, at, state: (key) => (isKind(state, "dict") ? valueOf(state, key) : undefined) };
}

function take(draft: Draft, saved: Saved, module: Module): void {
  const { type } = module;
  const { steps, kinds } = draft;
  const last = steps.length - 1;
  if (nothing.has(type)) return;
  if (draft.head !== undefined) refuseModule(module, `nothing behind the ${draft.head}`);
  const parts = partsOf(saved, module);
  for (const tensor of parts.values()) draft.tensors.push(tensor);
  if (type === "Linear") {
    const { linears, notes } = modulesOf([...parts.values()]);
    const linear = linears[0] ?? refuseModule(module, "a weight [i, j]");
    appendLinear(draft, linear);
    draft.notes.push(...notes);
  } else if (type === "BatchNorm1d") {
    const norm = { ...batchNormOf(module.name, namedParts(parts)), epsilon: number(module, "eps") };
    if (draft.waiting !== undefined) refuseModule(module, "one BatchNorm in a place");
    appendNorm(draft, norm);
  } else if (Object.hasOwn(activations, type)) {
    if (last < 0 || draft.waiting !== undefined) refuseModule(module, "a Linear before it");
    if (kinds[last].kind !== "identity") refuseModule(module, "one activation a layer");
    kinds[last] = activationOf(module);
    if (type === "PReLU") {
      const [slope] = modulesOf([...parts.values()]).prelus;
      steps[last].prelu = slope ?? refuseModule(module, "its slopes");
    }
  } else if (Object.hasOwn(heads, type)) draft.head = heads[type];
  else
    refuseModule(
      module,
      "Sequential, Linear, BatchNorm1d, Dropout, Flatten, an activation, or Softmax at the end",
    );
}

/** The parameters and buffers of a module, by their own names. */
function partsOf(saved: Saved, { state, name }: Module): ReadonlyMap<string, NamedTensor> {
  const found = new Map<string, NamedTensor>();
  for (const key of ["_parameters", "_buffers"]) {
    const dict = state(key);
    if (!isKind(dict, "dict")) continue;
    for (const [part, value] of dict.entries) {
      const object = tensorObject(value);
      const full = name === "" ? keyText(part) : `${name}.${keyText(part)}`;
      if (object !== undefined) found.set(full, tensorOf(saved, full, object));
    }
  }
  return found;
}

/** By the last part of their names. */
const namedParts = (parts: ReadonlyMap<string, NamedTensor>): ReadonlyMap<string, NamedTensor> =>
  new Map([...parts].map(([name, tensor]) => [name.slice(name.lastIndexOf(".") + 1), tensor]));

function activationOf(module: Module): ActivationText {
  const text = activations[module.type](module);
  try {
    return parseActivation(module.type, text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    return refuseModule(module, error.expected);
  }
}

function refuseModule({ type, name, at }: Module, expected: string): never {
  throw new FormatError(`byte ${at}, module ${JSON.stringify(name)}`, expected, type);
}
