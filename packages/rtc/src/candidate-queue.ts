import type { IceCandidate } from "@ferndiagnose/protocol";

/** Holds the other side's candidates until its description is set; before that the browser refuses them. */
export class CandidateQueue {
  readonly #peer: RTCPeerConnection;
  #waiting: IceCandidate[] | undefined = [];

  constructor(peer: RTCPeerConnection) {
    this.#peer = peer;
  }

  async add(candidate: IceCandidate): Promise<void> {
    if (this.#waiting === undefined) await this.#give(candidate);
    else this.#waiting.push(candidate);
  }

  /** The description is set: everything that waited goes in, in order. */
  async open(): Promise<void> {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const candidate of waiting) await this.#give(candidate);
  }

  async #give({ candidate, mid }: IceCandidate): Promise<void> {
    if (this.#peer.signalingState === "closed") return;
    try {
      await this.#peer.addIceCandidate({ candidate, sdpMid: mid });
    } catch (error) {
      // One way less, no failure: a straggler of an older connection, or an address this browser cannot use.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

/** What the browser found, as it travels; nothing for candidates without a place in the description. */
export function travellingCandidate(event: RTCPeerConnectionIceEvent): IceCandidate | undefined {
  if (event.candidate === null || event.candidate.sdpMid === null) return undefined;
  return { candidate: event.candidate.candidate, mid: event.candidate.sdpMid };
}
