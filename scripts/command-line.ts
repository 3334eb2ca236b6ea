import { parseArgs } from "node:util";
import type { ParseArgsConfig } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** A command of this repository, for those that need no more than a few options. */
export interface CommandLine<T extends Options> {
  /** What it does, and how it is called. */
  readonly usage: string;
  readonly options?: T;
  /** The most words besides the options; none by default. */
  readonly words?: number;
}

/**
 * The options and the words that a command is called with. With `--help` it shows its usage and does nothing else; an option that it does not know, and a
 * word too many, end it by their names.
 */
export function commandLine<const T extends Options>({
  usage,
  options,
  words = 0,
}: CommandLine<T>): ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>> {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    console.log(usage);
    process.exit(0);
  }
  try {
    const parsed = parseArgs<{ args: string[]; options: T; allowPositionals: true }>({
      args,
      options: options ?? ({} as T), // without options
      allowPositionals: true,
    });
    if (parsed.positionals.length > words) throw new Error(`Unexpected word '${parsed.positionals[words]}'`);
    return parsed;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`); // of parseArgs, or the one above
    return process.exit(2);
  }
}
