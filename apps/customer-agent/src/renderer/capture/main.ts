import type { CaptureCommand, CaptureReport } from "@ferndiagnose/protocol/ipc";
import { SenderConnection } from "@ferndiagnose/rtc";
import { ShownView } from "./shown-view.ts";

/** Takes the picture of what was chosen and sends it. Decides nothing: the main process commands, and can end us at any time. */
function report(message: CaptureReport): void {
  void window.captureBridge.report(message);
}

let connection: SenderConnection | undefined;

const shownView = new ShownView({
  onTrack: (track) => connection?.setTrack(track) ?? Promise.resolve(),
  onCapturing: (capturing) => report({ type: "capturing", capturing }),
  onPieceWanted: (request) => void window.captureBridge.wantPiece(request),
  onFailed: () => report({ type: "capture_failed" }),
});

async function handle(command: CaptureCommand): Promise<void> {
  switch (command.type) {
    case "connect":
      connection?.close();
      connection = new SenderConnection({
        iceServers: command.iceServers,
        codecs: command.codecs,
        events: {
          onOffer: (sdp) => report({ type: "offer", sdp }),
          onCandidate: (candidate) => report({ type: "candidate", candidate }),
          onState: (state) => report({ type: "connection", state }),
          onMessage: (label, text) => report({ type: "channel_message", label, text }),
        },
      });
      return connection.start();
    case "answer":
      return connection?.handleAnswer(command.sdp);
    case "candidate":
      return connection?.handleCandidate(command.candidate);
    case "set_capturing":
      return shownView.setCapturing(command.capturing);
    case "set_view":
      return shownView.setView(command.view, command.kind);
    case "set_layout":
      return shownView.setLayout(command.view, command.layout);
    case "take_piece":
      return shownView.allowPiece(command.view, command.piece);
    default:
      return command satisfies never;
  }
}

window.captureBridge.onCommand((command) => {
  handle(command).catch((error: unknown) => {
    report({ type: "capture_failed" });
    throw error;
  });
});
