export * from "@espalier/files/csv";
