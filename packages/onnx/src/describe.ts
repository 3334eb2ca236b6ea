import type { Node } from "./file/model.ts";

/** A node as errors show it: `Gemm "/0/Gemm"`; one without a name is known by what it computes. */
export const describe = ({
  operator,
  name,
  outputs: [output = ""],
}: Pick<Node, "operator" | "name" | "outputs">): string =>
  `${operator.slice(0, 40)} ${JSON.stringify((name || output).slice(0, 60))}`;

export const int = ({ attributes }: Node, name: string, usual: number): number =>
  attributes.get(name)?.int ?? usual;
