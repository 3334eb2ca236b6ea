import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { ActivationText, Layer } from "@espalier/prune";
import { checkNetwork } from "@espalier/prune";
import type { LayerNames, NetworkFile, Precision } from "../network-file.ts";
import { dtypeFor, readNumbers } from "../numbers.ts";
import { checkBytes } from "../read-bytes.ts";
import { descriptionOf, givenKinds, KEYS, kindsOf } from "./description.ts";
import { readHeader } from "./header.ts";
import type { Entry } from "./header.ts";
import { modulesOf, refuseTensor } from "./modules.ts";
import { stepsOf } from "./order.ts";
import type { Step } from "./order.ts";

/** What a state dict does not tell. Each may stand in the file's `__metadata__` instead, as a text with commas. */
export interface ReadSafetensorsOptions {
  /**
   * The σ of each layer; or one for all but the last, which then has none: "relu", "elu(1)", "clip(0, 6)". A PReLU is known by its
   * slopes.
   */
  readonly activations?: string | readonly string[];
  /** The names of the layers in the order they are applied, without `.weight`, where numbers in them do not tell. */
  readonly order?: readonly string[];
}

const precisions: Readonly<Partial<Record<string, Precision>>> = {
  F64: "f64",
  F32: "f32",
  F16: "f16",
  BF16: "bf16",
};

/**
 * Reads a chain of Linear layers, with or without biases, and PReLUs between them, as PyTorch names them: nn.Sequential
 * (`0.weight`, `0.bias`, `2.weight` …) or any names that differ in numbers (`fc1.weight` …).
 *
 * Memory: the parameters, at most twice the bytes (f16 is read into f32), and what the header says.
 *
 * @throws FormatError naming the byte and the tensor or field; also for tensors of other modules, and where the order of the
 * layers or their activations are not to be known
 * @throws ValueError when an option is none
 */
export function readSafetensors(bytes: Uint8Array, options: ReadSafetensorsOptions = {}): NetworkFile {
  checkBytes("safetensors", bytes);
  const given = givenKinds("readSafetensors", options.activations);
  const { entries, metadata } = readHeader(bytes);
  const { activations, order, head } = descriptionOf(metadata);
  const steps = stepsOf(modulesOf(entries), options.order ?? order);
  const kinds = kindsOf(
    given ?? activations,
    steps.map(({ prelu }) => prelu !== undefined),
  );
  const precision = precisionOf(entries);
  const read = (entry: Entry): Tensor => ({
    shape: entry.shape,
    data: readNumbers(entry.name, bytes.subarray(entry.begin, entry.end), entry.begin, precision),
  });
  const network = { layers: steps.map((step, k) => layerOf(step, kinds[k], read, precision)) };
  checkNetwork("readSafetensors", network);
  const rest = [...metadata].filter(([key]) => !KEYS.some((known) => known === key));
  return {
    network,
    precision,
    names: steps.map(namesOf),
    ...(head === undefined ? {} : { head }),
    ...(rest.length === 0 ? {} : { metadata: Object.fromEntries(rest) }),
  };
}

function precisionOf(entries: readonly Entry[]): Precision {
  for (const entry of entries) {
    if (precisions[entry.dtype] === undefined) refuseTensor(entry, "F64, F32, F16 or BF16");
    if (entry.dtype !== entries[0].dtype) refuseTensor(entry, `${entries[0].dtype}, as ${entries[0].name}`);
  }
  return precisions[entries[0].dtype] ?? "f32"; // known by now
}

function layerOf(
  { linear: { weight, bias }, prelu }: Step,
  activation: ActivationText,
  read: (entry: Entry) => Tensor,
  precision: Precision,
): Layer {
  return {
    weight: read(weight),
    bias: bias === undefined ? zeros([weight.shape[0]], dtypeFor(precision)) : read(bias),
    activation:
      activation.kind !== "prelu"
        ? activation
        : prelu === undefined
          ? { kind: "identity" } // a prelu has slopes: kindsOf saw to it
          : { kind: "prelu", slope: read(prelu.slope) },
  };
}

const namesOf = ({ linear: { weight, bias }, prelu }: Step): LayerNames => ({
  weight: weight.name,
  ...(bias === undefined ? {} : { bias: bias.name }),
  ...(prelu === undefined ? {} : { slope: prelu.slope.name }),
});
