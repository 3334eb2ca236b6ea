import type { GraphNode } from "@espalier/network";
import { nameIn, valueName, wishOf } from "../draft.ts";
import type { Draft } from "../draft.ts";
import type { Step } from "../steps.ts";

/** Who reads a value, and which values are outputs. */
export interface Around {
  readonly readers: (value: number) => readonly Step[];
  readonly producers: ReadonlyMap<number, Step>;
  readonly outputs: ReadonlySet<number>;
}

type NodeBody = GraphNode extends infer N ? (N extends GraphNode ? Omit<N, "name" | "from"> : never) : never;

/** A node for the output of a step, or on the way to it. */
export function add(
  draft: Draft,
  step: Step,
  body: NodeBody,
  from?: readonly string[],
  isLast = true,
): string {
  const name = nameIn(draft.nodeSet, isLast ? wishOf(draft, step) : `${wishOf(draft, step)}.part`);
  const reads = from ?? step.inputs.map((value) => valueName(draft, value));
  draft.nodes.push({ name, from: reads, ...body });
  if (isLast) draft.values.set(step.output, name);
  return name;
}
