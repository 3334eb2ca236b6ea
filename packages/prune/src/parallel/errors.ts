import { FormatError, InputError, ShapeError, ValueError } from "@espalier/tensor";

/** A worker that ended before its work did, or could not be started. */
export class WorkerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "WorkerError";
  }
}

/** An error sent between threads, which by themselves keep the names of only a few classes. */
export type SentError =
  | {
      readonly kind: "input";
      readonly name: string;
      readonly parts: Parts;
      readonly stack: string | undefined;
    }
  | { readonly kind: "other"; readonly error: unknown };

type Parts = readonly [who: string, expected: string, received: string];

export function sentError(error: unknown): SentError {
  if (!(error instanceof InputError)) return { kind: "other", error };
  const { name, who, expected, received, stack } = error;
  return { kind: "input", name, parts: [who, expected, received], stack };
}

export function receivedError(sent: SentError): unknown {
  if (sent.kind === "other") return sent.error;
  const Kind = [ShapeError, ValueError, FormatError].find(({ name }) => name === sent.name) ?? InputError;
  const error = new Kind(...sent.parts);
  if (sent.stack !== undefined) error.stack = sent.stack;
  return error;
}
