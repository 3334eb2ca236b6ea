import { sameShape, ShapeError, showShape, ValueError } from "@espalier/tensor";
import { isTraced, shapeOf } from "./op.ts";
import type { Value } from "./op.ts";
import { add } from "./ops/arithmetic.ts";
import { isOn } from "./tape.ts";
import type { Variable } from "./tape.ts";

/** A line of a tape, and its tangent. */
export interface Seed {
  /** A value on the tape. */
  readonly variable: Variable;
  /** Its tangent. */
  readonly tangent: Value;
}

/**
 * Walks the tape downwards and carries the tangents of some lines to `output`: the forward mode of a computation that is
 * already recorded, and the transpose of `reverseSweep`. Nothing is computed again but the tangents.
 *
 * @returns ẏ, undefined where the output depends on none of the lines
 * @throws ShapeError when a tangent has not the shape of its line
 * @throws ValueError when a line is on another tape than the output
 */
export function forwardSweep(output: Variable, seeds: readonly Seed[]): Value | undefined {
  const { lines, apply } = output.trace;
  const tangents: (Value | undefined)[] = [];
  const accumulate = (line: number, tangent: Value): void => {
    const sum = tangents[line];
    tangents[line] = sum === undefined ? tangent : apply(add, { a: sum, b: tangent });
  };
  for (const { variable, tangent } of seeds) {
    if (!isOn(output.trace, variable))
      throw new ValueError("forwardSweep", "lines on the tape of the output", "one on another tape");
    const [expected, received] = [shapeOf(variable), shapeOf(tangent)];
    if (!sameShape(expected, received))
      throw new ShapeError("forwardSweep", `a tangent ${showShape(expected)}`, showShape(received));
    accumulate(variable.line, tangent);
  }
  for (let line = 0; line <= output.line; line++) {
    const { op, inputs, value } = lines[line];
    if (op === "source") continue;
    const values: Record<string, Value> = {};
    for (const name in inputs) values[name] = lines[inputs[name]].value;
    const moving = Object.keys(op.jvp).filter((name) => tangents[inputs[name]] !== undefined);
    const tangentOf = (name: string): Value => tangents[inputs[name]]!; // those that move have one
    const changes = Object.fromEntries(moving.map((name) => [name, tangentOf(name)]));
    // A sweep that is itself followed takes the single rules, whose derivatives are complete.
    const isFollowed = [...Object.values(values), ...Object.values(changes)].some(isTraced);
    const joint = moving.length > 1 && !isFollowed ? op.tangent?.(values, changes, apply) : undefined;
    if (joint !== undefined) accumulate(line, joint);
    else for (const name of moving) accumulate(line, op.jvp[name](values, tangentOf(name), value, apply));
  }
  return tangents[output.line];
}
