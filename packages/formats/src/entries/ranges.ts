export * from "@espalier/files/ranges";
