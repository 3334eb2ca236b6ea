import { describe } from "../describe.ts";
import type { Affine, Diagonal, Pick, Step, StepGraph } from "../steps.ts";
import { readersOf } from "../steps.ts";

/** Steps whose maps of single entries went into the affine layers beside them, and what to say of it. */
export interface Folded extends StepGraph {
  readonly notes: readonly string[];
}

/**
 * The same steps, with constant maps of the entries folded into the layers beside them: into the layer before, if nothing else reads its
 * output, else into all the layers that read the map. What has no layer beside it stays a step, and so does what would make two uses of one
 * matrix different.
 */
export function fold(graph: StepGraph): Folded {
  const notes: string[] = [];
  let { steps } = graph;
  const maps = steps.flatMap(({ does, node }) =>
    does.kind === "diagonal" || (does.kind === "pick" && isOrder(does)) ? [{ does, node }] : [],
  );
  const context: Context = { outputs: new Set(graph.outputs), tied: tiedMatrices(steps) };
  // Backward from the inputs on, then forward from the outputs on: so of several maps in a row each has its layer beside it in turn.
  for (const [turn, order] of [
    [intoBefore, maps],
    [intoBehind, maps.toReversed()],
  ] as const)
    for (const { does, node } of order) {
      const folded = turn(steps, context, does);
      if (folded === undefined) continue;
      ({ steps } = folded);
      if (folded.into !== undefined) notes.push(`${describe(node)} is folded into ${folded.into}`);
    }
  return { ...graph, steps, notes };
}

type Map = Diagonal | Pick;

interface Context {
  readonly outputs: ReadonlySet<number>;
  /** The names of matrices that are used more than once. */
  readonly tied: ReadonlySet<string>;
}

type Turn = (
  steps: readonly Step[],
  context: Context,
  map: Map,
) => { readonly steps: readonly Step[]; readonly into: string | undefined } | undefined;

function tiedMatrices(steps: readonly Step[]): ReadonlySet<string> {
  const names = steps.flatMap(({ does }) => (does.kind === "affine" ? [does.weightName] : []));
  return new Set(names.filter((name, at) => names.indexOf(name) < at));
}

const intoBefore: Turn = (steps, { outputs, tied }, map) => {
  const step = steps.find(({ does }) => does === map);
  if (step === undefined) return undefined;
  const [value] = step.inputs;
  const before = steps.find((each) => each.output === value);
  if (before?.does.kind !== "affine" || outputs.has(value) || readersOf(steps)(value).length !== 1)
    return undefined;
  if (tied.has(before.does.weightName) && !isShift(map)) return undefined;
  const grown = behind(before.does, map);
  return {
    steps: replaced(steps, step, before, { ...before, output: step.output, does: grown }),
    into: grown.behind.length === 0 ? undefined : grown.weightName,
  };
};

const intoBehind: Turn = (steps, { outputs, tied }, map) => {
  const step = steps.find(({ does }) => does === map);
  if (step === undefined || outputs.has(step.output)) return undefined;
  if (isNothing(map)) return { steps: without(steps, step), into: undefined };
  const after = readersOf(steps)(step.output);
  const layers = after.flatMap(({ does }) => (does.kind === "affine" ? [does] : []));
  if (layers.length === 0 || layers.length < after.length) return undefined;
  if (!isShift(map) && layers.some(({ weightName }) => tied.has(weightName))) return undefined;
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

/** The sign of a zero does not matter here: later steps compute the same from 0 and −0. */
const isNothing = (map: Map): boolean =>
  map.kind === "pick"
    ? map.from.length === map.of && map.from.every((from, at) => from === at)
    : (map.scale ?? [1]).every((s) => s === 1) && (map.shift ?? [0]).every((t) => t === 0);

/** A layer with it has the same matrix as before. */
const isShift = (map: Map): boolean => map.kind === "diagonal" && (map.scale ?? [1]).every((s) => s === 1);

/** Whether all entries are picked, each once. */
const isOrder = ({ from, of }: Pick): boolean => from.length === of && new Set(from).size === of;

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
