export { InputMessage, KeyCode, MouseButton, PointerMessage } from "./channel/input.ts";
export { ChannelLabel, channels, RemoteInput } from "./channel/labels.ts";
export { ComplaintCode, complaintCodeOf, formatComplaintCode, readComplaintCode } from "./complaint/complaint-code.ts";
export { Receipt, ReceiptFile, RecordingStatus, SignedReceipt } from "./complaint/receipt.ts";
export { ErrorCode, errorTable, Problem, ProtocolError, problemOf } from "./errors.ts";
export { Heartbeat, heartbeatBody, heartbeatSignedBytes } from "./heartbeat.ts";
export { Account, AccountName, LinkSignInRequest, Role, SignInRequest } from "./http/accounts.ts";
export {
  ApproveCase,
  AuditorSetChain,
  CaseList,
  CaseOpening,
  CaseStateName,
  CaseView,
  CloseCase,
  DeskChallenge,
  DeskSession,
  EndHold,
  ExtendHold,
  HoldView,
  ShareForViewer,
} from "./http/cases.ts";
export {
  CodeForAuditor,
  Complaint,
  ComplaintAccepted,
  ComplaintForm,
  ComplaintWithdrawal,
} from "./http/complaints.ts";
export { CustomerConsentChange, CustomerReference, SupportConsent, SupportConsentEntry } from "./http/customers.ts";
export {
  CustomerProgress,
  Device,
  Download,
  DownloadsManifest,
  DownloadTicket,
  MissingDownload,
  ProgramArch,
  ProgramSystem,
} from "./http/downloads.ts";
export { KeyCheckRequest, KeyCheckResponse, NewSession, SessionCreated } from "./http/keys.ts";
export { Operator } from "./http/operator.ts";
export { OwnData, ReceiptAccess, ReceiptAccessGranted, ReceiptConsentChange, ReceiptProof } from "./http/receipts.ts";
export { parseMessage } from "./json.ts";
export { Leaf, LeafDetails, LeafType, LogProof } from "./log/log-proof.ts";
export { RelayCommand, RelayReport } from "./media/relay.ts";
export * as policy from "./policy.ts";
export { ChannelRecord, DescriptionRecord, EventRecord, MarkerRecord, RelayMarkerRecord } from "./record/payload.ts";
export { Approval, LONGEST_OPENING_MS, SignedApproval } from "./review/approval.ts";
export { DeletionCertificate, SignedDeletionCertificate } from "./review/deletion-certificate.ts";
export { CaseId, LockName, PersonId, Pseudonym } from "./review/review-values.ts";
export {
  BreakGlassRequest,
  CaseClosing,
  CaseTaking,
  DeskSignIn,
  HoldEnding,
  HoldExtension,
  LONGEST_HOLD_MS,
  Reason,
  SignedBreakGlassRequest,
  SignedCaseClosing,
  SignedCaseTaking,
  SignedDeskSignIn,
  SignedHoldEnding,
  SignedHoldExtension,
} from "./review/statements.ts";
export { NO_RIGHTS, Rights, RightsRequest, ViewScope } from "./rights.ts";
export { IceCandidate, IceServer, Sdp, VideoCodec } from "./sdp.ts";
export { AuditorKeyId, hexBytes, SealedBox, Signature } from "./sealed.ts";
export { Actor, EndReason, SessionEvent, SessionStateName } from "./session-event.ts";
export { TunnelAnswer, TunnelRequest, TunnelRequestId } from "./signalling/complaint-tunnel.ts";
export { CustomerMessage, SessionInvitation, ToCustomer } from "./signalling/customer.ts";
export { RecorderMessage, ToRecorder } from "./signalling/recorder.ts";
export { TechnicianMessage, ToTechnician } from "./signalling/technician.ts";
export {
  Base64Url,
  CheckCode,
  DisplayName,
  Language,
  RecordingId,
  ResumeToken,
  SessionId,
  SessionKey,
  TextVersion,
  UnixMs,
  ViewerId,
} from "./values.ts";
export { PROTOCOL_VERSION, ProtocolVersion, refuseVersion, type VersionRefusal } from "./version.ts";
export {
  CaseClosed,
  DestroySecret,
  HoldSecret,
  ReleaseSecret,
  SecretDestroyed,
  SecretHeld,
  SecretReleased,
  SecretState,
  SecretStored,
  ShowCheckpoint,
  StoreSecret,
  WardenIdentity,
  WardenStatus,
} from "./warden/messages.ts";
