import type { DefineCommand } from "./command.ts";

/** A command as the list of commands shows it. Its module is loaded when it is called: most of a program's start is loading modules. */
export interface CommandRow {
  readonly name: string;
  /** Its arguments, as its module declares them. */
  readonly takes: string;
  readonly description: string;
  readonly load: () => Promise<DefineCommand>;
  /** Whether it lists the options of the other commands. */
  readonly listsOthers?: true;
}

/** Every command, in the order in which it is of use. */
export const commands: readonly CommandRow[] = [
  {
    name: "inspect",
    takes: "<network>",
    description:
      "Shows the layers of a network: weights, zeros, activations, and size when stored dense and sparse.",
    load: async () => (await import("./inspect.ts")).inspect,
  },
  {
    name: "score",
    takes: "<network> <data>",
    description: "Scores the importance of each weight, and shows it by layer and by input.",
    load: async () => (await import("./score.ts")).score,
  },
  {
    name: "prune",
    takes: "<network> [data]",
    description:
      "Removes the least important weights. Writes the pruned network, a mask of the weights that are kept, and a report.",
    load: async () => (await import("./prune.ts")).prune,
  },
  {
    name: "verify",
    takes: "<a> <b> <data>",
    description:
      "Compares the outputs of two networks on data. Exit code 1 if they differ by more than is allowed.",
    load: async () => (await import("./verify.ts")).verify,
  },
  {
    name: "compact",
    takes: "<network>",
    description:
      "Removes neurons that are constant or unused, and writes the smaller network. Its outputs stay the same.",
    load: async () => (await import("./compact.ts")).compact,
  },
  {
    name: "convert",
    takes: "<network> <copy>",
    description: "Writes a network in another file format, with the same numbers.",
    load: async () => (await import("./convert.ts")).convert,
  },
  {
    name: "export",
    takes: "<network> <file>",
    description: "Writes a network as source code without dependencies: a JavaScript module or a C99 header.",
    load: async () => (await import("./export.ts")).exportProgram,
  },
  {
    name: "statistics",
    takes: "<network> <data>",
    description: "Computes the statistics of samples, all of them or a part, for prune --statistics.",
    load: async () => (await import("./statistics.ts")).statistics,
  },
  {
    name: "merge",
    takes: "<parts...>",
    description: "Merges the statistics of parts of the samples.",
    load: async () => (await import("./merge.ts")).merge,
  },
  {
    name: "completion",
    takes: "<shell>",
    description: "Prints a script that completes commands, options and files in a shell.",
    load: async () => (await import("./completion.ts")).completion,
    listsOthers: true,
  },
];
