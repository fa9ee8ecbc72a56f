/** The technician's side of a relay test: shows the picture and sends channel messages. */
const video = document.createElement("video");
video.muted = true;
video.autoplay = true;
video.width = 1280;
document.body.append(video);
const connection = new RTCPeerConnection({ iceServers: [] });
const channels = {};
const scratch = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

connection.ontrack = ({ streams: [stream] }) => {
  video.srcObject = stream;
};
connection.ondatachannel = ({ channel }) => {
  channels[channel.label] = channel;
};
connection.onicecandidate = ({ candidate }) => {
  if (candidate) globalThis.toRelay({ candidate: candidate.candidate, mid: candidate.sdpMid });
};

globalThis.page = {
  async answer(sdp) {
    await connection.setRemoteDescription({ type: "offer", sdp });
    await connection.setLocalDescription();
    return connection.localDescription.sdp;
  },
  addCandidate: ({ candidate, mid }) => connection.addIceCandidate({ candidate, sdpMid: mid }),
  channels: () =>
    Object.values(channels).map(({ label, ordered, maxRetransmits, readyState }) => ({
      label,
      ordered,
      maxRetransmits,
      readyState,
    })),
  send({ label, text }) {
    channels[label].send(text);
  },
  /** Colour in the middle of the sender's block, wherever the picture's size puts it. */
  color() {
    if (video.videoWidth === 0) return [0, 0, 0];
    scratch.drawImage(video, (1060 / 1280) * video.videoWidth, (420 / 720) * video.videoHeight, 1, 1, 0, 0, 1, 1);
    return [...scratch.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  },
  async stats() {
    const result = {};
    const entries = await connection.getStats();
    for (const entry of entries.values()) {
      if (entry.type !== "inbound-rtp") continue;
      Object.assign(result, {
        ssrc: entry.ssrc,
        rtxSsrc: entry.rtxSsrc,
        framesDecoded: entry.framesDecoded,
        packetsLost: entry.packetsLost,
        nackCount: entry.nackCount,
        pliCount: entry.pliCount,
        freezeCount: entry.freezeCount,
        retransmittedPacketsReceived: entry.retransmittedPacketsReceived,
        jitterBufferDelay: entry.jitterBufferDelay,
        jitterBufferEmittedCount: entry.jitterBufferEmittedCount,
        frameWidth: entry.frameWidth,
        codec: entries.get(entry.codecId)?.mimeType,
        payloadType: entries.get(entry.codecId)?.payloadType,
      });
    }
    return result;
  },
};
