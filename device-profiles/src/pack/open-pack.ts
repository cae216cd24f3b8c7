import { createPublicKey, verify } from 'node:crypto'
import { type Bilingual, parseSign1, reasonOf, type Sign1, ZaojunError } from '@zaojun/core'
import { Compile } from 'typebox/compile'
import { type Addition, type CatalogueContent, type CatalogueFile, contentFrom, readFiles } from '../catalogue.ts'
import { changeOfKind } from './change-of-kind.ts'
import { packError } from './errors.ts'
import { kidOf, sha256Hex } from './make-pack.ts'
import { MAX_PACK_BYTES, newer, PACK_CONTENT_TYPE, PackBody } from './pack.ts'

/** Whose packs a box takes: the issuer's name and raw 32-byte Ed25519 public key. */
export type TrustedKey = { issuer: string; publicKey: Uint8Array }

/** A pack whose signature holds and whose files pass every check; `name` and `files` are an `Addition`. */
export type OpenedPack = Addition & {
  id: string
  version: string
  issuer: string
  title: Bilingual
  /** SHA-256 (hex) of the pack's bytes. */
  digest: string
  kinds: string[]
  profiles: string[]
}

/** What a pack is judged against: the shipped catalogue, and the packs that are installed already. */
export type PackGround = {
  trusted: readonly TrustedKey[]
  shipped: CatalogueContent
  installed?: readonly OpenedPack[]
}

const shape = Compile(PackBody)
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex')
const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Takes a pack apart and checks all of it: form, issuer, signature, digests, version, ids, kinds, and each file as the
 * shipped ones are checked. Throws `PACK_…`, or `CATALOGUE_…` for a file that does not lint, with pack and place.
 * Nothing of it is parsed beyond its envelope before the signature holds.
 */
export function openPack(bytes: Uint8Array, { trusted, shipped, installed = [] }: PackGround): OpenedPack {
  if (bytes.length > MAX_PACK_BYTES) throw packError('PACK_TOO_LARGE', { name: `${bytes.length}` })
  const envelope = envelopeOf(bytes)
  checkSignature(envelope, trusted)
  const body = bodyOf(envelope)
  const { id, version, issuer, name: title } = body
  const digest = sha256Hex(bytes)
  const files = filesOf(body)
  const before = installed.find((pack) => pack.id === id)
  if (before !== undefined && before.digest !== digest && !newer(version, before.version))
    throw packError('PACK_VERSION', { name: `${id} ${before.version}`, place: `${id}@${version}` })

  const others = installed.filter((pack) => pack.id !== id)
  const around = contentFrom(shipped)
  for (const other of others) readFiles(around, other.files, other.name)
  const name = `${id}@${version}`
  const content = contentFrom(around)
  checkIds(files, around, name)
  readFiles(content, files, name)
  if (before !== undefined) checkKinds(before, content, shipped)
  const added = (which: 'kinds' | 'profiles') => [...content[which].keys()].filter((key) => !around[which].has(key))
  return { id, version, issuer, title, digest, name, files, kinds: added('kinds'), profiles: added('profiles') }
}

function envelopeOf(bytes: Uint8Array): Sign1 {
  try {
    const envelope = parseSign1(bytes)
    if (envelope.contentType === PACK_CONTENT_TYPE) return envelope
  } catch (error) {
    throw packError('PACK_MALFORMED', { name: reasonOf(error), place: 'envelope' })
  }
  throw packError('PACK_MALFORMED', { name: 'content type', place: 'envelope' })
}

function checkSignature({ issuer, subject, kid, signed, signature }: Sign1, trusted: readonly TrustedKey[]): void {
  const keys = trusted.filter((key) => key.issuer === issuer)
  if (keys.length === 0) throw packError('PACK_ISSUER', { name: issuer, place: subject })
  const key = keys.find(({ publicKey }) => Buffer.compare(kidOf(publicKey), kid) === 0)
  if (key === undefined) throw packError('PACK_ISSUER', { name: `${issuer} (another key)`, place: subject })
  const der = Buffer.concat([SPKI_ED25519, key.publicKey])
  if (!verify(null, signed, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature))
    throw packError('PACK_SIGNATURE', { name: issuer, place: subject })
}

function bodyOf({ payload, issuer, subject }: Sign1): PackBody {
  let body: unknown
  try {
    body = JSON.parse(decoder.decode(payload))
  } catch (error) {
    throw packError('PACK_MALFORMED', { name: reasonOf(error), place: subject })
  }
  if (!shape.Check(body)) {
    const [first] = shape.Errors(body)
    throw packError('PACK_MALFORMED', {
      name: first?.message ?? 'shape',
      place: `${subject}${first?.instancePath ?? ''}`,
    })
  }
  if (body.issuer !== issuer || body.id !== subject)
    throw packError('PACK_MALFORMED', { name: 'issuer or id differs from the envelope', place: subject })
  return body
}

function filesOf({ id, version, files }: PackBody): CatalogueFile[] {
  const paths = new Set<string>()
  return files.map(({ path, sha256, text }) => {
    const place = `${id}@${version}/${path}`
    if (paths.has(path)) throw packError('PACK_FILE', { name: 'stands twice', place })
    paths.add(path)
    if (sha256Hex(text) !== sha256) throw packError('PACK_FILE', { name: 'its digest differs', place })
    return { path, bytes: Buffer.from(text) }
  })
}

/** File names are ids; an id that is taken is refused before the file is read any further. */
function checkIds(files: CatalogueFile[], { kinds, profiles }: CatalogueContent, name: string): void {
  for (const { path, bytes } of files) {
    const place = `${name}/${path}`
    const own = /([a-z0-9-]+)\.yaml$/.exec(path)?.[1] ?? ''
    const stated = /^id: *([a-z0-9-]+) *$/m.exec(Buffer.from(bytes).toString('utf8'))?.[1]
    if (stated !== own) throw packError('PACK_FILE', { name: `the id is not ${own}`, place })
    if (path.startsWith('kinds/') && kinds.has(own)) throw packError('PACK_KIND_CHANGED', { name: own, place })
    if (path.startsWith('profiles/') && profiles.has(own)) throw packError('PACK_SHADOWS', { name: own, place })
  }
}

/** A newer version of a pack keeps the kinds it brought: their series go on. */
function checkKinds(before: OpenedPack, now: CatalogueContent, shipped: CatalogueContent): void {
  const old = contentFrom(shipped)
  readFiles(
    old,
    before.files.filter(({ path }) => path.startsWith('kinds/')),
    before.name,
  )
  for (const id of before.kinds) {
    const was = old.kinds.get(id)
    const change = was === undefined ? undefined : changeOfKind(was, now.kinds.get(id))
    if (change !== undefined) throw packError('PACK_KIND_CHANGED', { name: `${id}: ${change}`, place: before.id })
  }
}

/** Whether an error is a refusal of a pack, to be told to whoever brought it. */
export const isRefusal = (error: unknown): error is ZaojunError =>
  error instanceof ZaojunError && /^(PACK|CATALOGUE)_/.test(error.code)
