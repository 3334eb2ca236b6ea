export * from "@espalier/files/npy";
