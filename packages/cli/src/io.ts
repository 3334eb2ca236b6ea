/** A stream that may be a terminal, as process.stdout and process.stderr are. */
export type Terminal = NodeJS.WritableStream & Partial<Pick<NodeJS.WriteStream, "isTTY" | "columns">>;

/** What a command has to do with the world. */
export interface Io {
  /** Paths start here. */
  readonly folder: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Aborted when the user gives up. */
  readonly signal: AbortSignal;
}

/** How a command ends. */
export const exitCodes = {
  success: 0,
  verificationFailed: 1,
  badInput: 2,
  ourMistake: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Writes to a stream, and waits until it is taken. */
export const write = (stream: Terminal, content: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(content, (error) => (error ? reject(error) : resolve()));
  });
