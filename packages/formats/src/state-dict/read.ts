import { FormatError, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { checkNetwork } from "@espalier/network";
import type { Activation, ActivationText, Head, Layer } from "@espalier/network";
import { foldedLayer } from "@espalier/files";
import type { LayerNames, NetworkFile, Precision } from "@espalier/files";
import { dtypeFor } from "@espalier/files/bytes";
import { givenKinds, kindsOf } from "./description.ts";
import type { Description } from "./description.ts";
import { chosenTensors, leftOut } from "./choose.ts";
import { modulesOf } from "./modules.ts";
import { refuseTensor } from "./parameter.ts";
import type { BatchNorm } from "./modules.ts";
import type { Parameter } from "./parameter.ts";
import type { NamedTensor } from "./named-tensor.ts";
import { stepsOf } from "./order.ts";
import type { Step } from "./order.ts";

/** The information that a state dict lacks. A safetensors file may say it in its `__metadata__` instead, as a text with commas. */
export interface StateDictOptions {
  /**
   * The σ of each layer; or one for all but the last, which then has none: "relu", "elu(1)", "clip(0, 6)". "prelu" where the file
   * has a weight of one axis: it could be the gains of a normalisation.
   */
  readonly activations?: string | readonly string[];
  /** The names of the layers in the order they are applied, without `.weight`, where numbers in them do not give it. */
  readonly order?: readonly string[];
  /** What the names of its tensors begin with, such as "actor.", where a file holds more than the network; all others are left out. */
  readonly prefix?: string;
  /** The names of tensors that are not part of the network, such as "log_std". */
  readonly skip?: readonly string[];
}

/** What PyTorch adds to a variance by default; a state dict does not hold it. */
const EPSILON = 1e-5;

/**
 * A chain of Linear layers, with or without biases, and PReLUs between them, out of tensors with PyTorch's or Flax's names. BatchNorm and
 * weight normalisation are folded into the layers.
 *
 * @param who the function that was called
 * @throws FormatError naming a tensor of another module, and where the order of the layers or their activations are not to be known
 * @throws ValueError when an option is not valid
 */
export function networkOf(
  who: string,
  tensors: readonly NamedTensor[],
  options: StateDictOptions,
  told: Description,
): NetworkFile {
  const given = givenKinds(who, options.activations) ?? told.activations;
  const order = options.order ?? told.order;
  const chosen = chosenTensors(tensors, options);
  const modules = modulesOf(chosen);
  checkShared(chosen);
  const steps = stepsOf(modules, order, told.activations?.length === modules.linears.length, given);
  const kinds = kindsOf(
    given,
    steps.map(({ prelu }) => prelu !== undefined),
  );
  checkSlopes(steps, given !== undefined);
  return networkOfSteps(who, steps, kinds, [...modules.notes, ...leftOut(tensors, chosen)], told.head);
}

/** The network of layers whose order and activations are known. */
export function networkOfSteps(
  who: string,
  steps: readonly Step[],
  kinds: readonly ActivationText[],
  noted: readonly string[],
  head: Head | undefined,
): NetworkFile {
  for (const [
    k,
    {
      linear: { weight },
    },
  ] of steps.entries()) {
    const before = steps[k - 1]?.linear.weight;
    if (before !== undefined && weight.shape[1] !== before.shape[0])
      refuseTensor(weight, `${before.shape[0]} inputs, the neurons of ${before.name} before it`);
  }
  const precision = precisionOf(steps);
  const notes = [...noted];
  const layers = steps.map((step, k) => layerOf(step, kinds[k], precision, notes));
  checkNetwork(who, { layers });
  return {
    network: { layers },
    precision,
    names: steps.map(namesOf),
    ...(head === undefined ? {} : { head }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** A weight of one axis without a bias is a PReLU's or a normalisation's: the shape does not decide. */
function checkSlopes(steps: readonly Step[], isSaid: boolean): void {
  for (const { prelu } of steps)
    if (prelu !== undefined && !isSaid)
      refuseTensor(
        prelu.slope,
        'the option activations to say what it is: the slopes of a PReLU ("prelu"), or the gains of an RMSNorm or LayerNorm, which is not part of a chain of layers',
      );
}

/** One precision, or single where narrower ones are mixed: it holds them all. */
function precisionOf(steps: readonly Step[]): Precision {
  const parameters = steps.flatMap(({ linear: { weight, bias }, prelu }) =>
    [weight, bias, prelu?.slope].filter((each) => each !== undefined),
  );
  const [{ precision, dtype, name }] = parameters;
  const other = parameters.find((each) => each.precision !== precision);
  if (other === undefined) return precision;
  if (parameters.some((each) => each.precision === "f64")) refuseTensor(other, `${dtype}, as ${name}`);
  return "f32";
}

/** Two names may be of the same numbers, but not two matrices. Matrices side by side in one storage share none. */
export function checkShared(tensors: readonly NamedTensor[]): void {
  const matrices = tensors.flatMap((tensor, at) =>
    tensor.storage === undefined || tensor.shape.length < 2 ? [] : [{ tensor, at, ...tensor.storage }],
  );
  // By where they begin, so that a matrix can meet only the one before it that reaches furthest.
  matrices.sort((p, q) => p.from - q.from);
  const furthest = new Map<string, (typeof matrices)[number]>();
  for (const matrix of matrices) {
    const before = furthest.get(matrix.key);
    if (before !== undefined && matrix.from < before.to && matrix.from < matrix.to) {
      const [first, second] = before.at < matrix.at ? [before, matrix] : [matrix, before];
      refuseTensor(second.tensor, `numbers of its own, and not those of ${first.tensor.name} (tied weights)`);
    }
    if (before === undefined || matrix.to > before.to) furthest.set(matrix.key, matrix);
  }
}

function layerOf(step: Step, activation: ActivationText, precision: Precision, notes: string[]): Layer {
  const { linear, before, behind, prelu } = step;
  const read = ({ shape, read: numbers }: Parameter): Tensor => ({ shape, data: numbers() });
  const [W, b] = [read(linear.weight), linear.bias && read(linear.bias)];
  for (const norm of [before, behind])
    if (norm !== undefined)
      notes.push(
        `BatchNorm ${norm.name} is folded into ${linear.weight.name}` +
          (norm.epsilon === undefined
            ? `, with ε = ${EPSILON}, PyTorch's usual one: a state dict does not hold it`
            : ""),
      );
  const { weight, bias } = foldedLayer(
    W,
    b,
    before === undefined ? [] : [diagonalOf(before)],
    behind === undefined ? [] : [diagonalOf(behind)],
    precision,
    () => {
      throw new FormatError(
        linear.weight.place,
        `numbers that ${precision} can hold`,
        "larger ones, with the BatchNorm beside it",
      );
    },
  );
  return {
    weight,
    bias: bias ?? zeros([weight.shape[0]], dtypeFor(precision)),
    activation: activationOf(activation, prelu && read(prelu.slope)),
  };
}

const activationOf = (activation: ActivationText, slope: Tensor | undefined): Activation =>
  activation.kind !== "prelu"
    ? activation
    : slope === undefined
      ? { kind: "identity" } // a prelu has slopes: kindsOf saw to it
      : { kind: "prelu", slope };

/** γ (x − μ) / √(v + ε) + β */
function diagonalOf({ mean, variance, gain, shift, epsilon = EPSILON }: BatchNorm): {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
} {
  const [m, v, g, s] = [mean.read(), variance.read(), gain?.read(), shift?.read()];
  const scale = Float64Array.from(v, (each, c) => (g?.[c] ?? 1) / Math.sqrt(each + epsilon));
  return { scale, shift: scale.map((each, c) => (s?.[c] ?? 0) - m[c] * each) };
}

const namesOf = ({ linear: { weight, bias, name }, prelu, behind, before }: Step): LayerNames => {
  const folded = behind ?? before;
  const added = folded === undefined ? undefined : name === "" ? "bias" : `${name}.bias`;
  const biasName = bias?.name ?? added;
  return {
    weight: weight.name,
    ...(biasName === undefined ? {} : { bias: biasName }),
    ...(prelu === undefined ? {} : { slope: prelu.slope.name }),
  };
};
