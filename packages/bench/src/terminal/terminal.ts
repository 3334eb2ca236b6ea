/** A stream that may be a terminal, as process.stdout and process.stderr are. */
export type Terminal = NodeJS.WritableStream &
  Partial<Pick<NodeJS.WriteStream, "isTTY" | "columns" | "hasColors">>;
