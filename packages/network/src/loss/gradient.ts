import { createTape, createWorkspace, primal, reverseSweep, source } from "@espalier/autodiff";
import type { Apply, Variable } from "@espalier/autodiff";
import { dtypeOf, full, item, ValueError } from "@espalier/tensor";
import type { Arena, Tensor } from "@espalier/tensor";
import { lossOf } from "./loss.ts";
import { checkLoss } from "./samples.ts";
import type { LossName, Samples } from "./samples.ts";
import { forward, mapParameters, parametersOf } from "../graph/network.ts";
import type { Network } from "../graph/network.ts";

/** The mean loss of a batch, and its gradient by every parameter in the order of `parametersOf`. */
export interface LossGradient {
  /** The mean loss of the batch. */
  readonly loss: number;
  /** ∂loss/∂θ, one tensor for each parameter. */
  readonly gradients: readonly Tensor[];
}

/**
 * Makes a function from a batch to its loss and gradients. Every call computes in the same memory, so the
 * next call overwrites the result.
 *
 * @throws ValueError when the loss is unknown; the result throws when the outputs do not depend on a parameter
 */
export function lossGradients(loss: LossName): (network: Network, batch: Samples) => LossGradient {
  checkLoss("lossGradients", loss);
  const workspace = createWorkspace();
  return (network, batch) => {
    workspace.restart();
    const { value, gradients } = differentiate(loss, network, batch, workspace.apply);
    return { loss: item(value), gradients };
  };
}

/** The gradients of one network on one batch. The numbers of both may change, their memory may not. */
export interface RepeatedGradients {
  /** Overwritten by `compute`. */
  readonly gradients: readonly Tensor[];
  /**
   * Computes the gradients for the current numbers of network and batch; returns the loss.
   *
   * @param share by which the gradients are multiplied: that of a part of a batch; by default 1
   */
  readonly compute: (share?: number) => number;
}

/** Records the computation of {@link lossGradients} once, in an arena, and repeats it without allocating memory. */
export function repeatedGradients(
  loss: LossName,
  network: Network,
  batch: Samples,
  arena: Arena,
): RepeatedGradients {
  const { apply, replay } = createWorkspace(arena);
  const { value, seed, gradients } = differentiate(loss, network, batch, apply);
  return {
    gradients,
    compute(share = 1) {
      seed.data[0] = share;
      replay();
      return item(value);
    },
  };
}

/** The loss of a batch, and its gradient by every parameter. */
function differentiate(
  loss: LossName,
  network: Network,
  { inputs, targets }: Samples,
  apply: Apply,
): { value: Tensor; seed: Tensor; gradients: readonly Tensor[] } {
  const tape = createTape(1, apply);
  const followed = mapParameters(network, (parameter) => source(tape, parameter));
  // The parameters are on the tape, so the loss is too.
  const value = lossOf(loss, forward(followed, inputs), targets) as Variable;
  const seed = full([], 1, dtypeOf(primal(value)));
  const gradients = reverseSweep(value, seed, parametersOf(followed)).map((gradient, at) => {
    if (gradient === undefined)
      throw new ValueError(
        "lossGradients",
        "outputs that depend on every parameter",
        `outputs without parameter ${at}`,
      );
    return primal(gradient);
  });
  return { value: primal(value), seed, gradients };
}
