import { FormatError, ValueError } from "@espalier/tensor";
import { activationKinds, heads } from "@espalier/prune";
import type { ActivationKind, Head } from "@espalier/prune";
import { show } from "../read-json.ts";

/*
 * What a state dict does not tell, in the file's `__metadata__`:
 *
 *     activations    "relu, relu, identity": the σ of each layer, or one for all but the last
 *     order          "hidden, out": the names of the layers, where numbers in them do not tell
 *     head           "softmax" or "log-softmax": what follows the last layer
 */
export const KEYS = ["activations", "order", "head"] as const;

/** What is known of the layers beside their tensors. */
export interface Description {
  readonly activations: readonly ActivationKind[] | undefined;
  readonly order: readonly string[] | undefined;
  readonly head: Head | undefined;
}

/** @throws FormatError naming the key */
export function descriptionOf(metadata: ReadonlyMap<string, string>): Description {
  const head = metadata.get("head");
  const known = heads.find((each) => each === head);
  if (head !== undefined && known === undefined)
    throw new FormatError(
      "__metadata__.head",
      `one of ${heads.join(", ")}`,
      JSON.stringify(head.slice(0, 40)),
    );
  return {
    activations: listOf(metadata.get("activations"))?.map((name) => {
      const kind = activationKinds.find((each) => each === name);
      if (kind !== undefined) return kind;
      throw new FormatError(
        "__metadata__.activations",
        `names among ${activationKinds.join(", ")}`,
        JSON.stringify(name.slice(0, 40)),
      );
    }),
    order: listOf(metadata.get("order")),
    head: known,
  };
}

const listOf = (text: string | undefined): string[] | undefined =>
  text?.split(",").map((word) => word.trim());

/**
 * The σ of each layer.
 *
 * @param given one a layer, or one for all but the last
 * @param slopes whether a PReLU follows the layer
 * @throws FormatError when they are not to be known, or not as the slopes say
 */
export function kindsOf(
  given: readonly ActivationKind[] | undefined,
  slopes: readonly boolean[],
): ActivationKind[] {
  const last = slopes.length - 1;
  const listed =
    given?.length === 1 && last > 0 ? slopes.map((_, k) => (k < last ? given[0] : "identity")) : given;
  if (listed !== undefined && listed.length !== slopes.length)
    throw new FormatError(
      "activations",
      `${slopes.length}, one a layer, or one for all but the last`,
      `${listed.length}`,
    );
  return slopes.map((sloped, k) => {
    const kind = listed?.[k] ?? (sloped ? "prelu" : k === last ? "identity" : undefined);
    if (kind === undefined)
      throw new FormatError(
        "activations",
        'the option, or __metadata__.activations, as in "relu": a state dict does not tell what is between two Linears',
        "none",
      );
    // A PReLU behind the last layer stands for itself even where one name was given for all but the last.
    if (sloped && k === last && given?.length === 1 && last > 0) return "prelu";
    if (sloped !== (kind === "prelu"))
      throw new FormatError(
        `activations[${k}]`,
        sloped ? "prelu, of which the file has slopes" : "no prelu, of which the file has no slopes",
        kind,
      );
    return kind;
  });
}

/** @throws ValueError when the option is none of the known activations */
export function givenKinds(
  who: string,
  option: ActivationKind | readonly ActivationKind[] | undefined,
): readonly ActivationKind[] | undefined {
  if (option === undefined) return undefined;
  const kinds = typeof option === "string" ? [option] : option;
  for (const kind of kinds)
    if (!activationKinds.includes(kind))
      throw new ValueError(who, `activations among ${activationKinds.join(", ")}`, show(kind));
  return kinds;
}
