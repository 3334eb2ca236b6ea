import { createTape, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { forward } from "@espalier/network";
import type { Network } from "@espalier/network";
import type { Tensor } from "@espalier/tensor";

/** The outputs of a batch [n, d_0], recorded on a tape of their own. */
export const outputsOnTape = (network: Network, X: Tensor): Variable =>
  forward(network, source(createTape(), X)) as Variable; // the batch is on the tape, so everything computed from it is a variable
