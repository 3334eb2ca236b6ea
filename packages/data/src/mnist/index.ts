export { archives, mirrors } from "./archives.ts";
export type { Archive } from "./archives.ts";
export type { DownloadOptions, FetchProgress } from "./download.ts";
export { FetchError, fetchMnist } from "./fetch.ts";
export type { Fetched, FetchOptions } from "./fetch.ts";
export { isFolder } from "./files.ts";
export { mnist } from "./mnist.ts";
export type { MnistOptions } from "./mnist.ts";
