import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { KEY_HANDOVER_TYPE, KEY_STATEMENT_TYPE, prepareSign1 } from '@zaojun/core/plain'
import type { Rotation } from '@zaojun/core/proof/key-statement'
import { type Identity, identityOf, keepFirstKey, loadKey, makeKey, writePrivately } from '../identity.ts'

/** What is sent to the cloud until it answers: the statement (base64) and a person's consent. */
export type HandoverRequest = { url: string; code: string; statement: string }

const NEXT_KEY = 'box-next.key'
const REQUEST = 'key-handover.json'

/**
 * From one key of the box to the next. While it is not decided nothing is sealed: no batch may be signed with a key that
 * the cloud no longer takes. Whatever a crash interrupts is asked again from the same bytes.
 */
export class Handover {
  private readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  get open(): HandoverRequest | undefined {
    const file = join(this.folder, REQUEST)
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as HandoverRequest) : undefined
  }

  /** `after`: the newest batch the old key has signed. */
  begin(identity: Identity, { url, code, after, at }: { url: string; code: string; after: number; at: number | null }) {
    const nextFile = join(this.folder, NEXT_KEY)
    if (!existsSync(nextFile)) makeKey(nextFile)
    const next = identityOf(loadKey(nextFile))
    const { id } = identity
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
    const rotation: Rotation = {
      v: 1,
      kind: 'rotation',
      box: id,
      at,
      from: base64(identity.publicKey),
      to: base64(next.publicKey),
      after,
    }
    const names = { issuer: `urn:zaojun:box:${id}`, subject: `urn:zaojun:box:${id}` }
    const inner = prepareSign1(
      { kid: identity.kid, contentType: KEY_STATEMENT_TYPE, ...names },
      new TextEncoder().encode(JSON.stringify(rotation)),
    )
    const outer = prepareSign1(
      { kid: next.kid, contentType: KEY_HANDOVER_TYPE, ...names },
      inner.finish(identity.sign(inner.signed)),
    )
    const request: HandoverRequest = { url, code, statement: base64(outer.finish(next.sign(outer.signed))) }
    writePrivately(join(this.folder, REQUEST), JSON.stringify(request))
    return request
  }

  /** The cloud has taken the new key, or will not: from here on one of the two is the box's. */
  end(identity: Identity, taken: boolean): void {
    const nextFile = join(this.folder, NEXT_KEY)
    if (taken && existsSync(nextFile)) {
      keepFirstKey(this.folder, identity.firstKey ?? identity.publicKey)
      renameSync(nextFile, join(this.folder, 'box.key'))
    }
    rmSync(nextFile, { force: true })
    rmSync(join(this.folder, REQUEST), { force: true })
  }
}
