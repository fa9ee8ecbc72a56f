export { addressGroup } from "./address-group.ts";
export { clientAddress } from "./client-address.ts";
export { createListener, type ListenerOptions } from "./listener.ts";
export { ownOrigins } from "./own-origins.ts";
export { replyNotFound, replyWithProblem } from "./problem-reply.ts";
export type { Routes } from "./routes.ts";
