/** The contract with the server, generated from protocol/asyncapi.yaml. */
export * from "../../protocol/generated/messages";
