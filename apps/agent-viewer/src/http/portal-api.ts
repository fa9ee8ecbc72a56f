import {
  Account,
  type CustomerConsentChange,
  type CustomerReference,
  ErrorCode,
  LinkSignInRequest,
  Problem,
  SessionCreated,
  SignInRequest,
  SupportConsentEntry,
} from "@ferndiagnose/protocol";
import { ApiError, failureOf } from "./api-error.ts";

export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** A session with its key, and by how much the server's clock is ahead of ours. */
export interface NewSession {
  created: SessionCreated;
  serverAheadMs: number;
}

/** The portal's staff API, same origin. Every failure is an `ApiError` with a code. */
export class PortalApi {
  readonly #fetch: Fetch;
  readonly #now: () => number;

  constructor(fetchLike: Fetch, now: () => number) {
    this.#fetch = fetchLike;
    this.#now = now;
  }

  /** Who is signed in in this browser; throws `not_signed_in` when nobody is. */
  async me(): Promise<Account> {
    return Account.parse(await this.#json("GET", "/me"));
  }

  /** Why the portal would turn us away now: nobody is signed in any more. Other failures say nothing about that. */
  async refusal(): Promise<"not_signed_in" | undefined> {
    try {
      await this.me();
      return undefined;
    } catch (error) {
      return failureOf(error).code === "not_signed_in" ? "not_signed_in" : undefined;
    }
  }

  async signIn(name: string, password: string): Promise<Account> {
    const request = SignInRequest.safeParse({ name: name.trim().toLowerCase(), password });
    if (!request.success) throw new ApiError("sign_in_failed");
    return Account.parse(await this.#json("POST", "/sign-in", request.data));
  }

  async signInByLink(token: string): Promise<Account> {
    const request = LinkSignInRequest.safeParse({ token });
    if (!request.success) throw new ApiError("link_not_accepted");
    return Account.parse(await this.#json("POST", "/sign-in/link", request.data));
  }

  async signOut(): Promise<void> {
    await this.#request("POST", "/sign-out", {});
  }

  /** Throws `consent_withdrawn_for_customer` when this customer wants no remote support. */
  async createSession(customerReference?: CustomerReference): Promise<NewSession> {
    const response = await this.#request(
      "POST",
      "/sessions",
      customerReference === undefined ? {} : { customerReference },
    );
    const serverNow = Date.parse(response.headers.get("date") ?? "");
    const aheadMs = serverNow - this.#now();
    // The header counts whole seconds: a smaller difference means nothing.
    const serverAheadMs = Math.abs(aheadMs) > 2_000 ? aheadMs : 0;
    return { created: SessionCreated.parse(await response.json()), serverAheadMs };
  }

  /** Notes on the customer's behalf whether they want remote support from now on. */
  async noteConsent(change: CustomerConsentChange): Promise<SupportConsentEntry> {
    return SupportConsentEntry.parse(await this.#json("POST", "/customers/consent", change));
  }

  async #json(method: string, path: string, body?: unknown): Promise<unknown> {
    return (await this.#request(method, path, body)).json();
  }

  async #request(method: string, path: string, body?: unknown): Promise<Response> {
    let response: Response;
    try {
      response = await this.#fetch(`/api/v1${path}`, {
        method,
        ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new ApiError("no_connection", { cause });
    }
    if (response.ok) return response;
    throw await problemIn(response);
  }
}

async function problemIn(response: Response): Promise<ApiError> {
  let body: unknown;
  try {
    body = await response.json();
  } catch (cause) {
    return new ApiError("internal", { cause });
  }
  const problem = Problem.safeParse(body);
  if (problem.success) return new ApiError(problem.data.code, { retryAfterSeconds: problem.data.retryAfterSeconds });
  const code = ErrorCode.safeParse((body as { code?: unknown } | null)?.code);
  return new ApiError(code.success ? code.data : "internal");
}
