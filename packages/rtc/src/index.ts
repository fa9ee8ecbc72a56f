export { browserClock, type Clock, type Timer } from "./clock.ts";
export { orderCodecs } from "./codec-preferences.ts";
export type { ConnectionState } from "./connection-watch.ts";
export { type FrameScheduler, InputChannel, type WritableChannel } from "./input-channel.ts";
export type { PeerFactory } from "./peer-factory.ts";
export { ReceiverConnection, type ReceiverEvents, type ReceiverOptions } from "./receiver-connection.ts";
export { SenderConnection, type SenderEvents, type SenderOptions } from "./sender-connection.ts";
export { type ConnectionFigures, StatisticsReader } from "./statistics.ts";
