import { wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { NodeNames } from "@espalier/files";
import { rounded } from "@espalier/files/bytes";
import { describe, refuseNode } from "../describe.ts";
import { nameIn } from "../draft.ts";
import type { Draft } from "../draft.ts";
import type { HeadStep, Normalization, Step } from "../steps.ts";
import { add } from "./add.ts";
import type { Around } from "./add.ts";

/** Layer or RMS normalization. */
export function addNormalization(draft: Draft, step: Step, does: Normalization): void {
  const { gain, shift, epsilon, isCentred, gainName, shiftName } = does;
  const tensor = (data: typeof gain): Tensor => wrap([data.length], rounded(data, draft.precision));
  const numbers = shift ?? gain.map(() => 0);
  const name = isCentred
    ? add(draft, step, { op: "layer-normalization", gain: tensor(gain), shift: tensor(numbers), epsilon })
    : add(draft, step, { op: "rms-normalization", gain: tensor(gain), epsilon });
  const names: NodeNames = {
    ...(gainName === undefined ? {} : { gain: nameIn(draft.taken, gainName) }),
    ...(shiftName === undefined ? {} : { shift: nameIn(draft.taken, shiftName) }),
  };
  if (gainName !== undefined || shiftName !== undefined) draft.nodeNames.set(name, names);
}

/** At an output it is left to the file; inside, it is a function of the row. */
export function addHead(draft: Draft, step: Step, { head }: HeadStep, { readers, outputs }: Around): void {
  const { node, output, inputs } = step;
  const readBy = readers(output);
  if (outputs.has(output) && readBy.length === 0) draft.heads.set(output, { head, of: inputs[0] });
  else if (head === "softmax") add(draft, step, { op: "softmax" });
  else
    refuseNode(
      node,
      "a LogSoftmax at an output, or a Softmax",
      `one that ${readBy
        .map((each) => describe(each.node))
        .slice(0, 5)
        .join(" and ")} reads`,
    );
}
