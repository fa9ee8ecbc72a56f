import { type Account, ProtocolError, type Role } from "@ferndiagnose/protocol";
import type { PortalPorts } from "../ports.ts";
import { drawToken } from "../secrets/draw.ts";
import { hashToken } from "../secrets/hash-token.ts";
import { hashPassword, verifyPassword } from "./password-hash.ts";

const signedInForMs = 12 * 3_600_000;
const linkLifetimeMs = 24 * 3_600_000;

export interface NewAccount {
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  readonly password?: string | undefined;
}

export interface SignedIn {
  readonly account: Account;
  /** For the cookie; stored as its hash only. */
  readonly token: string;
}

const columns = ["accounts.name", "accounts.display_name", "accounts.role"] as const;
type AccountRow = { name: string; display_name: string; role: Role };

function accountOf(row: AccountRow): Account {
  return { name: row.name, displayName: row.display_name, role: row.role };
}

/** Accounts of staff, their ways in, and who is signed in. */
export class AccountDesk {
  readonly #ports: Pick<PortalPorts, "database" | "clock" | "random">;

  constructor(ports: Pick<PortalPorts, "database" | "clock" | "random">) {
    this.#ports = ports;
  }

  /** False when the name is taken; the account that has it stays as it is. */
  async create(account: NewAccount): Promise<boolean> {
    const passwordHash = account.password === undefined ? null : await hashPassword(account.password);
    const { numInsertedOrUpdatedRows } = await this.#ports.database.tables
      .insertInto("accounts")
      .values({
        name: account.name,
        display_name: account.displayName,
        role: account.role,
        password_hash: passwordHash,
        created_at: this.#ports.clock.now(),
      })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** The token of a new one-time link for an account that exists. */
  async createLink(accountName: string): Promise<string> {
    const token = drawToken(this.#ports.random);
    const expiresAt = this.#ports.clock.now() + linkLifetimeMs;
    await this.#ports.database.tables
      .insertInto("one_time_links")
      .values({ token_hash: hashToken(token), account_name: accountName, expires_at: expiresAt })
      .execute();
    return token;
  }

  /** Throws `sign_in_failed`, after the same time, for an unknown name and for a wrong password. */
  async signIn(name: string, password: string): Promise<SignedIn> {
    const row = await this.#ports.database.tables
      .selectFrom("accounts")
      .select([...columns, "accounts.password_hash"])
      .where("name", "=", name)
      .executeTakeFirst();
    const isRight = await verifyPassword(row?.password_hash ?? null, password);
    if (row === undefined || !isRight) throw new ProtocolError("sign_in_failed");
    return this.#open(accountOf(row));
  }

  /** Uses the link up. Throws `link_not_accepted` for an unknown, used or expired one. */
  async signInByLink(token: string): Promise<SignedIn> {
    const { tables } = this.#ports.database;
    const link = await tables
      .deleteFrom("one_time_links")
      .where("token_hash", "=", hashToken(token))
      .where("expires_at", ">", this.#ports.clock.now())
      .returning("account_name")
      .executeTakeFirst();
    const row = await tables
      .selectFrom("accounts")
      .select(columns)
      .where("name", "=", link?.account_name ?? "")
      .executeTakeFirst();
    if (row === undefined) throw new ProtocolError("link_not_accepted");
    return this.#open(accountOf(row));
  }

  async signedIn(token: string): Promise<Account | undefined> {
    const row = await this.#ports.database.tables
      .selectFrom("account_sessions")
      .innerJoin("accounts", "accounts.name", "account_sessions.account_name")
      .select(columns)
      .where("token_hash", "=", hashToken(token))
      .where("expires_at", ">", this.#ports.clock.now())
      .executeTakeFirst();
    return row && accountOf(row);
  }

  async signOut(token: string): Promise<void> {
    await this.#ports.database.tables
      .deleteFrom("account_sessions")
      .where("token_hash", "=", hashToken(token))
      .execute();
  }

  async #open(account: Account): Promise<SignedIn> {
    const token = drawToken(this.#ports.random);
    const expiresAt = this.#ports.clock.now() + signedInForMs;
    await this.#ports.database.tables
      .insertInto("account_sessions")
      .values({ token_hash: hashToken(token), account_name: account.name, expires_at: expiresAt })
      .execute();
    return { account, token };
  }
}
