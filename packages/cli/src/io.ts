/** A stream that may be a terminal, as process.stdout and process.stderr are. */
export type Terminal = NodeJS.WritableStream & Partial<Pick<NodeJS.WriteStream, "isTTY" | "columns">>;

/** The world around a command. */
export interface Io {
  /** Paths start here. */
  readonly folder: string;
  /** Standard input. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Standard output, for results. */
  readonly stdout: Terminal;
  /** Standard error, for progress and messages. */
  readonly stderr: Terminal;
  /** Aborted when the user interrupts the command. */
  readonly signal: AbortSignal;
  /** Chooses the kernels before a command runs; by default those that are chosen already. */
  readonly chooseKernels?: () => Promise<void>;
}

/** How a command ends. */
export const exitCodes = {
  /** The command has done what it was asked. */
  success: 0,
  /** `verify` has found that the networks differ by more than they may. */
  verificationFailed: 1,
  /** A file, an option or a stream is not as it has to be; the message says which. */
  badInput: 2,
  /** A fault of the program itself. */
  ourMistake: 70,
  /** The user has stopped the command. */
  interrupted: 130,
} as const;
/** A code with which a command ends. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * Writes a text, or its bytes, to a stream, and waits until it is written. A reader that closes the stream early, as `head` does, is not an error.
 *
 * @throws ValueError when the stream cannot be written
 */
export const write = (stream: Terminal, text: string | Uint8Array): Promise<void> =>
  put("standard streams", stream, text, (code) => CLOSED.has(code));

const CLOSED: ReadonlySet<string> = new Set(["EPIPE", "ERR_STREAM_DESTROYED"]);

/**
 * Writes a result to standard output, and waits until all of it is written.
 *
 * @throws ValueError when it cannot be written, or when the reader closes it early
 */
export const deliver = ({ stdout }: Io, content: string | Uint8Array): Promise<void> =>
  put("standard output", stdout, content, () => false);

async function put(
  name: string,
  stream: Terminal,
  content: string | Uint8Array,
  isFine: (code: string) => boolean,
): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      stream.write(content, (error) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    const { aboutFile, systemCode } = await import("./files/reasons.ts"); // help needs none of what this loads
    if (!isFine(systemCode(error) ?? "")) throw aboutFile(name, "a stream that can be written", error);
  }
}
