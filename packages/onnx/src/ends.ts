import type { OnnxDetails, OnnxTail } from "@espalier/files";
import { graphOf } from "@espalier/network";
import type { Network } from "@espalier/network";
import { isOpen } from "./constants/size.ts";
import type { ValueInfo } from "./file/model.ts";
import type { Tail } from "./tail.ts";
import type { Translation } from "./translate.ts";

/** The inputs and outputs as the file has them. */
export function endsOf(
  { ends, tail }: Translation,
  inputs: readonly ValueInfo[],
  network: Network,
  isOneSample: boolean,
): Pick<OnnxDetails, "inputs" | "outputs" | "tail"> {
  const widths = graphOf(network).inputs.map(({ width }) => width);
  const [first = ""] = inputs[0].shape ?? [];
  const open = typeof first === "string" ? first : "";
  return {
    inputs: inputs.map(({ name, shape = [] }, k) => {
      const [batch = "", ...axes] = shape;
      if (isOneSample) return { name, shape: shape.length === 0 ? [widths[k]] : shape };
      return { name, shape: [batch, ...(axes.length === 0 || axes.includes("") ? [widths[k]] : axes)] };
    }),
    outputs: ends.map(({ name, shape, isInner }) => ({
      name,
      ...(shape === undefined ? {} : { shape: shape.map((size) => (isOpen(size) ? open : size)) }),
      ...(isInner ? { isInner } : {}),
    })),
    ...(tail === undefined ? {} : { tail: withoutReads(tail) }),
  };
}

const withoutReads = ({ nodes, tensors, outputs, order, domains }: Tail): OnnxTail => ({
  nodes,
  tensors,
  outputs,
  order,
  domains,
});
