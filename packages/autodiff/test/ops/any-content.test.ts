import type { Tensor } from "@espalier/tensor";
import { describe, expect } from "vitest";
import { apply, createTape, createWorkspace, primal, reverseSweep, source } from "../../src/index.ts";
import type { Apply, Inputs, Op, Variable } from "../../src/index.ts";
import { longLaw } from "../../../../test-setup/law.ts";
import { everyOp, mapRecord } from "../support/probe.ts";
import type { Probe } from "../support/probe.ts";

/** y and the x̄, all computed by `using`. */
function derivatives({ program, inputs, moving, cotangent }: Probe, using: Apply): (Tensor | undefined)[] {
  const tape = createTape(1, using);
  const variables = mapRecord(inputs, (x) => source(tape, x));
  const output = program(variables) as Variable; // made of variables
  const cotangents = reverseSweep(
    output,
    cotangent,
    moving.map((name) => variables[name]),
  );
  return [output.value, ...cotangents].map((value) => value && primal(value));
}

describe.each(everyOp)("$name", ({ drawn }) => {
  // The memory of a workspace holds the last computation's numbers, and NaN is what would not go unnoticed.
  longLaw("and its cotangents write over whatever their place held", drawn, (probe) => {
    const workspace = createWorkspace();
    const places: Tensor[] = [];
    const watched = (op: Op<string, never>, inputs: Inputs<string>) => {
      const result = workspace.apply(op, inputs);
      places.push(primal(result));
      return result;
    };
    derivatives(probe, watched as Apply); // a tensor for tensors, as apply does
    for (const { data } of places) data.fill(NaN);
    workspace.restart();
    expect(derivatives(probe, workspace.apply)).toEqual(derivatives(probe, apply));
  });
});
