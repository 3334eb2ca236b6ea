export * from "@espalier/files/idx";
