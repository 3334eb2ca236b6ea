import { refuseNode } from "../describe.ts";
import { valueName } from "../draft.ts";
import type { Draft } from "../draft.ts";
import type { Reduce, Step } from "../steps.ts";
import { add } from "./add.ts";
import type { Around } from "./add.ts";
import { MOST_PIECES } from "./columns.ts";
import { branchBefore } from "./pointwise.ts";

/** The largest or smallest entry of each line: the first entries of all lines side by side, then the second ones … and their extreme. */
export function addReduction(draft: Draft, step: Step, { extreme, length }: Reduce, around: Around): void {
  const { node, inputs, width: lines } = step;
  if (extreme === undefined || lines === undefined || lines * length > MOST_PIECES)
    return refuseNode(
      node,
      "a part of a known normalization, a sum or mean of the entries of a sample, or the largest or smallest of few",
      `${node.operator.slice(0, 40)} as part of another function${branchBefore(step, around)}`,
    );
  const source = valueName(draft, inputs[0]);
  const column = (start: number): string =>
    add(draft, step, { op: "slice", start, end: start + 1 }, [source], false);
  const entries = Array.from({ length }, (_, at) => {
    const columns = Array.from({ length: lines }, (__, line) => column(line * length + at));
    return lines === 1 ? columns[0] : add(draft, step, { op: "concat" }, columns, false);
  });
  if (length === 1) draft.values.set(step.output, entries[0]);
  else add(draft, step, { op: extreme }, entries);
}
