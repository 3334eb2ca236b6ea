export * from "@espalier/network/compact";
