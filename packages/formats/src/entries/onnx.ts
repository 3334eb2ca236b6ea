export * from "@espalier/onnx";
