import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { defineErrors } from '@zaojun/core'
import { writePrivately } from '../identity.ts'

export const fail = defineErrors({
  LOGIN_WRONG: { status: 401, zh: '密码不对', en: 'the password is wrong' },
  LOGIN_NEEDED: { status: 401, zh: '请先登录', en: 'log in first' },
})

const derive = promisify(scrypt) as (password: string, salt: Buffer, bytes: number) => Promise<Buffer>
const KEY_BYTES = 32
const SESSION_MS = 12 * 3_600_000
const MAX_SESSIONS = 256

/** The box's one admin login: a salted scrypt hash on disk, sessions in memory. */
export class Login {
  private readonly file: string
  private readonly now: () => number
  private readonly sessions = new Map<string, number>()

  constructor(folder: string, now: () => number) {
    this.file = join(folder, 'login.json')
    this.now = now
  }

  /** Sets the first password. Returns it when it was made here, to be shown once. */
  async prepare(configured: string | undefined): Promise<string | undefined> {
    if (existsSync(this.file)) return undefined
    const password = configured ?? randomBytes(9).toString('base64url')
    await this.setPassword(password)
    return configured === undefined ? password : undefined
  }

  async setPassword(password: string): Promise<void> {
    const salt = randomBytes(16)
    const hash = await derive(password, salt, KEY_BYTES)
    writePrivately(this.file, JSON.stringify({ salt: salt.toString('hex'), hash: hash.toString('hex') }))
  }

  /** Returns the session's secret, for the cookie. Throws `LOGIN_WRONG`. */
  async open(password: string): Promise<string> {
    const { salt, hash } = JSON.parse(readFileSync(this.file, 'utf8')) as { salt: string; hash: string }
    const given = await derive(password, Buffer.from(salt, 'hex'), KEY_BYTES)
    if (!timingSafeEqual(given, Buffer.from(hash, 'hex'))) throw fail('LOGIN_WRONG')
    this.forgetOld()
    const secret = randomBytes(32).toString('base64url')
    this.sessions.set(secret, this.now() + SESSION_MS)
    return secret
  }

  holds(secret: string | undefined): boolean {
    const until = secret === undefined ? undefined : this.sessions.get(secret)
    return until !== undefined && until > this.now()
  }

  close(secret: string): void {
    this.sessions.delete(secret)
  }

  private forgetOld(): void {
    for (const [secret, until] of this.sessions) if (until <= this.now()) this.sessions.delete(secret)
    const [oldest] = this.sessions.keys()
    if (this.sessions.size >= MAX_SESSIONS && oldest !== undefined) this.sessions.delete(oldest)
  }
}
