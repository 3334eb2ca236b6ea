import type { Precision } from "@espalier/files";
import type { Diagonal, Pointwise, Step, StepGraph } from "../steps.ts";
import { recognised } from "./recognise.ts";
import { indexOf, regionsFrom } from "./regions.ts";
import type { Index } from "./regions.ts";

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
  const index = indexOf(graph);
  const joined = new Map<Step, Step>();
  const gone = new Set<Step>();
  for (const value of [
    ...graph.inputs.map((input) => input.value),
    ...graph.steps.map(({ output }) => output),
  ]) {
    const found = activationFrom(value, index, precision, gone);
    if (found === undefined) continue;
    const last = found.steps[found.steps.length - 1];
    for (const step of found.steps) gone.add(step);
    joined.set(last, { ...last, inputs: [value], does: found.does });
  }
  return withJoined(graph, joined, gone);
}

/** The same steps, with some of them gone and others put in the place of the last of those. */
export function withJoined(
  graph: StepGraph,
  joined: ReadonlyMap<Step, Step>,
  gone: ReadonlySet<Step>,
): StepGraph {
  const steps = graph.steps.flatMap((step) => {
    const one = joined.get(step);
    return one === undefined ? (gone.has(step) ? [] : [step]) : [one];
  });
  return { ...graph, steps };
}

function activationFrom(
  value: number,
  index: Index,
  precision: Precision,
  gone: ReadonlySet<Step>,
): { readonly steps: readonly Part[]; readonly does: Pointwise } | undefined {
  const isOpen = (step: Step): step is Part => isPart(step) && !gone.has(step);
  for (const steps of regionsFrom(value, index, isOpen, MOST_STEPS)) {
    if (!steps.some(({ does }) => does.kind === "pointwise")) continue;
    const [{ does }] = steps;
    // One node that is an activation by its name keeps what the file says of it.
    if (steps.length === 1 && does.kind === "pointwise" && does.activation !== undefined) continue;
    const activation = recognised((x) => valueOf(steps, value, x), precision);
    if (activation !== undefined)
      return { steps, does: { kind: "pointwise", f: (x) => valueOf(steps, value, x), activation } };
  }
  return undefined;
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
