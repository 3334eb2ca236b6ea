import { mapParameters, parametersOf } from "@espalier/network";
import { partGradients } from "@espalier/network/internal";
import { allocate, copyIn, dtypeOf, kernels, sizeOf } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import type { AskGradient, BeginTraining, SentGradient } from "./messages.ts";

/** The gradients of a training inside a worker, in an arena of its kernels. */
export interface WorkerGradients {
  readonly gradient: (request: Pick<AskGradient, "rows" | "batch" | "at">) => SentGradient;
  readonly release: () => void;
}

export function workerGradients({ loss, part, network, samples }: BeginTraining): WorkerGradients {
  const arena = kernels().arena();
  const own = mapParameters(network, (parameter) => copyIn(arena, parameter));
  const parameters = parametersOf(own);
  const gradientOf = partGradients(loss, own, samples, part, arena);
  return {
    gradient({ rows, batch, at }) {
      for (const [k, { data }] of splitAs(parameters, at).entries()) parameters[k].data.set(data);
      const found = gradientOf(rows, batch);
      const all: Data = allocate(at.length, dtypeOf({ data: at }));
      for (const [k, { data }] of splitAs(parameters, all).entries()) data.set(found.gradients[k].data);
      return { loss: found.loss, all };
    },
    release: () => arena.release(),
  };
}

/** Views of an array, in the shapes of some tensors. */
export function splitAs(tensors: readonly Tensor[], all: Data): Tensor[] {
  let from = 0;
  return tensors.map(({ shape }) => ({ shape, data: all.subarray(from, (from += sizeOf(shape))) }));
}
