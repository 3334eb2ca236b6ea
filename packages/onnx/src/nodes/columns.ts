import { rounded } from "@espalier/files/bytes";
import { refuseNode } from "../describe.ts";
import { nameIn, valueName, wishOf } from "../draft.ts";
import type { Draft } from "../draft.ts";
import type { Diagonal, Pick, Step } from "../steps.ts";
import { add } from "./add.ts";

/** scale ∘ x + shift, by constants. */
export function addDiagonal(
  draft: Draft,
  step: Step,
  { scale, shift, scaleName, shiftName }: Diagonal,
): void {
  const width = draft.widths.get(step.output) ?? draft.widths.get(step.inputs[0]);
  const { node } = step;
  if (width === undefined) return refuseNode(node, "samples of a known size", "unknown");
  let [from] = step.inputs.map((value) => valueName(draft, value));
  const parts = [
    { op: "mul", values: scale, called: scaleName ?? `${wishOf(draft, step)}.scale` },
    { op: "add", values: shift, called: shiftName ?? `${wishOf(draft, step)}.shift` },
  ] as const;
  const there = parts.filter(({ values }) => values !== undefined);
  for (const [k, { op, values = [1], called }] of there.entries()) {
    const each = Float64Array.from({ length: width }, (_, at) => values[values.length === 1 ? 0 : at]);
    const name = nameIn(draft.nodeSet, called);
    draft.nodes.push({ name, op: "constant", from: [], values: Array.from(rounded(each, draft.precision)) });
    from = add(draft, step, { op }, [from, name], k === there.length - 1);
  }
  if (there.length === 0) draft.values.set(step.output, from);
}

/** More pieces of columns than this do not make a sensible graph. */
export const MOST_PIECES = 1024;

/** Some columns: a slice of them, or slices one behind the other. */
export function addPick(draft: Draft, step: Step, { from, of }: Pick): void {
  const { node, inputs } = step;
  const pieces: { start: number; end: number }[] = [];
  for (const place of from) {
    const last = pieces.at(-1);
    if (last?.end === place) last.end++;
    else pieces.push({ start: place, end: place + 1 });
    if (pieces.length > MOST_PIECES) refuseNode(node, `at most ${MOST_PIECES} pieces of columns`, "more");
  }
  const source = valueName(draft, inputs[0]);
  const isAll = (piece: { start: number; end: number }): boolean => piece.start === 0 && piece.end === of;
  if (pieces.length === 1) {
    if (isAll(pieces[0])) draft.values.set(step.output, source);
    else add(draft, step, { op: "slice", ...pieces[0] });
    return;
  }
  const known = new Map<string, string>();
  const parts = pieces.map((piece) => {
    if (isAll(piece)) return source;
    const key = `${piece.start}:${piece.end}`;
    const name = known.get(key) ?? add(draft, step, { op: "slice", ...piece }, [source], false);
    known.set(key, name);
    return name;
  });
  add(draft, step, { op: "concat" }, parts);
}
