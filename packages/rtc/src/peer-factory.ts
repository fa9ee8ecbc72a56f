import type { IceServer } from "@ferndiagnose/protocol";

export type PeerFactory = (configuration: RTCConfiguration) => RTCPeerConnection;

export const browserPeers: PeerFactory = (configuration) => new RTCPeerConnection(configuration);

/** One transport for picture and channels; only the servers we were told of, and none by default (promise 12). */
export function peerConfiguration(iceServers: readonly IceServer[]): RTCConfiguration {
  return {
    bundlePolicy: "max-bundle",
    rtcpMuxPolicy: "require",
    iceServers: iceServers.map(({ urls, username, credential }) => ({
      urls,
      ...(username === undefined ? {} : { username }),
      ...(credential === undefined ? {} : { credential }),
    })),
  };
}
