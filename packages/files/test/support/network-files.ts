import { sizeOf } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import * as fc from "fast-check";
import { mapParameters } from "@espalier/network";
import type { NetworkFile, Precision } from "../../src/index.ts";
import { networks } from "../../../network/test/support/arbitraries.ts";

/** Finite numbers with all their digits, −0 among them, that a precision can hold. */
// prettier-ignore
const numbersIn: Readonly<Record<Precision, fc.Arbitrary<number>>> = {
  f64: fc.double({ noNaN: true, noDefaultInfinity: true }),
  f32: fc.float({ noNaN: true, noDefaultInfinity: true }),
  // The bits of a binary16 are sign, exponent (5), fraction (10); this is their value, exponent 31 left out.
  f16: fc.record({ sign: fc.constantFrom(1, -1), exponent: fc.nat(30), fraction: fc.nat(1023) })
    .map(({ sign, exponent, fraction }) => sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))),
  // Sign, exponent (8), fraction (7), exponent 255 left out.
  bf16: fc.record({ sign: fc.constantFrom(1, -1), exponent: fc.nat(254), fraction: fc.nat(127) })
    .map(({ sign, exponent, fraction }) => sign * (exponent === 0 ? fraction * 2 ** -133 : (128 + fraction) * 2 ** (exponent - 134))),
};

/** Networks in each precision, with numbers of any size, and a head or none. */
export const networkFiles: fc.Arbitrary<NetworkFile> = fc
  .constantFrom<Precision>("f64", "f32", "f16", "bf16")
  .chain((precision) =>
    fc.record({
      network: networks(),
      values: fc.infiniteStream(numbersIn[precision]),
      precision: fc.constant(precision),
      head: fc.constantFrom(undefined, "softmax" as const, "log-softmax" as const),
    }),
  )
  .map(({ network, values, precision, head }) => ({
    network: mapParameters(network, ({ shape }) => {
      const list = Array.from({ length: sizeOf(shape) }, () => values.next().value);
      const data: Data = precision === "f64" ? Float64Array.from(list) : Float32Array.from(list);
      return { shape, data };
    }),
    precision,
    ...(head === undefined ? {} : { head }),
  }));
