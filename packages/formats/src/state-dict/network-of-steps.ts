import { FormatError, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { checkNetwork } from "@espalier/network";
import type { Activation, ActivationText, Head, Layer } from "@espalier/network";
import { foldedLayer } from "@espalier/files";
import type { LayerNames, NetworkFile, Precision } from "@espalier/files";
import { dtypeFor } from "@espalier/files/bytes";
import type { BatchNorm } from "./modules.ts";
import type { Step } from "./order.ts";
import { refuseTensor } from "./parameter.ts";
import type { Parameter } from "./parameter.ts";

/** What PyTorch adds to a variance by default; a state dict does not hold it. */
const EPSILON = 1e-5;

/**
 * The network of layers whose order and activations are known, with the normalisations beside them folded into them.
 *
 * @param who the function that was called
 * @param noted what the reader of the file has to say of it
 * @throws FormatError naming a tensor that does not fit the one before it, or whose precision does not fit the others
 */
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
