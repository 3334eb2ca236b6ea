import { createTape, createWorkspace, primal, reverseSweep, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { dtypeOf, full, item } from "@espalier/tensor";
import type { Arena, Tensor } from "@espalier/tensor";
import { lossOf } from "./loss.ts";
import type { LossName, Samples } from "./loss.ts";
import { forward, mapParameters, parametersOf } from "./network.ts";
import type { Network } from "./network.ts";

/** The mean loss of a batch, and its gradient by every parameter in the order of `parametersOf`. */
export interface LossGradient {
  readonly loss: number;
  readonly gradients: readonly Tensor[];
}

/**
 * Makes a function from a batch to its loss and gradients. It computes in the same memory at every call, so that what
 * it returned is overwritten by the next one.
 *
 * @param arena where that memory is; ordinary memory unless told otherwise
 */
export function lossGradients(
  loss: LossName,
  arena?: Arena,
): (network: Network, batch: Samples) => LossGradient {
  const workspace = createWorkspace(arena);
  return (network, { inputs, targets }) => {
    workspace.restart();
    const tape = createTape(1, workspace.apply);
    const followed = mapParameters(network, (parameter) => source(tape, parameter));
    // The parameters are on the tape, so the loss is.
    const value = lossOf(loss, forward(followed, inputs), targets) as Variable;
    const one = full([], 1, dtypeOf(primal(value)));
    const parameters = parametersOf(followed);
    const gradients = reverseSweep(value, one, parameters).map((gradient, at) => {
      if (gradient === undefined) throw new Error(`the loss does not depend on parameter ${at}`);
      return primal(gradient);
    });
    return { loss: item(primal(value)), gradients };
  };
}
