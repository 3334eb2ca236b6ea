export { openArchive } from "./archive.ts";
export type { ArchivedFile, Inflate } from "./archive.ts";
export { crc32 } from "./crc.ts";
