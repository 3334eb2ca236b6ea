import { finish, forward, parametersOf } from "@espalier/network";
import type { Network } from "@espalier/network";
import { remove } from "@espalier/scores";
import { tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levenbergMarquardt } from "../../src/gauss-newton/levenberg-marquardt.ts";
import { scoring } from "../../../prune/src/index.ts";
import type { CompensationName } from "../../src/index.ts";
import { law } from "../../../../test-setup/law.ts";
import { answeredBy } from "../support/asking.ts";
import { expectNear, largest } from "../../../network/test/support/near.ts";
import { solve } from "../../../network/test/support/positive-definite.ts";
import { coordinatesOf, denseModel, everything, solverCases, times, withBatch } from "../support/solver.ts";
import type { Coordinate, DenseModel, SolverCase } from "../support/solver.ts";

/** Dense networks, whose rows lose every other weight: all of them, or the very first alone. */
const removals = (rows: "all" | "first"): fc.Arbitrary<Removal> =>
  solverCases({ moves: [everything] }).map((drawn) => {
    const dense = { ...drawn, masks: drawn.masks.map((mask) => mask.map(() => 1)) };
    const removed = dense.masks.map((mask, k) => {
      const J = dense.network.layers[k].weight.shape[1];
      return mask.map((_, at) => ((rows === "first" && (k > 0 || at >= J)) || at % 2 === 1 ? 1 : 0));
    });
    return { dense, removed };
  });

interface Removal {
  readonly dense: SolverCase;
  readonly removed: readonly Uint8Array[];
}

/** What a compensation changes, coordinate by coordinate; a removed weight loses all that it was. */
function changeBy(
  compensation: CompensationName,
  { dense: { network, inputs, metric, ...rest }, removed }: Removal,
): number[] {
  const scores = finish(scoring(network, inputs, { compensation, metric }));
  const after = remove(network, removed, scores);
  return coordinatesOf({ network, ...rest }).map(
    ({ k, what, at }) => entry(after, k, what, at) - entry(network, k, what, at),
  );
}

function entry({ layers }: Network, k: number, what: Coordinate["what"], at: number): number {
  const { weight, bias, activation } = layers[k];
  if (what === "slope") return activation.kind === "prelu" ? activation.slope.data[at] : Number.NaN;
  return (what === "weight" ? weight : bias).data[at];
}

/** E‖F^½ J c‖², the change of the outputs to first order. */
const costOf = ({ H }: DenseModel, c: readonly number[]): number =>
  times(H, c).reduce((sum, value, at) => sum + value * c[at], 0);

/** The least cost where some coordinates may move; a ridge of 1e-10 where H is singular, which makes the cost no lower. */
function leastCost(
  model: DenseModel,
  { removed, dense }: Removal,
  mayMove: (of: Coordinate) => boolean,
): number {
  const { H, coordinates } = model;
  const isGone = ({ k, what, at }: Coordinate): boolean => what === "weight" && removed[k][at] === 0;
  const c = coordinates.map((each) => (isGone(each) ? -entry(dense.network, each.k, each.what, each.at) : 0));
  const free = [...coordinates.keys()].filter((at) => !isGone(coordinates[at]) && mayMove(coordinates[at]));
  const ridge = 1e-10 * (1 + largest(H.flat()));
  const pulled = times(H, c);
  const z = solve(
    free.map((a) => free.map((b) => H[a][b] + (a === b ? ridge : 0))),
    free.map((a) => -pulled[a]),
  );
  for (const [at, value] of z.entries()) c[free[at]] = value;
  return costOf(model, c);
}

describe("each compensation is a restriction of the next", () => {
  law(
    "in E‖F^½(J z − r)‖²: none ≥ all biases ≥ everything, and none of ours is below the least of its kind",
    removals("all"),
    (removal) => {
      const model = denseModel(removal.dense);
      const cost = (compensation: CompensationName): number => costOf(model, changeBy(compensation, removal));
      const none = cost("none");
      const biases = leastCost(model, removal, ({ what }) => what === "bias");
      const all = leastCost(model, removal, () => true);
      const slack = 1e-8 * (1 + none); // the ridge, times squares of changes of some hundred
      expect(biases).toBeLessThanOrEqual(none + slack);
      expect(all).toBeLessThanOrEqual(biases + slack);
      expect(cost("bias")).toBeGreaterThanOrEqual(biases - slack);
      expect(cost("row")).toBeGreaterThanOrEqual(all - slack);
    },
  );

  law(
    "for the weights of one neuron: none ≥ bias ≥ row ≥ everything, and bias is the least of one bias",
    removals("first"),
    (removal) => {
      const model = denseModel(removal.dense);
      const [none, bias, row] = (["none", "bias", "row"] as const).map((name) =>
        costOf(model, changeBy(name, removal)),
      );
      const isOwn = ({ k, what, at }: Coordinate): boolean => k === 0 && what === "bias" && at === 0;
      const slack = 1e-8 * (1 + none);
      expect(bias).toBeLessThanOrEqual(none + slack);
      expect(row).toBeLessThanOrEqual(bias + slack);
      expectNear([bias], [leastCost(model, removal, isOwn)], slack);
      expect(leastCost(model, removal, () => true)).toBeLessThanOrEqual(row + slack);
    },
  );
});

law("δ_ij of (7) is W_ij H_wb / H_bb, the solver's equation for one bias", removals("all"), ({ dense }) => {
  const { H, sizes, coordinates } = denseModel(dense);
  const scores = finish(scoring(dense.network, dense.inputs, { compensation: "bias", metric: dense.metric }));
  for (const [w, { k, what, at }] of coordinates.entries()) {
    if (what !== "weight") continue;
    const i = Math.floor(at / dense.network.layers[k].weight.shape[1]);
    const b = coordinates.findIndex((each) => each.k === k && each.what === "bias" && each.at === i);
    if (H[b][b] <= 1e-12 * sizes[b][b]) continue; // the outputs do not depend on the neuron, but for rounding
    const W_ij = dense.network.layers[k].weight.data[at];
    // A quotient of two sums, each off by some hundred roundings of the sizes of its terms.
    const bound = 1e-12 * Math.abs(W_ij) * (1 + sizes[w][b] / H[b][b]) * (sizes[b][b] / H[b][b]);
    expectNear([scores[k].compensation.data[at]], [(W_ij * H[w][b]) / H[b][b]], bound);
  }
});

/** One step from the network as it is. */
const stepped = (drawn: SolverCase, factor: number): { readonly at: Float64Array; readonly after: number } =>
  withBatch(drawn, (batch) => {
    const { at, report } = answeredBy(
      levenbergMarquardt(batch, { factor }, { iterations: 200 }),
      (question) => {
        if (question.ask === "blocks") return batch.curvature();
        if (!("at" in question)) throw new Error("another question");
        return batch[question.ask](question.at);
      },
    );
    return { at, after: report.after };
  });

describe("a network that is linear in what moves is solved in one step", () => {
  const one = solverCases({
    kinds: ["identity"],
    layers: 1,
    metrics: ["outputs"],
    moves: [["weight", "bias"], ["bias"], ["weight"]],
  });
  law("to the solution of the normal equations, by elimination", one, (drawn) => {
    const { H, gradient } = denseModel(drawn);
    if (H.length === 0) return;
    const damping = 2 ** -20;
    const mean = H.reduce((sum, row, c) => sum + row[c], 0) / H.filter((row, c) => row[c] > 0).length;
    const d = solve(
      H.map((row, a) => row.map((value, b) => value + (a === b ? damping * mean : 0))),
      gradient.map((value) => -value),
    );
    const start = withBatch(drawn, (batch) => batch.start);
    const { at } = stepped(drawn, damping);
    const moved = times(
      H,
      at.map((value, c) => value - start[c]),
    );
    // The diagonal is exact with a single output only, so λ may differ; H d is what both agree on, to λ and to 1e-7 of the residual.
    expectNear(moved, times(H, d), 1e-4 * (1 + largest(gradient)));
  });

  const deep = solverCases({ kinds: ["identity"], metrics: ["outputs"], moves: [["bias"]] });
  law("all biases of a deep linear network: no direction is left that lowers Q", deep, (drawn) => {
    const { at } = stepped(drawn, 2 ** -40);
    const [before, after] = withBatch(drawn, (batch) => [
      batch.gradient(batch.start).gradient,
      batch.gradient(at).gradient,
    ]);
    expect(largest(after)).toBeLessThanOrEqual(1e-5 * (1 + largest(before)));
  });

  it("y = 2 x₁ + 3 x₂ without x₂ becomes 15 − x₁ where x₂ is 5 − x₁", () => {
    const inputs = tensor([[1, 4], [2, 3], [3, 2], [5, 0]]); // prettier-ignore
    const dense: Network = {
      layers: [{ weight: tensor([[2, 3]]), bias: tensor([0]), activation: { kind: "identity" } }],
    };
    const network: Network = { layers: [{ ...dense.layers[0], weight: tensor([[2, 0]]) }] };
    const drawn: SolverCase = {
      network,
      masks: [Uint8Array.of(1, 0)],
      inputs,
      reference: forward(dense, inputs),
      moves: ["weight", "bias"],
      metric: "outputs",
    };
    const { at, after } = stepped(drawn, 2 ** -50);
    expectNear(at, [-1, 15], 1e-6);
    expect(after).toBeLessThan(1e-12);
    expect(parametersOf(network)[0].data).toEqual(Float64Array.of(2, 0));
  });
});
