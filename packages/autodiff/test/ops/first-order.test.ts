import { add, map, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect } from "vitest";
import { jacobian, jvp, primal } from "../../src/index.ts";
import { moved, slopeAtZero } from "../support/differences.ts";
import { SIZE } from "../support/domains.ts";
import { longLaw } from "../../../../test-setup/law.ts";
import { dot, expectNear, norm, u } from "../support/near.ts";
import { changes, everyOp, mapRecord, pulledBack } from "../support/probe.ts";
import type { Probe } from "../support/probe.ts";

const pushed = ({ program, inputs, tangents }: Probe): Tensor => jvp(program, inputs, tangents).tangent;

/** How far apart two ways to a sum of numbers of at most `size` may come out: fewer than 16 roundings on each. */
const roundOff = (size: number): number => 2 * 16 * u * size;

const times = (c: number, x: Tensor): Tensor => map((value) => c * value, x);

/** A probe, and another direction and cotangent at the same point. */
const pairs = (drawn: fc.Arbitrary<Probe>) =>
  drawn.chain((probe) => fc.tuple(fc.constant(probe), changes(probe)));

describe.each(everyOp)("$name", ({ drawn }) => {
  longLaw("⟨ȳ, jvp ẋ⟩ = ⟨vjp ȳ, ẋ⟩", drawn, (probe) => {
    const { cotangent: yBar, tangents, moving } = probe;
    const xBar = pulledBack(probe, yBar);
    const reverse = moving.reduce((sum, name) => sum + dot(xBar[name], tangents[name]), 0);
    const terms = norm(yBar) * moving.reduce((sum, name) => sum + norm(tangents[name]), 0);
    expect(Math.abs(dot(yBar, pushed(probe)) - reverse)).toBeLessThanOrEqual(roundOff(SIZE * terms));
  });

  longLaw("jvp ẋ = d/dt f(x + t ẋ)", drawn, (probe) => {
    const { program, inputs, tangents } = probe;
    const { slope, bound } = slopeAtZero((t) => primal(program(moved(inputs, tangents, t))), SIZE);
    expectNear(pushed(probe), slope, bound);
  });

  longLaw("the Jacobian in reverse, row by row, is the one in forward, column by column", drawn, (probe) => {
    const { program, inputs, moving, cotangent: y } = probe;
    const rows = jacobian(program, inputs);
    for (const name of moving) {
      const x = inputs[name];
      const columns = zeros([...y.shape, ...x.shape]);
      for (let at = 0; at < x.data.length; at++) {
        const unit = zeros(x.shape);
        unit.data[at] = 1;
        const column = jvp(program, inputs, { [name]: unit }).tangent;
        for (const [row, value] of column.data.entries()) columns.data[row * x.data.length + at] = value;
      }
      expectNear(rows[name], columns, roundOff(SIZE));
    }
  });

  longLaw("jvp and vjp add up, and scale bit for bit by powers of two", pairs(drawn), ([probe, other]) => {
    const [yDot, yDotToo] = [pushed(probe), pushed({ ...probe, tangents: other.tangents })];
    const both = mapRecord(probe.tangents, (xDot, name) => add(xDot, other.tangents[name]));
    expectNear(pushed({ ...probe, tangents: both }), add(yDot, yDotToo), roundOff(SIZE));
    const back = pulledBack(probe, probe.cotangent);
    const backToo = pulledBack(probe, other.cotangent);
    const sum = pulledBack(probe, add(probe.cotangent, other.cotangent));
    for (const name of probe.moving) expectNear(sum[name], add(back[name], backToo[name]), roundOff(SIZE));

    for (const c of [2, -0.5, 0]) {
      const scaled = mapRecord(probe.tangents, (xDot) => times(c, xDot));
      expectNear(pushed({ ...probe, tangents: scaled }), times(c, yDot), 0);
      const scaledBack = pulledBack(probe, times(c, probe.cotangent));
      for (const name of probe.moving) expectNear(scaledBack[name], times(c, back[name]), 0);
    }
  });
});
