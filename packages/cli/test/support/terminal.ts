import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { espalier } from "../../src/espalier.ts";
import type { ExitCode, Io } from "../../src/espalier.ts";

/** A folder of the running test's own, which goes with it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "espalier-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Outcome {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** What went to standard output, as it went. */
  readonly bytes: Uint8Array;
}

export interface Around {
  readonly stdin?: string | Uint8Array;
  readonly signal?: AbortSignal | undefined;
  readonly isTerminal?: boolean;
}

/** Runs a command line in a folder, as a shell would. */
export const runIn = (folder: string, line: string, around: Around = {}): Promise<Outcome> =>
  terminalIn(folder, around, (io) => espalier(wordsOf(line), io));

/** Runs a program in a folder, and catches what it writes. */
export async function terminalIn(
  folder: string,
  around: Around,
  program: (io: Io) => Promise<ExitCode>,
): Promise<Outcome> {
  const { isTerminal = false } = around;
  const [out, err] = [catcher(isTerminal), catcher(isTerminal)];
  const io = { ...ioIn(folder, around), stdout: out.stream, stderr: err.stream };
  const code = await program(io);
  const bytes = out.bytes();
  return {
    code,
    stdout: new TextDecoder().decode(bytes),
    stderr: new TextDecoder().decode(err.bytes()),
    bytes,
  };
}

/** The world around a command in a folder; what the command writes is lost. */
export const ioIn = (
  folder: string,
  { stdin = "", signal = new AbortController().signal }: Around = {},
): Io => ({
  folder,
  stdin: Readable.from([Buffer.from(stdin)]),
  stdout: catcher(false).stream,
  stderr: catcher(false).stream,
  signal,
});

/** Words between spaces; none of ours holds one. */
const wordsOf = (line: string): string[] => line.split(" ").filter((word) => word !== "");

function catcher(isTTY: boolean): {
  readonly stream: Writable & { isTTY: boolean };
  readonly bytes: () => Uint8Array;
} {
  const parts: Buffer[] = [];
  const stream = new Writable({
    write(part, _, done) {
      parts.push(Buffer.from(part));
      done();
    },
  });
  // What cli-progress asks of a terminal.
  const terminal = {
    isTTY,
    columns: 80,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  };
  return { stream: Object.assign(stream, terminal), bytes: () => Buffer.concat(parts) };
}
