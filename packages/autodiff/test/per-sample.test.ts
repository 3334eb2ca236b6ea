import { dtypeOf, rows, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect } from "vitest";
import {
  dense,
  denseBytes,
  denseInto,
  jacobian,
  perSampleJacobians,
  primal,
  shapeOf,
  vjp,
} from "../src/index.ts";
import { tensors } from "./support/arbitraries.ts";
import { moved, slopeAtZero } from "./support/differences.ts";
import { law } from "../../../test-setup/law.ts";
import { dot, expectNear, norm, u } from "./support/near.ts";
import { alone, networkCases, outputs, parametersOf, recorded, small } from "./support/networks.ts";
import type { NetworkCase } from "./support/networks.ts";
import { mapRecord } from "./support/probe.ts";

/** No signal, sensitivity or entry of a Jacobian is larger: 3 (2.25 · 1.2)³ and three biases. */
const SIZE = 64;

/** The dense Jacobians of all layers, W0, b0, W1, …: [n, m, …] with the axes of the parameter. */
function denseOf(network: NetworkCase): Record<string, Tensor> {
  const layers = perSampleJacobians(recorded(network)).map((layer) => dense(layer));
  return Object.fromEntries(
    layers.flatMap(({ weight, bias }, k) => [
      [`W${k}`, weight],
      [`b${k}`, bias],
    ]),
  );
}

/** A network, a cotangent of its outputs, and a direction for its parameters. */
const withChanges = networkCases.chain((network) =>
  fc.record({
    network: fc.constant(network),
    cotangent: tensors(shapeOf(recorded(network))),
    direction: fc.record(mapRecord(parametersOf(network), ({ shape }) => tensors(shape, small))),
  }),
);

describe("the dense per-sample Jacobian", () => {
  law("is bit for bit the Jacobian of each sample alone", networkCases, (network) => {
    const together = denseOf(network);
    for (let n = 0; n < network.X.shape[0]; n++) {
      const one = alone(network, n);
      const expected = jacobian((parameters) => outputs(one, parameters, one.X), parametersOf(one));
      // But for the sign of a zero: 0 + (−0) is 0.
      for (const [name, J] of Object.entries(together)) expectNear(rows(J, n, n + 1), expected[name], 0);
    }
  });

  law("of a sample does not change with the other samples", withChanges, ({ network }) => {
    const { X } = network;
    const last = X.shape[0] - 1;
    const others = zeros(X.shape);
    others.data.set(rows(X, last, last + 1).data, last * X.shape[1]);
    const [before, after] = [network, { ...network, X: others }].map(denseOf);
    for (const [name, J] of Object.entries(before))
      expect(rows(after[name], last, last + 1)).toEqual(rows(J, last, last + 1));
  });

  law("summed with c over samples and outputs is the vjp of c", withChanges, ({ network, cotangent: c }) => {
    const { pullback } = vjp((at) => outputs(network, at, network.X), parametersOf(network));
    const cotangents = pullback(c);
    for (const [name, J] of Object.entries(denseOf(network))) {
      const expected = cotangents[name];
      const total = zeros(expected.shape);
      const size = total.data.length;
      for (const [nm, c_nm] of c.data.entries())
        for (let at = 0; at < size; at++) total.data[at] += c_nm * J.data[nm * size + at];
      // Two ways of fewer than 32 roundings each.
      expectNear(total, expected, 64 * u * SIZE * norm(c));
    }
  });

  law("applied to a direction is d/dt of the outputs along it", withChanges, ({ network, direction }) => {
    const at = (t: number): Tensor =>
      primal(outputs(network, moved(parametersOf(network), direction, t), network.X));
    const { slope, bound } = slopeAtZero(at, SIZE);
    const product = zeros(slope.shape);
    for (const [name, J] of Object.entries(denseOf(network))) {
      const size = direction[name].data.length;
      for (let nm = 0; nm < product.data.length; nm++)
        product.data[nm] += dot(direction[name], { shape: [size], data: J.data.subarray(nm * size) });
    }
    expectNear(product, slope, bound);
  });

  law("is the same in memory that is there, whatever that holds", networkCases, (network) => {
    for (const layer of perSampleJacobians(recorded(network))) {
      const expected = dense(layer);
      const target = { weight: zeros(expected.weight.shape), bias: zeros(expected.bias.shape) };
      for (const { data } of Object.values(target)) data.fill(NaN);
      expect(denseInto(target, layer)).toBe(target);
      expect(target).toEqual(expected);
    }
  });

  law("takes the bytes that denseBytes tells", networkCases, (network) => {
    for (const layer of perSampleJacobians(recorded(network))) {
      const { weight, bias } = dense(layer);
      expect(denseBytes(layer)).toBe(weight.data.byteLength + bias.data.byteLength);
      expect(() => dense(layer, denseBytes(layer))).not.toThrow();
      expect(() => dense(layer, denseBytes(layer) - 1)).toThrow("dense: expected a Jacobian of at most");
    }
  });
});

law("sensitivities [m, n, i] are the Jacobian [n, m, i] by the biases", networkCases, (network) => {
  for (const layer of perSampleJacobians(recorded(network))) {
    const { bias } = dense(layer);
    const [N, M, I] = bias.shape;
    expect(layer.sensitivity.shape).toEqual([M, N, I]);
    expect([dtypeOf(bias), layer.input.shape[0]]).toEqual(["f64", N]);
    for (let m = 0; m < M; m++)
      for (let n = 0; n < N; n++)
        for (let i = 0; i < I; i++)
          expect(bias.data[(n * M + m) * I + i]).toBe(layer.sensitivity.data[(m * N + n) * I + i]);
  }
});
