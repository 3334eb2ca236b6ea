import { FormatError, ValueError } from "@espalier/tensor";
import { activationTexts, heads, parseActivation } from "@espalier/network";
import type { ActivationText, Head } from "@espalier/network";
import { show } from "@espalier/files/json-values";

/*
 * The information that a state dict lacks, in the file's `__metadata__`:
 *
 *     activations    "relu, relu, identity": the σ of each layer, or one for all but the last
 *     order          "hidden, out": the names of the layers, where numbers in them do not give the order
 *     head           "softmax" or "log-softmax": what follows the last layer
 */
export const KEYS = ["activations", "order", "head"] as const;

/** The properties of the layers that their tensors do not show. */
export interface Description {
  readonly activations: readonly ActivationText[] | undefined;
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
  const activations = metadata.get("activations");
  return {
    activations: activations === undefined ? undefined : activationTexts(activations).map(readText),
    order: metadata
      .get("order")
      ?.split(",")
      .map((word) => word.trim()),
    head: known,
  };
}

function readText(text: string): ActivationText {
  try {
    return parseActivation("__metadata__.activations", text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new FormatError(error.who, error.expected, error.received);
  }
}

/**
 * The σ of each layer.
 *
 * @param given one a layer, or one for all but the last
 * @param slopes whether a PReLU follows the layer
 * @throws FormatError when they are not to be known, or not as the slopes say
 */
export function kindsOf(
  given: readonly ActivationText[] | undefined,
  slopes: readonly boolean[],
): ActivationText[] {
  const last = slopes.length - 1;
  const listed =
    given?.length === 1 && last > 0 ? slopes.map((_, k) => (k < last ? given[0] : IDENTITY)) : given;
  if (listed !== undefined && listed.length !== slopes.length)
    throw new FormatError(
      "activations",
      `${slopes.length}, one a layer, or one for all but the last`,
      `${listed.length}`,
    );
  return slopes.map((sloped, k) => {
    const activation = listed?.[k] ?? (sloped ? PRELU : k === last ? IDENTITY : undefined);
    if (activation === undefined)
      throw new FormatError(
        "activations",
        'the option, or __metadata__.activations, as in "relu": a state dict does not say what follows a Linear',
        "none",
      );
    // A PReLU behind the last layer stands for itself even where one name was given for all but the last.
    if (sloped && k === last && given?.length === 1 && last > 0) return PRELU;
    if (sloped !== (activation.kind === "prelu"))
      throw new FormatError(
        `activations[${k}]`,
        sloped ? "prelu, of which the file has slopes" : "no prelu, of which the file has no slopes",
        activation.kind,
      );
    return activation;
  });
}

const IDENTITY: ActivationText = { kind: "identity" };
const PRELU: ActivationText = { kind: "prelu" };

/** @throws ValueError when the option is not a known activation */
export function givenKinds(
  who: string,
  option: string | readonly string[] | undefined,
): readonly ActivationText[] | undefined {
  if (option === undefined) return undefined;
  const texts: readonly unknown[] = typeof option === "string" ? [option] : option;
  return texts.map((text) => parseActivation(who, typeof text === "string" ? text : show(text)));
}
