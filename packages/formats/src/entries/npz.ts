export * from "@espalier/files/npz";
