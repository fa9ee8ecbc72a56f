export { createListener, type ListenerOptions } from "./listener.ts";
export { replyNotFound, replyWithProblem } from "./problem-reply.ts";
export type { Routes } from "./routes.ts";
