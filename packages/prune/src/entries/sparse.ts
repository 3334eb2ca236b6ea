export * from "@espalier/network/sparse";
