import { localChunks } from "@espalier/compensation/internal";
import type { LocalChunks } from "@espalier/compensation/internal";
import { turn } from "@espalier/network/internal";
import { checkChunk } from "@espalier/scores/internal";
import { useFastKernels } from "@espalier/tensor/wasm"; // a bundler may allow a worker one file only
import { passesOf } from "./passes.ts";
import { toTransfer } from "./transfer.ts";
import { sentError } from "./errors.ts";
import { workerGradients } from "./gradients.ts";
import type { WorkerGradients } from "./gradients.ts";
import type {
  AskGradient,
  AskSums,
  Begin,
  BeginTraining,
  Part,
  PlaceChunks,
  Reply,
  Request,
} from "./messages.ts";
import { listen } from "./platform.ts";

type Task = Part | AskSums | AskGradient;

const ready = useFastKernels();
const queue: (Task | PlaceChunks | BeginTraining)[] = [];
let job: number | undefined;
let partOf: ((task: Part) => unknown) | undefined;
let placed: LocalChunks | undefined;
let trained: WorkerGradients | undefined;
let isBusy = false;

const post = listen((data) => {
  const request = data as Request; // from the pool
  if (request.kind === "begin") begin(request);
  else if (request.kind === "end") [job, partOf] = [undefined, undefined];
  else {
    if (request.kind === "place" || request.kind === "train") ({ job } = request);
    queue.push(request);
  }
  if (!isBusy) void work();
});

/** One task after the other; in between, a message can end the job. */
async function work(): Promise<void> {
  isBusy = true;
  await ready;
  for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
    if (task.kind === "place") place(task);
    else if (task.kind === "train") startTraining(task);
    else if (task.job === job) answer(task);
    await turn();
  }
  isBusy = false;
}

/** Chunks wait in the queue until the kernels are there, whose memory they take. */
function place({ problem, chunks }: PlaceChunks): void {
  release();
  placed = localChunks(problem, chunks);
}

/** Waits in the queue as chunks do. */
function startTraining(request: BeginTraining): void {
  release();
  trained = workerGradients(request);
}

/** Gives the memory of the job before back. */
function release(): void {
  placed?.release();
  trained?.release();
  [placed, trained] = [undefined, undefined];
}

function resultOf(request: Task): unknown {
  if (request.kind === "part") return partOf?.(request);
  if (request.kind === "sums") return placed?.sums(request.sum, request.at);
  return trained?.gradient(request);
}

function answer(request: Task): void {
  const { task } = request;
  try {
    const part = resultOf(request);
    const { value, transfer } = toTransfer<Reply>({ task, part });
    post(value, transfer);
  } catch (error) {
    const reply: Reply = { task, error: sentError(error) };
    post(reply, []);
  }
}

function begin({ job: number, strategy, step, input, before }: Begin): void {
  const pass = passesOf(input.who, strategy)[step](input, before);
  let part: ((piece: number) => unknown) | undefined;
  job = number;
  partOf = ({ chunk, piece }) => {
    if (chunk !== undefined) {
      part = undefined; // frees the memory of the chunk before
      checkChunk(pass, input, chunk, chunk.first);
      part = pass.map(chunk);
    }
    return part?.(piece);
  };
}
