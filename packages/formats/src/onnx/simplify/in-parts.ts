import type { Precision } from "../../network-file.ts";
import type { Diagonal, Pointwise, Step, StepGraph } from "../steps.ts";
import { readersOf } from "../steps.ts";
import { recognised } from "./recognise.ts";

/** As many as any way to write an activation down takes. */
const MOST_STEPS = 24;

/** A step that is a function of single numbers. */
type Part = Step & { readonly does: Pointwise | Diagonal };

/**
 * The same steps, with activations that are written in parts as one step each: x Sigmoid(x) is SiLU.
 *
 * From each value on, steps are taken together as long as they are functions of single numbers and depend on nothing else; wherever
 * what was taken ends in one value, it may be an activation. The longest that is one counts.
 */
export function joinParts(graph: StepGraph, precision: Precision): StepGraph {
  const readers = readersOf(graph.steps);
  const joined = new Map<Step, Step>();
  const gone = new Set<Step>();
  for (const value of [graph.input, ...graph.steps.map(({ output }) => output)]) {
    const found = activationFrom(value, readers, graph.output, precision, gone);
    if (found === undefined) continue;
    const last = found.steps[found.steps.length - 1];
    for (const step of found.steps) gone.add(step);
    joined.set(last, { ...last, inputs: [value], does: found.does });
  }
  const steps = graph.steps.flatMap((step) => {
    const one = joined.get(step);
    return one === undefined ? (gone.has(step) ? [] : [step]) : [one];
  });
  return { ...graph, steps };
}

function activationFrom(
  value: number,
  readers: (value: number) => readonly Step[],
  output: number,
  precision: Precision,
  gone: ReadonlySet<Step>,
): { readonly steps: readonly Part[]; readonly does: Pointwise } | undefined {
  const taken: Part[] = [];
  const within = new Set([value]);
  const ends: number[] = [];
  for (let next = nextPart(); next !== undefined && taken.length < MOST_STEPS; next = nextPart()) {
    taken.push(next);
    within.add(next.output);
    if (isClosed(next.output)) ends.push(taken.length);
  }
  for (const end of ends.toReversed()) {
    const steps = taken.slice(0, end);
    if (!steps.some(({ does }) => does.kind === "pointwise")) continue;
    const [{ does }] = steps;
    // One node that is an activation by its name keeps what the file says of it.
    if (end === 1 && does.kind === "pointwise" && does.activation !== undefined) return undefined;
    const activation = recognised((x) => valueOf(steps, value, x), precision);
    if (activation !== undefined)
      return { steps, does: { kind: "pointwise", f: (x) => valueOf(steps, value, x), activation } };
  }
  return undefined;

  /** The first step that reads nothing but what is within, and is not yet taken. */
  function nextPart(): Part | undefined {
    for (const known of within)
      for (const step of readers(known))
        if (
          isPart(step) &&
          !within.has(step.output) &&
          !gone.has(step) &&
          step.inputs.every((each) => within.has(each))
        )
          return step;
    return undefined;
  }

  /** Whether all that is within, but for its end, is read within. */
  function isClosed(end: number): boolean {
    return [...within].every(
      (each) => each === end || (each !== output && readers(each).every((step) => within.has(step.output))),
    );
  }
}

const isPart = (step: Step): step is Part =>
  step.does.kind === "pointwise" ||
  (step.does.kind === "diagonal" &&
    (step.does.scale?.length ?? 1) === 1 &&
    (step.does.shift?.length ?? 1) === 1);

function valueOf(steps: readonly Part[], from: number, x: number): number {
  const known = new Map([[from, x]]);
  let result = x;
  for (const { inputs, output, does } of steps) {
    const values = inputs.map((each) => known.get(each) ?? NaN);
    result =
      does.kind === "pointwise"
        ? does.f(...values)
        : values[0] * (does.scale?.[0] ?? 1) + (does.shift?.[0] ?? 0);
    known.set(output, result);
  }
  return result;
}
