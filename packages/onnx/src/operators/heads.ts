import { sizeOf } from "@espalier/tensor";
import type { Head } from "@espalier/network";
import { refusePart } from "../describe.ts";
import { refuseMixed } from "./axes.ts";
import { samplesAt } from "./context.ts";
import type { Operator } from "./context.ts";

/** Over all outputs of a sample. */
export const head =
  (kind: Head): Operator =>
  (context, node, operands) => {
    const x = samplesAt(node, operands, 0);
    const lead = x.batched ? 1 : 0;
    const rank = (x.axes?.length ?? 1) + lead;
    // Without it: 1 up to operators 12, where all axes from there on are meant, and −1 since 13.
    const axis = node.attributes.get("axis")?.int ?? (context.opset < 13 ? 1 : -1);
    const from = axis < 0 ? axis + rank : axis;
    const isLast = from === rank - 1 && sizeOf(x.axes?.slice(0, -1) ?? []) === 1;
    const isAll = isLast || (context.opset < 13 && from === lead);
    if (x.batched && from === 0 && context.opset >= 13) return refuseMixed(node);
    if (!isAll || rank === lead) refusePart(node, "axis", "1 or -1: over the outputs of a sample", `${axis}`);
    return context.step(node, [x], { kind: "head", head: kind }, x.axes, x.batched);
  };
