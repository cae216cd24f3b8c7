import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { fail } from '../errors.ts'
import type { Shared, SharedAttempts } from '../shared/shared.ts'
import { OPERATOR } from '../store/rights.ts'
import type { SessionRecord, Store } from '../store/store.ts'
import { hashToken, newToken } from './tokens.ts'

export const SESSION_MS = 7 * 24 * 3_600_000
const WINDOW_MS = 15 * 60_000
const FAILURES_PER_ADDRESS = 30
const FAILURES_PER_ADDRESS_AND_ACCOUNT = 8
/** OWASP's second choice for argon2id: 19 MiB, 2 passes. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const PASSWORD_BYTES = 12
const MAX_LOGINS_AT_ONCE = 4

/** Login of persons. An address that guesses waits; the account stays open to every other address. */
export class Accounts {
  private readonly store: Store
  private readonly now: () => number
  private readonly byAddress: SharedAttempts
  private readonly byAccount: SharedAttempts
  private decoy = ''
  private underWay = 0

  constructor(store: Store, shared: Pick<Shared, 'attempts'>, now: () => number) {
    this.store = store
    this.now = now
    this.byAddress = shared.attempts('login-address', { failures: FAILURES_PER_ADDRESS, windowMs: WINDOW_MS })
    this.byAccount = shared.attempts('login-account', {
      failures: FAILURES_PER_ADDRESS_AND_ACCOUNT,
      windowMs: WINDOW_MS,
    })
  }

  /**
   * Makes the first account if there is none. Returns the password when it was made up here: to be shown once.
   * A configured password counts only while the account has none.
   */
  async start(admin: { name: string; password?: string | undefined }): Promise<{ madePassword: string | null }> {
    this.decoy = await hash(randomBytes(PASSWORD_BYTES).toString('hex'), ARGON2)
    if ((await this.store.passwordHash(admin.name)) !== null) return { madePassword: null }
    const password = admin.password ?? randomBytes(PASSWORD_BYTES).toString('base64url')
    // Of several that start at once on an empty store one makes it.
    if (!(await this.add(admin.name, password, OPERATOR))) return { madePassword: null }
    return { madePassword: admin.password === undefined ? password : null }
  }

  /** A person who logs in for a party. False where the name is taken. */
  async add(name: string, password: string, party: string): Promise<boolean> {
    return this.store.addPartyAccount(name, await hash(password, ARGON2), party)
  }

  /** Throws `LOGIN_REFUSED` or `LOGIN_TOO_MANY`. An unknown name takes as long as a wrong password. */
  async login(name: string, password: string, address: string): Promise<string> {
    const account = `${address} ${name}`
    const waits = await Promise.all([this.byAddress.waitMs(address), this.byAccount.waitMs(account)])
    const waitMs = Math.max(...waits)
    if (waitMs > 0) throw fail('LOGIN_TOO_MANY', { name: String(Math.ceil(waitMs / 1000)) })
    if (this.underWay >= MAX_LOGINS_AT_ONCE) throw fail('BUSY')
    this.underWay += 1
    try {
      const known = await this.store.passwordHash(name)
      const fits = await verify(known ?? this.decoy, password)
      if (known === null || !fits) {
        await Promise.all([this.byAddress.failed(address), this.byAccount.failed(account)])
        throw fail('LOGIN_REFUSED')
      }
    } finally {
      this.underWay -= 1
    }
    await this.byAccount.succeeded(account)
    const token = newToken()
    await this.store.addSession(hashToken(token), { account: name, expiresAt: this.now() + SESSION_MS })
    return token
  }

  async session(token: string): Promise<SessionRecord | null> {
    const session = await this.store.session(hashToken(token))
    return session !== null && session.expiresAt > this.now() ? session : null
  }

  async logout(token: string): Promise<void> {
    await this.store.endSession(hashToken(token))
  }
}
