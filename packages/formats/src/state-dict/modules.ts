import type { NamedTensor } from "./named-tensor.ts";
import { parameterOf, refuseTensor } from "./parameter.ts";
import type { Parameter } from "./parameter.ts";
import { normalisedWeight } from "./weights.ts";

/** One nn.Linear: weight [i, j] and perhaps bias [i]. */
export interface Linear {
  /** What their names have before the last point; empty where they have none. */
  readonly name: string;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
}

/** The one tensor of an nn.PReLU: its slopes, [1] or [i]. */
export interface PRelu {
  readonly name: string;
  readonly slope: Parameter;
}

/** An nn.BatchNorm1d: the statistics of training, and perhaps a gain and a shift. */
export interface BatchNorm {
  readonly name: string;
  readonly mean: Parameter;
  readonly variance: Parameter;
  readonly gain: Parameter | undefined;
  readonly shift: Parameter | undefined;
  /** ε, where the file holds it. */
  readonly epsilon?: number;
}

export interface Modules {
  readonly linears: readonly Linear[];
  readonly prelus: readonly PRelu[];
  readonly norms: readonly BatchNorm[];
  /** How the file's numbers were changed. */
  readonly notes: readonly string[];
}

/**
 * The modules that a state dict is of, by the names and shapes of its tensors.
 *
 * @throws FormatError naming a tensor that belongs to no fully-connected layer
 */
export function modulesOf(tensors: readonly NamedTensor[]): Modules {
  const byModule = new Map<string, Map<string, NamedTensor>>();
  for (const tensor of tensors) {
    const { module, part } = partsOf(tensor.name);
    const known = byModule.get(module) ?? new Map<string, NamedTensor>();
    known.set(part, tensor);
    byModule.set(module, known);
  }
  const [linears, prelus, norms, notes]: [Linear[], PRelu[], BatchNorm[], string[]] = [[], [], [], []];
  for (const [name, parts] of byModule) {
    const bias = parts.get("bias");
    const weight = normalisedWeight(name, parts, (note) => notes.push(note));
    checkParts(parts);
    if (parts.has("running_mean") || parts.has("running_var")) norms.push(batchNormOf(name, parts));
    else if (weight === undefined) refuseTensor(bias ?? first(parts), "a weight with it");
    else if (weight.shape.includes(0)) refuseTensor(weight, "a weight that is not empty");
    else if (weight.shape.length === 2) linears.push({ name, weight, bias: biasOf(bias, weight) });
    else if (weight.shape.length === 1 && bias === undefined) prelus.push({ name, slope: weight });
    else
      refuseTensor(
        weight,
        weight.shape.length === 1
          ? "the weight [i, j] of a Linear (one axis and a bias may be a LayerNorm, which is not part of a chain of layers)"
          : "the weight [i, j] of a Linear, or the slopes [1] or [i] of a PReLU, which has no bias",
      );
  }
  return { linears, prelus, norms, notes };
}

const first = (parts: ReadonlyMap<string, NamedTensor>): NamedTensor => [...parts.values()][0];

/** `fc1.weight` is part `weight` of module `fc1`; what PyTorch keeps of a parametrised weight has a longer name. */
function partsOf(name: string): { readonly module: string; readonly part: string } {
  const parametrised = /^(?:(.*)\.)?(parametrizations\.weight\.original[01]?)$/.exec(name);
  if (parametrised !== null) return { module: parametrised[1] ?? "", part: parametrised[2] };
  const at = name.lastIndexOf(".");
  return { module: name.slice(0, Math.max(0, at)), part: name.slice(at + 1) };
}

const PARTS: ReadonlySet<string> = new Set(
  (
    "weight bias kernel weight_g weight_v weight_orig weight_mask running_mean running_var num_batches_tracked " +
    "parametrizations.weight.original0 parametrizations.weight.original1"
  ).split(" "),
);

function checkParts(parts: ReadonlyMap<string, NamedTensor>): void {
  for (const [part, tensor] of parts)
    if (!PARTS.has(part))
      refuseTensor(
        tensor,
        "a name that ends in weight, bias or kernel, as those of a Linear do (or the option skip, to leave it out)",
      );
}

function biasOf(bias: NamedTensor | undefined, weight: Parameter): Parameter | undefined {
  if (bias === undefined) return undefined;
  const [I] = weight.shape;
  if (bias.shape.length !== 1 || bias.shape[0] !== I)
    refuseTensor(bias, `a bias [${I}], as ${weight.name} has neurons`);
  return parameterOf(bias);
}

export function batchNormOf(name: string, parts: ReadonlyMap<string, NamedTensor>): BatchNorm {
  const [mean, variance, gain, shift] = ["running_mean", "running_var", "weight", "bias"].map((part) =>
    parts.get(part),
  );
  if (mean === undefined || variance === undefined)
    return refuseTensor(mean ?? first(parts), "running_mean and running_var with it");
  for (const each of [mean, variance, gain, shift])
    if (each !== undefined && (each.shape.length !== 1 || each.shape[0] !== mean.shape[0]))
      refuseTensor(each, `[${mean.shape[0]}], as ${mean.name} has`);
  return {
    name,
    mean: parameterOf(mean),
    variance: parameterOf(variance),
    gain: gain && parameterOf(gain),
    shift: shift && parameterOf(shift),
  };
}
