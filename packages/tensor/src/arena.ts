import type { Arena } from "./kernels/kernels.ts";
import { sizeOf } from "./tensor.ts";
import type { DType, Shape, Tensor } from "./tensor.ts";

/** A tensor of zeros in an arena, valid until the arena's release. */
export const zerosIn = (arena: Pick<Arena, "allocate">, shape: Shape, dtype: DType = "f64"): Tensor => ({
  shape,
  data: arena.allocate(sizeOf(shape), dtype),
});

/** A copy of a tensor in an arena, valid until the arena's release. */
export const copyIn = (arena: Arena, { shape, data }: Tensor): Tensor => ({ shape, data: arena.copy(data) });
