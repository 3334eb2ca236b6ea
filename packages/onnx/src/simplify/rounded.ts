import type { Tensor } from "@espalier/tensor";
import { foldedLayer } from "@espalier/files";
import { refuseNode } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Affine } from "../steps.ts";

/**
 * W and b of a layer with all maps beside it; see {@link foldedLayer}.
 *
 * @throws FormatError when a number becomes too large for the precision
 */
export const roundedLayer = (
  node: Node,
  { weight, bias, before, behind, precision }: Affine,
): { readonly weight: Tensor; readonly bias: Tensor | undefined } =>
  foldedLayer(weight, bias, before, behind, precision, () =>
    refuseNode(node, `numbers that ${precision} can hold`, "larger ones, after folding"),
  );
