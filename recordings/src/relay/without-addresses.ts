/**
 * A session description (RFC 8866) without anybody's network address, as it may be recorded: promise 11. A browser that has gathered
 * candidates before names them in the description; a player needs none of it.
 */
export function withoutAddresses(sdp: string): string {
  return sdp
    .split(/\r\n|\n/)
    .filter((line) => !/^a=(candidate|end-of-candidates|remote-candidates)\b/.test(line))
    .map((line) =>
      line
        .replace(/^(c=|o=.*)IN IP[46] \S+(.*)$/, "$1IN IP4 0.0.0.0$2")
        .replace(/^(a=rtcp:\d+) IN IP[46] \S+/, "$1 IN IP4 0.0.0.0"),
    )
    .join("\r\n");
}
