import { describe } from "../describe.ts";
import type { Affine, Diagonal, Permutation, Step, StepGraph } from "../steps.ts";
import { readersOf } from "../steps.ts";

/** Steps whose maps of single entries went into the affine layers beside them, and what to say of it. */
export interface Folded extends StepGraph {
  readonly notes: readonly string[];
}

/**
 * The same steps, with constant maps of the entries folded into the layers beside them: into the layer before, if nothing else reads its
 * output, else into all the layers that read the map. What has no layer beside it stays a step.
 */
export function fold(graph: StepGraph): Folded {
  const notes: string[] = [];
  let steps = graph.steps;
  const maps = steps.flatMap(({ does, node }) =>
    does.kind === "diagonal" || does.kind === "permutation" ? [{ does, node }] : [],
  );
  // Backward from the inputs on, then forward from the outputs on: so of several maps in a row each has its layer beside it in turn.
  for (const [turn, order] of [
    [intoBefore, maps],
    [intoBehind, maps.toReversed()],
  ] as const)
    for (const { does, node } of order) {
      const folded = turn(steps, graph.output, does);
      if (folded === undefined) continue;
      steps = folded.steps;
      if (folded.into !== undefined) notes.push(`${describe(node)} is folded into ${folded.into}`);
    }
  return { ...graph, steps, notes };
}

type Map = Diagonal | Permutation;

type Turn = (
  steps: readonly Step[],
  output: number,
  map: Map,
) => { readonly steps: readonly Step[]; readonly into: string | undefined } | undefined;

const intoBefore: Turn = (steps, output, map) => {
  const step = steps.find(({ does }) => does === map);
  if (step === undefined) return undefined;
  const [value] = step.inputs;
  const before = steps.find((each) => each.output === value);
  if (before?.does.kind !== "affine" || value === output || readersOf(steps)(value).length !== 1)
    return undefined;
  const grown = behind(before.does, map);
  return {
    steps: replaced(steps, step, before, { ...before, output: step.output, does: grown }),
    into: grown.behind.length === 0 ? undefined : grown.weightName,
  };
};

const intoBehind: Turn = (steps, output, map) => {
  const step = steps.find(({ does }) => does === map);
  if (step === undefined || step.output === output) return undefined;
  if (isNothing(map)) return { steps: without(steps, step), into: undefined };
  const after = readersOf(steps)(step.output);
  const layers = after.flatMap(({ does }) => (does.kind === "affine" ? [does] : []));
  if (layers.length === 0 || layers.length < after.length) return undefined;
  const read = without(steps, step).map((each) =>
    each.does.kind === "affine" && after.some(({ does }) => does === each.does)
      ? { ...each, does: { ...each.does, before: [map, ...each.does.before] } }
      : each,
  );
  return { steps: read, into: layers.map(({ weightName }) => weightName).join(", ") };
};

/** A layer with a map behind it; the first sum with a constant is its bias. */
function behind(layer: Affine, map: Map): Affine {
  if (isNothing(map)) return layer;
  if (
    map.kind === "diagonal" &&
    map.scale === undefined &&
    map.shift !== undefined &&
    layer.bias === undefined &&
    layer.behind.length === 0
  ) {
    const [I] = layer.weight.shape;
    const { shift } = map;
    const data = layer.weight.data.constructor === Float32Array ? new Float32Array(I) : new Float64Array(I);
    for (let i = 0; i < I; i++) data[i] = shift[shift.length === 1 ? 0 : i];
    return {
      ...layer,
      bias: { shape: [I], data },
      ...(map.shiftName === undefined ? {} : { biasName: map.shiftName }),
    };
  }
  return { ...layer, behind: [...layer.behind, map] };
}

/** −0 counts: x + (−0) is x, and x + 0 is not −0 where x is. What follows cannot tell. */
const isNothing = (map: Map): boolean =>
  map.kind === "permutation"
    ? map.from.every((from, at) => from === at)
    : (map.scale ?? [1]).every((s) => s === 1) && (map.shift ?? [0]).every((t) => t === 0);

/** Without a step, whose readers read what it read. */
const without = (steps: readonly Step[], step: Step): Step[] =>
  steps
    .filter((each) => each !== step)
    .map((each) => ({
      ...each,
      inputs: each.inputs.map((value) => (value === step.output ? step.inputs[0] : value)),
    }));

const replaced = (steps: readonly Step[], gone: Step, old: Step, now: Step): Step[] =>
  steps.filter((each) => each !== gone).map((each) => (each === old ? now : each));
