import { full, map, tensor, wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  apply,
  createTape,
  createWorkspace,
  isTraced,
  ops,
  primal,
  reverseSweep,
  source,
} from "../src/index.ts";
import type { Apply, Variable } from "../src/index.ts";
import { law } from "../../../test-setup/law.ts";
import { randomPrograms, run } from "./support/programs.ts";
import type { RandomProgram } from "./support/programs.ts";

/** Every value on the tape of a program, then the cotangents of its inputs. */
function recorded(program: RandomProgram, using: Apply): (Tensor | undefined)[] {
  const tape = createTape(1, using);
  const inputs = { x: source(tape, program.inputs.x), y: source(tape, program.inputs.y) };
  const output = run(program, inputs) as Variable; // made of variables, or one of them
  const cotangents = reverseSweep(output, full([2, 3], 1), [inputs.x, inputs.y]);
  return [...tape.lines.map(({ value }) => value), ...cotangents].map((value) => value && primal(value));
}

const copy = (x: Tensor | undefined): Tensor | undefined => x && wrap(x.shape, x.data.slice());

describe("a workspace", () => {
  const several = fc.array(randomPrograms, { minLength: 1, maxLength: 4 });

  law("changes no result: values and cotangents are those of fresh memory", several, (programs) => {
    const workspace = createWorkspace();
    for (const program of programs) {
      workspace.restart();
      expect(recorded(program, workspace.apply)).toEqual(recorded(program, apply));
    }
  });

  law("overwrites nothing before it is restarted, and inputs never", several, (programs) => {
    const workspace = createWorkspace();
    recorded(programs[0], workspace.apply);
    workspace.restart();
    const results = programs.map((program) => recorded(program, workspace.apply));
    const kept = results.map((values) => values.map(copy));
    for (const program of programs) recorded(program, workspace.apply);
    expect(results).toEqual(kept);
    const inputs = programs.map((program) => program.inputs);
    const before = inputs.map(({ x, y }) => [copy(x), copy(y)]);
    workspace.restart();
    for (const program of programs) recorded(program, workspace.apply);
    expect(inputs.map(({ x, y }) => [x, y])).toEqual(before);
  });

  law("replays values and cotangents from what the inputs now hold", randomPrograms, (program) => {
    const workspace = createWorkspace();
    recorded(program, workspace.apply);
    workspace.restart();
    const results = recorded(program, workspace.apply);
    for (const input of Object.values(program.inputs)) input.data.reverse();
    workspace.replay();
    expect(results).toEqual(recorded(program, apply));
  });

  it("gives the k-th result the place of the k-th before it, in its new shape", () => {
    const workspace = createWorkspace();
    const x = tensor([[1, 2, 3]]);
    const first = workspace.apply(ops.neg, { x });
    const second = workspace.apply(ops.neg, { x });
    expect(second.data).not.toBe(first.data);
    workspace.restart();
    const reused = workspace.apply(ops.neg, { x: tensor([[4], [5], [6]]) });
    expect(reused.data).toBe(first.data);
    expect(reused).toEqual(tensor([[-4], [-5], [-6]]));
  });

  it("holds the values and the cotangents of a tape that records with it", () => {
    const workspace = createWorkspace();
    const step = () => {
      workspace.restart();
      const x = source(createTape(1, workspace.apply), tensor([1, 2]));
      const y = apply(ops.tanh, { x }) as Variable; // as its input
      return [y, ...reverseSweep(y, tensor([1, 1]), [x])].map((value) => value && primal(value).data);
    };
    const [first, second] = [step(), step()];
    for (const [at, data] of first.entries()) expect(second[at]).toBe(data);
  });

  it("takes new memory where size or precision is another", () => {
    const workspace = createWorkspace();
    const first = workspace.apply(ops.neg, { x: tensor([1, 2]) });
    workspace.restart();
    const single = workspace.apply(ops.neg, { x: tensor([1, 2], "f32") });
    expect(single).toEqual(tensor([-1, -2], "f32"));
    workspace.restart();
    const longer = workspace.apply(ops.neg, { x: tensor([1, 2, 3], "f32") });
    expect(longer).toEqual(tensor([-1, -2, -3], "f32"));
    expect([first, single]).toEqual([tensor([-1, -2]), tensor([-1, -2], "f32")]);
    workspace.restart();
    const wide = workspace.apply(ops.neg, { x: tensor([1 / 3]) });
    expect(wide).toEqual(tensor([-1 / 3]));
    workspace.restart();
    workspace.apply(ops.neg, { x: tensor([1 / 3], "f32") });
    workspace.restart();
    expect(workspace.apply(ops.neg, { x: tensor([1 / 3]) })).toEqual(wide);
  });

  it("replays what it has computed since it was made, when it was never restarted", () => {
    const workspace = createWorkspace();
    const x = tensor([1, 2]);
    const y = workspace.apply(ops.neg, { x });
    x.data[0] = 5;
    workspace.replay();
    expect(y).toEqual(tensor([-5, -2]));
  });

  it("gives a shorter result a part of its place", () => {
    const workspace = createWorkspace();
    const first = workspace.apply(ops.neg, { x: tensor([1, 2, 3]) });
    workspace.restart();
    const shorter = workspace.apply(ops.neg, { x: tensor([4, 5]) });
    expect(shorter).toEqual(tensor([-4, -5]));
    expect(shorter.data.buffer).toBe(first.data.buffer);
  });
});

describe("apply", () => {
  it("computes numbers of numbers at once", () => {
    const y = apply(ops.add, { a: tensor([1, 2]), b: tensor(3) });
    expect(isTraced(y)).toBe(false);
    expect(y).toEqual(tensor([4, 5]));
  });

  it("is f32 where all inputs are, else f64", () => {
    const [single, double] = [tensor([1, 2], "f32"), tensor([1, 2])];
    expect(apply(ops.add, { a: single, b: single })).toEqual(tensor([2, 4], "f32"));
    expect(apply(ops.add, { a: single, b: double })).toEqual(tensor([2, 4]));
  });

  it("takes an op of one's own", () => {
    const cube = {
      name: "cube",
      shape: ({ x }: { x: readonly number[] }) => x,
      forward: ({ x }: { x: Tensor }, y: Tensor) => y.data.set(map((value) => value ** 3, x).data),
      jvp: {},
      vjp: {},
    };
    expect(apply(cube, { x: tensor([1, 2]) })).toEqual(tensor([1, 8]));
  });
});
