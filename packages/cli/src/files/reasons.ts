import { ValueError } from "@espalier/tensor";

/** The codes of system errors, in words. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "one that this user may not use",
  EBUSY: "one that is in use",
  EDQUOT: "no space left there for this user",
  EEXIST: "a file that exists",
  EFBIG: "more than a file there may hold",
  EIO: "an error of the disk",
  EISDIR: "a folder",
  ELOOP: "a chain of links that does not end",
  EMFILE: "too many open files",
  ENAMETOOLONG: "a name that is too long",
  ENODEV: "a disk that is gone",
  ENOENT: "no such file or folder",
  ENOSPC: "no space left there",
  ENOTDIR: "a path through something that is not a folder",
  ENXIO: "a disk that is gone",
  EPERM: "one that this user may not use",
  EPIPE: "a reader that has gone",
  EROFS: "one on a file system that cannot be written",
  ERR_FS_FILE_TOO_LARGE: "a file of more than 2 GiB",
  ERR_STREAM_DESTROYED: "a reader that has gone",
  ETXTBSY: "one that is in use",
};

/** The code of a system error, such as ENOENT; undefined for other errors. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/**
 * A system error as a ValueError about a file.
 *
 * @throws the error itself if it is not a system error
 */
export function aboutFile(name: string, expected: string, error: unknown): ValueError {
  const code = systemCode(error);
  if (code === undefined) throw error;
  return new ValueError(name, expected, reasons[code] ?? (error instanceof Error ? error.message : code));
}
