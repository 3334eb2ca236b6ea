import { useFastKernels } from "@espalier/tensor";
import { checkChunk } from "../streaming/local-executor.ts";
import { chunkwiseStrategyOf } from "../stream.ts";
import { turn } from "../streaming/progress.ts";
import { toTransfer } from "./transfer.ts";
import { sentError } from "./errors.ts";
import type { Begin, Part, Reply, Request } from "./messages.ts";
import { listen } from "./platform.ts";

const ready = useFastKernels();
const queue: Part[] = [];
let job: number | undefined;
let partOf: ((task: Part) => unknown) | undefined;
let isBusy = false;

const post = listen((data) => {
  const request = data as Request; // from the pool
  if (request.kind === "begin") begin(request);
  else if (request.kind === "part") queue.push(request);
  else [job, partOf] = [undefined, undefined];
  if (!isBusy) void work();
});

/** One task after the other; in between, a message can end the job. */
async function work(): Promise<void> {
  isBusy = true;
  await ready;
  for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
    if (task.job === job) answer(task);
    await turn();
  }
  isBusy = false;
}

function answer(request: Part): void {
  const { task } = request;
  try {
    const { value, transfer } = toTransfer<Reply>({ task, part: partOf?.(request) });
    post(value, transfer);
  } catch (error) {
    const reply: Reply = { task, error: sentError(error) };
    post(reply, []);
  }
}

function begin({ job: number, strategy, step, input, before }: Begin): void {
  const { passes } = chunkwiseStrategyOf(input.who, strategy);
  const pass = passes[step](input, before);
  let part: ((piece: number) => unknown) | undefined;
  job = number;
  partOf = ({ chunk, piece }) => {
    if (chunk !== undefined) {
      part = undefined; // frees the memory of the chunk before
      checkChunk(input, chunk, chunk.first);
      part = pass.map(chunk);
    }
    return part?.(piece);
  };
}
