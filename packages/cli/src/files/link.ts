import { constants, copyFileSync, linkSync } from "node:fs";
import { systemCode } from "./reasons.ts";

/** Gives a file a second name. @throws EEXIST if the name is taken */
export function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!WITHOUT_LINKS.has(systemCode(error) ?? "")) throw error;
    copyFileSync(from, to, constants.COPYFILE_EXCL); // the copy takes time, but it takes the name at once
  }
}

/** The errors of file systems without links, such as FAT. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);
