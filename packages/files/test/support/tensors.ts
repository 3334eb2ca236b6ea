import { wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";

/** Any bits, NaN and infinities among them: of up to three axes, empty ones too, in both precisions. */
export const anyTensors: fc.Arbitrary<Tensor> = fc
  .array(fc.nat({ max: 4 }), { maxLength: 3 })
  .chain((shape) => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    const length = { minLength: size, maxLength: size };
    return fc
      .oneof(fc.float64Array({ ...length }), fc.float32Array({ ...length }))
      .map((data) => wrap(shape, data));
  });
