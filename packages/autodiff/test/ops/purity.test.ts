import { astype, dtypeOf, wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect } from "vitest";
import { jvp, vjp } from "../../src/index.ts";
import { SIZE } from "../support/domains.ts";
import { longLaw } from "../../../../test-setup/law.ts";
import { expectNear } from "../support/near.ts";
import { everyOp, mapRecord } from "../support/probe.ts";
import type { Probe } from "../support/probe.ts";

const copy = ({ shape, data }: Tensor): Tensor => wrap(shape, data.slice());
const copyOf = (probe: Probe): Probe => ({
  ...probe,
  inputs: mapRecord(probe.inputs, copy),
  tangents: mapRecord(probe.tangents, copy),
  cotangent: copy(probe.cotangent),
});

/** y, ẏ and x̄. */
function derivatives({ program, inputs, tangents, moving, cotangent }: Probe): Record<string, Tensor> {
  const { value, tangent } = jvp(program, inputs, tangents);
  const { pullback } = vjp(program, inputs);
  pullback(cotangent);
  const cotangents = pullback(cotangent);
  return { value, tangent, ...Object.fromEntries(moving.map((name) => [`${name}Bar`, cotangents[name]])) };
}

/** Numbers that single precision holds exactly, in the precision asked for. */
const rounded = (probe: Probe, dtype: "f32" | "f64"): Probe => {
  const round = (x: Tensor): Tensor => astype(astype(x, "f32"), dtype);
  return {
    ...probe,
    inputs: mapRecord(probe.inputs, round),
    tangents: mapRecord(probe.tangents, round),
    cotangent: round(probe.cotangent),
  };
};

describe.each(everyOp)("$name", ({ drawn }) => {
  longLaw(
    "leaves inputs, tangents and cotangents as they were, and repeats to the last bit",
    drawn,
    (probe) => {
      const before = copyOf(probe);
      const first = derivatives(probe);
      expect({ ...probe, program: null }).toEqual({ ...before, program: null });
      expect(derivatives(before)).toEqual(first);
    },
  );

  longLaw("makes single precision of single precision, value and derivatives", drawn, (probe) => {
    const single = derivatives(rounded(probe, "f32"));
    const double = derivatives(rounded(probe, "f64"));
    for (const [name, result] of Object.entries(single)) {
      expect(dtypeOf(result), name).toBe("f32");
      // Fewer than 16 roundings to 24 bits, of sums of at most 27 terms of 3 · SIZE each.
      expectNear(result, double[name], 16 * 2 ** -24 * 27 * 3 * SIZE);
    }
  });
});
