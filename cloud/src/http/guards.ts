import type { FastifyReply, FastifyRequest } from 'fastify'
import { hashToken } from '../auth/tokens.ts'
import type { Cloud } from '../cloud.ts'
import { fail } from '../errors.ts'
import type { BoxRecord } from '../store/store.ts'

export const SESSION_COOKIE = 'zaojun-cloud'
const MAX_TOKENS_KEPT = 10_000

declare module 'fastify' {
  interface FastifyRequest {
    /** Set behind `person`: who is logged in. */
    person: string
    /** Set behind `box`: whose token it is. */
    box: BoxRecord | null
  }
}

export const bearerOf = (request: FastifyRequest): string | undefined =>
  /^Bearer ([\w-]{1,256})$/i.exec(request.headers.authorization ?? '')?.[1]

export const sessionTokenOf = (request: FastifyRequest): string | undefined =>
  bearerOf(request) ?? request.cookies[SESSION_COOKIE]

export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>
export type Guards = {
  person: Guard
  box: Guard
  /** The box as enrolled anew: its old token is no longer good. */
  forgetBox(id: string): void
}

/** Who may ask. Tokens of boxes are remembered: ingest must not wait for a reader thread. */
export function createGuards({ accounts, store }: Pick<Cloud, 'accounts' | 'store'>): Guards {
  const boxes = new Map<string, BoxRecord>()
  return {
    async person(request) {
      const token = sessionTokenOf(request)
      const session = token === undefined ? null : await accounts.session(token)
      if (session === null) throw fail('NOT_LOGGED_IN')
      request.person = session.account
    },
    async box(request) {
      const token = bearerOf(request)
      if (token === undefined) throw fail('BATCH_UNKNOWN_BOX')
      const hash = hashToken(token)
      const box = boxes.get(hash) ?? (await store.boxByToken(hash))
      if (box === null) throw fail('BATCH_UNKNOWN_BOX')
      if (boxes.size >= MAX_TOKENS_KEPT) boxes.clear()
      boxes.set(hash, box)
      request.box = box
    },
    forgetBox(id) {
      for (const [hash, box] of boxes) if (box.id === id) boxes.delete(hash)
    },
  }
}

/** The box behind a request that passed the guard. */
export function boxOf({ box }: Pick<FastifyRequest, 'box'>): BoxRecord {
  if (box === null) throw fail('BATCH_UNKNOWN_BOX')
  return box
}
