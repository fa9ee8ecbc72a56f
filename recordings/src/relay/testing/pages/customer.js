/** The customer's side of a relay test: an animated picture, sent only while somebody watches. */
const canvas = document.createElement("canvas");
canvas.width = 1280;
canvas.height = 720;
document.body.append(canvas);
const pen = canvas.getContext("2d");
let line = 0;
let color = "rgb(0, 160, 0)";

/** A scrolling text, and a block in one flat colour that a test can change and look for. */
function paint() {
  line += 1;
  pen.fillStyle = "white";
  pen.fillRect(0, 0, 1280, 720);
  pen.fillStyle = "black";
  pen.font = "18px monospace";
  for (let row = 0; row < 34; row += 1) {
    pen.fillText(
      `${row + (line >> 2)}: the quick brown fox jumps over the lazy dog, ${(row + (line >> 2)) * 7919} times`,
      10,
      22 * row - ((line * 5) % 22),
    );
  }
  pen.fillStyle = color;
  pen.fillRect(900, 300, 320, 240);
}
setInterval(paint, 40);

const track = canvas.captureStream(25).getVideoTracks()[0];
track.contentHint = "detail";
const connection = new RTCPeerConnection({ iceServers: [] });
const received = [];
let sender;

globalThis.page = {
  async offer(codec) {
    const transceiver = connection.addTransceiver("video", {
      direction: "sendonly",
      streams: [new MediaStream([track])],
    });
    sender = transceiver.sender;
    const codecs = RTCRtpSender.getCapabilities("video").codecs;
    const preferred = codecs.filter((one) => one.mimeType === `video/${codec}`);
    transceiver.setCodecPreferences([...preferred, ...codecs.filter((one) => !preferred.includes(one))]);
    for (const channel of [
      connection.createDataChannel("pointer", { ordered: true, maxRetransmits: 0 }),
      connection.createDataChannel("input"),
    ]) {
      channel.onmessage = ({ data }) => received.push({ label: channel.label, text: data });
    }
    connection.onicecandidate = ({ candidate }) => {
      if (candidate) globalThis.toRelay({ candidate: candidate.candidate, mid: candidate.sdpMid });
    };
    await connection.setLocalDescription();
    return connection.localDescription.sdp;
  },
  acceptAnswer: (sdp) => connection.setRemoteDescription({ type: "answer", sdp }),
  addCandidate: ({ candidate, mid }) => connection.addIceCandidate({ candidate, sdpMid: mid }),
  setViewers: (count) => sender.replaceTrack(count > 0 ? track : null),
  setColor(value) {
    color = value;
  },
  received: () => received,
  async stats() {
    const result = {};
    for (const entry of (await connection.getStats()).values()) {
      if (entry.type === "outbound-rtp") {
        Object.assign(result, {
          ssrc: entry.ssrc,
          rtxSsrc: entry.rtxSsrc,
          framesSent: entry.framesSent,
          keyFramesEncoded: entry.keyFramesEncoded,
          retransmittedPacketsSent: entry.retransmittedPacketsSent,
          nackCount: entry.nackCount,
          pliCount: entry.pliCount,
          bytesSent: entry.bytesSent,
          targetBitrate: entry.targetBitrate,
          frameWidth: entry.frameWidth,
        });
      }
      if (entry.type === "candidate-pair" && entry.nominated) result.availableBitrate = entry.availableOutgoingBitrate;
      if (entry.type === "remote-inbound-rtp") result.roundTripTime = entry.roundTripTime;
    }
    return result;
  },
};
