import type { DataKind } from '@zaojun/core/proof/index'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hashToken } from '../auth/tokens.ts'
import type { Cloud } from '../cloud.ts'
import { fail } from '../errors.ts'
import type { Reader } from '../rights/access.ts'
import type { Spans } from '../rights/spans.ts'
import { OPERATOR } from '../store/rights.ts'
import type { BoxRecord } from '../store/store.ts'

export const SESSION_COOKIE = 'zaojun-cloud'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set behind `person`: who is logged in. */
    person: string
    /** Set behind `reader` and `reads`: for whom somebody asks. */
    reader: Reader | null
    /** Set behind `reads`: of which times data may be given out; null: of all. */
    spans: Spans
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
  /** Whoever runs the cloud. */
  person: Guard
  /** Anybody known: a person, or a party with its token. */
  reader: Guard
  /** A reader who may see that kind of data of the site in the path; the read is on record. */
  reads(kind: DataKind): Guard
  box: Guard
  /** The box as enrolled anew: its old token is no longer good. */
  forgetBox(id: string): void
}

/** Who may ask. */
export function createGuards({
  accounts,
  store,
  access,
  boxTokens,
  now,
}: Pick<Cloud, 'accounts' | 'store' | 'access' | 'boxTokens' | 'now'>): Guards {
  async function readerFor(request: FastifyRequest): Promise<Reader> {
    const token = sessionTokenOf(request)
    if (token === undefined) throw fail('NOT_LOGGED_IN')
    const session = await accounts.session(token)
    if (session !== null) {
      const party = await store.partyOfAccount(session.account)
      if (party !== null) return { party, by: session.account }
    }
    const held = await store.partyOfToken(hashToken(token))
    if (held === null || held.endedAt !== null || held.expiresAt <= now()) throw fail('NOT_LOGGED_IN')
    return { party: held.party, by: held.label }
  }

  return {
    async person(request) {
      const reader = await readerFor(request)
      if (reader.party !== OPERATOR) throw fail('OPERATOR_ONLY')
      request.person = reader.by
      request.reader = reader
    },
    async reader(request) {
      request.reader = await readerFor(request)
    },
    reads: (kind) => async (request) => {
      const reader = await readerFor(request)
      request.reader = reader
      const { site } = request.params as { site: string }
      if ((await store.site(site)) === null) throw fail('SITE_UNKNOWN', { name: site })
      request.spans = await access.admit(reader, site, kind, `${request.method} ${request.url}`)
    },
    async box(request) {
      const token = bearerOf(request)
      if (token === undefined) throw fail('BATCH_UNKNOWN_BOX')
      const box = await boxTokens.boxOf(hashToken(token))
      if (box === null) throw fail('BATCH_UNKNOWN_BOX')
      request.box = box
    },
    forgetBox: (id) => boxTokens.changed(id),
  }
}

/** For whom somebody asks, behind `reader` or `reads`. */
export function readerOf({ reader }: Pick<FastifyRequest, 'reader'>): Reader {
  if (reader === null) throw fail('NOT_LOGGED_IN')
  return reader
}

/** The box behind a request that passed the guard. */
export function boxOf({ box }: Pick<FastifyRequest, 'box'>): BoxRecord {
  if (box === null) throw fail('BATCH_UNKNOWN_BOX')
  return box
}
