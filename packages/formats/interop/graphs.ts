import { inputWidth } from "@espalier/network";
import { randomNormal, seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { NetworkFile } from "@espalier/files";
import type { Bytes } from "../../files/src/protobuf/write.ts";
import { graphFile } from "./graph-files.ts";
import { kinds, leastOpset, styles } from "./graph-kinds.ts";

/** Every kind of branch in every style that has its operators. */
export const graphFiles = (): readonly { readonly name: string; readonly bytes: Bytes }[] =>
  Object.entries(kinds).flatMap(([kind, file]) =>
    styles
      .filter(({ opset }) => opset >= leastOpset(kind))
      .map((style) => ({ name: `${kind}, operators ${style.opset}`, bytes: graphFile(file, style, 5) })),
  );

/** Three samples for a file. */
export const graphInputs = ({ network }: NetworkFile): Tensor =>
  randomNormal([3, inputWidth(network)], seededRandom(3), "f32");
