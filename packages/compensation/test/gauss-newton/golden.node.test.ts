import { finish, forward } from "@espalier/network";
import type { Network } from "@espalier/network";
import { energies } from "@espalier/scores";
import { tensor } from "@espalier/tensor";
import type { Nested } from "@espalier/tensor";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { conjugateGradients } from "../../src/gauss-newton/conjugate-gradients.ts";
import { blockPreconditioner } from "../../src/gauss-newton/preconditioner.ts";
import { scoring } from "../../../prune/src/index.ts";
import { answeredBy } from "../support/asking.ts";
import { expectNear, largest } from "../../../network/test/support/near.ts";
import { everything, withBatch } from "../support/solver.ts";
import type { SolverCase } from "../support/solver.ts";

/** A case as the README beside the file describes it. */
interface Golden {
  readonly name: string;
  readonly metric: "outputs" | "softmax";
  readonly layers: readonly {
    readonly weight: number[][];
    readonly bias: number[];
    readonly kind: "tanh" | "prelu" | "identity";
    readonly slope: number[] | null;
  }[];
  readonly inputs: number[][];
  readonly masks: number[][][];
  readonly energy: number[][][];
  readonly importance: number[][][];
  readonly divergence: number;
  readonly gradient: number[];
  readonly direction: number[];
  readonly product: number[];
  readonly damping: number;
  readonly minimiser: number[];
}

const file = new URL("../fixtures/solver/solver.json", import.meta.url);
const goldens = JSON.parse(readFileSync(file, "utf8")) as readonly Golden[];

const networkOf = ({ layers }: Golden): Network => ({
  layers: layers.map(({ weight, bias, kind, slope }) => ({
    weight: tensor(weight),
    bias: tensor(bias),
    activation: kind === "prelu" ? { kind, slope: tensor(slope ?? []) } : { kind },
  })),
});

/** The network without the masked weights, beside what the dense one makes of the samples. */
function caseOf(golden: Golden): SolverCase {
  const [dense, network, inputs] = [networkOf(golden), networkOf(golden), tensor(golden.inputs)];
  const masks = golden.masks.map((mask) => Uint8Array.from(mask.flat()));
  for (const [k, { weight }] of network.layers.entries())
    for (const [at, kept] of masks[k].entries()) if (kept === 0) weight.data[at] = 0;
  const { metric } = golden;
  return { network, masks, inputs, reference: forward(dense, inputs), moves: everything, metric };
}

/** Some thousand roundings of the largest number of a list. */
const near = (received: ArrayLike<number>, expected: Nested): void => {
  const { data } = tensor(expected);
  expectNear(received, data, 1e-12 * largest(data));
};

describe.each(goldens)("golden values: $name", (golden) => {
  it("energies and importances", () => {
    const network = networkOf(golden);
    const { metric } = golden;
    const X = tensor(golden.inputs);
    for (const [k, { energy }] of energies(network, X, metric).entries()) near(energy.data, golden.energy[k]);
    for (const [k, { importance }] of finish(scoring(network, X, { metric })).entries())
      near(importance.data, golden.importance[k]);
  });

  it("Q, ∇Q and H v", () => {
    withBatch(caseOf(golden), (batch) => {
      const { divergence, gradient } = batch.gradient(batch.start);
      near([divergence], [golden.divergence]);
      near(gradient, golden.gradient);
      near(batch.product(Float64Array.from(golden.direction)), golden.product);
    });
  });

  it("the minimiser of the damped model", () => {
    withBatch(caseOf(golden), (batch) => {
      const { gradient } = batch.gradient(batch.start);
      const { damping } = golden;
      const expected = Float64Array.from(golden.minimiser);
      const Hd = batch.product(expected);
      near(
        Hd.map((value, c) => value + damping * expected[c]),
        Array.from(gradient, (value) => -value),
      );
      const system = {
        target: gradient.map((value) => -value),
        damping,
        preconditioner: blockPreconditioner(batch.blocks, batch.curvature(), damping),
        iterations: 100,
      };
      const { direction, iterations } = answeredBy(conjugateGradients(system), (question) => {
        if (question.ask !== "product") throw new Error("another question");
        return batch.product(question.at);
      });
      // They stop where the residual has fallen by 1e-7 in the norm of the preconditioner, and H + λ is no less than λ.
      const size = (largest(batch.curvature()) + damping) / damping;
      expectNear(direction, expected, 1e-7 * size * (largest(system.target) / damping));
      expect(iterations).toBeLessThanOrEqual(gradient.length + 5); // rounding may cost some more than one for each equation
    });
  });
});
