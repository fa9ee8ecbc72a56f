/** Where messages to one connected program go. The session holds this, never the socket itself. */
export interface Outlet<Message> {
  send(message: Message): void;
  close(): void;
}
