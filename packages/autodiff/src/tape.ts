import { sameShape, ShapeError, showShape, ValueError } from "@espalier/tensor";
import { apply as applyFresh } from "./apply.ts";
import { isTraced, shapeOf } from "./op.ts";
import type { AnyOp, Apply, Trace, Traced, Value } from "./op.ts";
import { add } from "./ops/arithmetic.ts";

/** A computation, recorded in the order in which it ran. */
export interface Tape extends Trace {
  /** The ops so far, in order. */
  readonly lines: Line[];
  /** What computes the values on this tape, and the cotangents of its sweeps. */
  readonly apply: Apply;
}

/** `value = op(inputs)`, each input an earlier line. A source is a given value, not a computed one. */
export interface Line {
  /** The op that computed the value. */
  readonly op: AnyOp | "source";
  /** The number of the line of each input. */
  readonly inputs: Readonly<Record<string, number>>;
  /** The result. */
  readonly value: Value;
}

/** A value on a tape. */
export interface Variable extends Traced {
  /** The tape. */
  readonly trace: Tape;
  /** The number of its line. */
  readonly line: number;
}

/**
 * Creates an empty tape.
 *
 * @param level one more than the level of the values it will follow: 1 for plain tensors
 * @param apply computes the values; pass that of a workspace to reuse memory
 */
export function createTape(level: number = 1, apply: Apply = applyFresh): Tape {
  const tape: Tape = {
    level,
    lines: [],
    apply,
    follow(op, inputs) {
      const values: Record<string, Value> = {};
      const numbers: Record<string, number> = {};
      for (const name in inputs) {
        const input = inputs[name];
        const { value, line } = isOn(tape, input) ? input : source(tape, input);
        values[name] = value;
        numbers[name] = line;
      }
      return write(tape, { op, inputs: numbers, value: apply(op, values) });
    },
  };
  return tape;
}

/** Records a given value, so that everything computed from it can be differentiated by it. */
export const source = (tape: Tape, value: Value): Variable =>
  write(tape, { op: "source", inputs: {}, value });

export const isOn = (tape: Tape, value: Value): value is Variable => isTraced(value) && value.trace === tape;

const write = (tape: Tape, line: Line): Variable => ({
  trace: tape,
  line: tape.lines.push(line) - 1,
  value: line.value,
});

/**
 * Walks the tape back from `output` and propagates its cotangent ȳ to the wanted lines. Lines stand in the order in which they
 * ran, so the sweep meets each line after every line that uses it.
 *
 * @param wanted sources or computed lines; nothing is computed that does not lead to one of them
 * @returns the cotangent of each wanted line, undefined where the output does not depend on it
 * @throws ShapeError when the shape of the cotangent differs from that of the output
 * @throws ValueError when a wanted line is on another tape
 */
export function reverseSweep(
  output: Variable,
  cotangent: Value,
  wanted: readonly Variable[],
): (Value | undefined)[] {
  const { lines, apply } = output.trace;
  const [expected, received] = [shapeOf(output), shapeOf(cotangent)];
  if (!sameShape(expected, received))
    throw new ShapeError("reverseSweep", `a cotangent ${showShape(expected)}`, showShape(received));
  if (!wanted.every((variable) => isOn(output.trace, variable)))
    throw new ValueError("reverseSweep", "wanted lines on the tape of the output", "one on another tape");
  const useful = leadsTo(lines, wanted);
  const cotangents: (Value | undefined)[] = [];
  cotangents[output.line] = cotangent;
  for (let line = output.line; line >= 0; line--) {
    const { op, inputs, value } = lines[line];
    const yBar = cotangents[line];
    if (yBar === undefined || op === "source") continue;
    const values: Record<string, Value> = {};
    for (const name in inputs) values[name] = lines[inputs[name]].value;
    for (const name in op.vjp) {
      const from = inputs[name];
      if (!useful[from]) continue;
      const xBar = op.vjp[name](values, yBar, value, apply);
      const sum = cotangents[from];
      cotangents[from] = sum === undefined ? xBar : apply(add, { a: sum, b: xBar });
    }
  }
  return wanted.map(({ line }) => cotangents[line]);
}

/** For each line, whether it is wanted or computed from a wanted one by a rule that can be differentiated. */
function leadsTo(lines: readonly Line[], wanted: readonly Variable[]): boolean[] {
  const isWanted = new Set(wanted.map(({ line }) => line));
  const useful: boolean[] = [];
  for (const [line, { op, inputs }] of lines.entries())
    useful[line] =
      isWanted.has(line) || (op !== "source" && Object.keys(op.vjp).some((name) => useful[inputs[name]]));
  return useful;
}
