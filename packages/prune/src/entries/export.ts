export * from "@espalier/network/export";
