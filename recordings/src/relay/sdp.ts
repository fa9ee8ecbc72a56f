import { isUsableCandidate } from "./ice-candidate.ts";

/** A codec of the customer's offer with the payload type of its retransmissions (RFC 4588). */
export interface OfferedCodec {
  payloadType: number;
  name: string;
  rtxPayloadType: number | undefined;
}

/** What the relay knows of the customer's one video stream. */
export interface CustomerVideo {
  mid: string;
  codecs: OfferedCodec[];
  /** The stream's SSRC first, then that of its retransmissions. */
  ssrcs: number[];
  /** Header extension numbers by URI. */
  extensions: Map<string, number>;
}

/** Codecs a recording can be decoded from. Everything else (RED and FEC too) is not negotiated. */
const CODECS = new Set(["VP8", "VP9", "H264", "AV1"]);
/** `msid`, `ssrc` and the like belong to the media; these belong to the transport, which differs on each leg. */
const TRANSPORT_ATTRIBUTE =
  /^a=(?:ice-|fingerprint|setup|candidate|end-of-candidates|rtcp:|rtcp-mux|mid:|sendonly|recvonly|sendrecv|inactive)/;
const ADDRESS_OR_SECRET = /^a=(?:candidate|end-of-candidates|ice-ufrag|ice-pwd|fingerprint|rtcp:|remote-candidates)/;

const CANDIDATE = /^a=(?:candidate|end-of-candidates)/;

export class SdpRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "SdpRefused";
  }
}

/**
 * The customer's offer without the codecs that cannot be recorded, and without candidates that are names.
 * Throws `SdpRefused` unless it offers exactly one video stream to send and at most the data channels beside it.
 */
export function usableCustomerOffer(sdp: string): { offer: string; video: CustomerVideo } {
  const [session = "", ...sections] = sectionsOf(sdp);
  const videos = sections.filter((section) => section.startsWith("m=video"));
  const others = sections.filter((section) => !/^m=(video|application) /.test(section));
  const [video] = videos;
  if (video === undefined || videos.length !== 1 || others.length > 0 || sections.length > 2) {
    throw new SdpRefused("The customer's offer must hold one video stream and the data channels");
  }
  if (!/^a=sendonly\r?$/m.test(video)) throw new SdpRefused("The customer's video must be sendonly");
  const trimmed = withUsableCodecs(video);
  const parsed = parseVideo(trimmed);
  const offer = [session, ...sections.map((section) => (section === video ? trimmed : section))].join("");
  return { offer: withUsableCandidates(offer), video: parsed };
}

/**
 * The offer for a technician: the transport of the relay's own offer, with the customer's video section in it, so that
 * payload types, SSRCs, header extensions and feedback are the sender's own. It holds no candidates: they follow.
 */
export function technicianOffer(relayOffer: string, customerOffer: string): string {
  const own = videoSection(relayOffer);
  const sender = linesOf(videoSection(customerOffer));
  const payloadTypes = (sender[0] ?? "").split(" ").slice(3).join(" ");
  const [ownMediaLine = "", ...ownLines] = linesOf(own);
  const lines = [
    `${ownMediaLine.split(" ").slice(0, 3).join(" ")} ${payloadTypes}`,
    ...ownLines.filter((line) => (TRANSPORT_ATTRIBUTE.test(line) && !CANDIDATE.test(line)) || line.startsWith("c=")),
    ...sender.slice(1).filter((line) => line.startsWith("a=") && !TRANSPORT_ATTRIBUTE.test(line)),
    "",
  ];
  return relayOffer.replace(own, () => lines.join("\r\n"));
}

/** Payload types a technician's answer takes, in its order of preference; empty when it declines the video. */
export function acceptedPayloadTypes(answer: string): number[] {
  const [mediaLine = ""] = linesOf(videoSection(answer));
  const [, port, , ...payloadTypes] = mediaLine.split(" ");
  return port === "0" ? [] : payloadTypes.map(Number);
}

/** Header extension numbers of the video section, by URI (RFC 8285 section 5). */
export function videoExtensions(sdp: string): Map<string, number> {
  const extensions = new Map<string, number>();
  for (const [, id, uri] of videoSection(sdp).matchAll(/^a=extmap:(\d+)(?:\/\w+)? (\S+)/gm)) {
    if (id !== undefined && uri !== undefined) extensions.set(uri, Number(id));
  }
  return extensions;
}

/** A description without network addresses, ICE passwords and fingerprints: fit to be kept in a recording. */
export function withoutAddresses(sdp: string): string {
  return linesOf(sdp)
    .filter((line) => !ADDRESS_OR_SECRET.test(line))
    .map((line) => {
      if (line.startsWith("c=")) return "c=IN IP4 0.0.0.0";
      if (line.startsWith("o=")) return line.replace(/IN IP[46] \S+$/, "IN IP4 0.0.0.0");
      if (line.startsWith("m=")) return line.replace(/^(m=\w+) \d+ /, "$1 9 ");
      return line;
    })
    .concat("")
    .join("\r\n");
}

/** The description without candidates that are names instead of addresses. */
export function withUsableCandidates(sdp: string): string {
  return linesOf(sdp)
    .filter((line) => !line.startsWith("a=candidate:") || isUsableCandidate(line))
    .concat("")
    .join("\r\n");
}

function parseVideo(section: string): CustomerVideo {
  const mid = /^a=mid:(\S+)/m.exec(section)?.[1];
  if (mid === undefined) throw new SdpRefused("The customer's video has no mid");
  const rtx = new Map<number, number>();
  for (const [, payloadType, original] of section.matchAll(/^a=fmtp:(\d+) apt=(\d+)/gm)) {
    rtx.set(Number(original), Number(payloadType));
  }
  const codecs: OfferedCodec[] = [];
  for (const [, payloadType, name] of section.matchAll(/^a=rtpmap:(\d+) ([\w-]+)\//gm)) {
    if (name === undefined || !CODECS.has(name)) continue;
    codecs.push({ payloadType: Number(payloadType), name, rtxPayloadType: rtx.get(Number(payloadType)) });
  }
  if (codecs.length === 0) throw new SdpRefused("The customer offers no codec that can be recorded");
  const ssrcs = [...new Set([...section.matchAll(/^a=ssrc:(\d+) /gm)].map(([, ssrc]) => Number(ssrc)))];
  if (ssrcs.length === 0) throw new SdpRefused("The customer's video names no SSRC");
  return { mid, codecs, ssrcs, extensions: videoExtensions(section) };
}

function withUsableCodecs(section: string): string {
  const dropped = new Set<string>();
  for (const [, payloadType = "", name = ""] of section.matchAll(/^a=rtpmap:(\d+) ([\w-]+)\//gm)) {
    if (!CODECS.has(name) && name !== "rtx") dropped.add(payloadType);
  }
  for (const [, payloadType = "", original = ""] of section.matchAll(/^a=fmtp:(\d+) apt=(\d+)/gm)) {
    if (dropped.has(original)) dropped.add(payloadType);
  }
  return linesOf(section)
    .filter((line) => !dropped.has(/^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1] ?? ""))
    .map((line) => (line.startsWith("m=") ? withoutPayloadTypes(line, dropped) : line))
    .concat("")
    .join("\r\n");
}

function withoutPayloadTypes(mediaLine: string, dropped: Set<string>): string {
  const [kind, port, protocol, ...payloadTypes] = mediaLine.split(" ");
  return [kind, port, protocol, ...payloadTypes.filter((payloadType) => !dropped.has(payloadType))].join(" ");
}

function videoSection(sdp: string): string {
  const section = sectionsOf(sdp).find((part) => part.startsWith("m=video"));
  if (section === undefined) throw new SdpRefused("The description holds no video");
  return section;
}

/** The session part and then each media section, so that joining them gives the text again. */
function sectionsOf(sdp: string): string[] {
  return sdp.split(/(?=^m=)/m);
}

function linesOf(sdp: string): string[] {
  return sdp.split(/\r?\n/).filter((line) => line !== "");
}
