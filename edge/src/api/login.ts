import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineErrors } from '@zaojun/core'
import { writePrivately } from '../identity.ts'
import { fitsSecret, hashSecret, type SecretHash } from '../secret-hash.ts'
import { Tokens } from '../tokens.ts'

export const fail = defineErrors({
  LOGIN_WRONG: { status: 401, zh: '密码不对', en: 'the password is wrong' },
  LOGIN_NEEDED: { status: 401, zh: '请先登录', en: 'log in first' },
})

const SESSION_MS = 12 * 3_600_000
const MAX_SESSIONS = 256

/** The box's one admin login: a salted scrypt hash on disk, sessions in memory. */
export class Login {
  private readonly file: string
  private readonly now: () => number
  private readonly sessions: Tokens<null>

  constructor(folder: string, now: () => number) {
    this.file = join(folder, 'login.json')
    this.now = now
    this.sessions = new Tokens(MAX_SESSIONS, now)
  }

  /** Sets the first password. Returns it when it was made here, to be shown once. */
  async prepare(configured: string | undefined): Promise<string | undefined> {
    if (existsSync(this.file)) return undefined
    const password = configured ?? randomBytes(9).toString('base64url')
    await this.setPassword(password)
    return configured === undefined ? password : undefined
  }

  async setPassword(password: string): Promise<void> {
    writePrivately(this.file, JSON.stringify(await hashSecret(password)))
  }

  /** Returns the session's secret, for the cookie. Throws `LOGIN_WRONG`. */
  async open(password: string): Promise<string> {
    const kept = JSON.parse(readFileSync(this.file, 'utf8')) as SecretHash
    if (!(await fitsSecret(password, kept))) throw fail('LOGIN_WRONG')
    return this.sessions.give(null, this.now() + SESSION_MS)
  }

  holds(secret: string | undefined): boolean {
    return secret !== undefined && this.sessions.find(secret) !== undefined
  }

  close(secret: string): void {
    this.sessions.drop(secret)
  }
}
