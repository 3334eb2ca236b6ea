import type { NetworkFile } from "@espalier/files";
import { checkShared } from "./check-shared.ts";
import { chosenTensors, leftOut } from "./choose.ts";
import { givenKinds, kindsOf } from "./description.ts";
import type { Description } from "./description.ts";
import { modulesOf } from "./modules.ts";
import type { NamedTensor } from "./named-tensor.ts";
import { networkOfSteps } from "./network-of-steps.ts";
import { stepsOf } from "./order.ts";
import type { Step } from "./order.ts";
import { refuseTensor } from "./parameter.ts";

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

/** A weight of one axis without a bias is a PReLU's or a normalisation's: the shape does not decide. */
function checkSlopes(steps: readonly Step[], isSaid: boolean): void {
  for (const { prelu } of steps)
    if (prelu !== undefined && !isSaid)
      refuseTensor(
        prelu.slope,
        'the option activations to say what it is: the slopes of a PReLU ("prelu"), or the gains of an RMSNorm or LayerNorm, which is not part of a chain of layers',
      );
}
