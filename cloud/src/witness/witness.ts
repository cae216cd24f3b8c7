import { verify } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Turns } from '@zaojun/core/plain'
import {
  type Checkpoint,
  consistencyHolds,
  cosignatureMessage,
  keyId,
  NOTE_COSIGNATURE,
  NOTE_ED25519,
  type Note,
  packCosignature,
  parseAddCheckpoint,
  parseCheckpoint,
  parseNote,
  signatureLine,
  signaturesBy,
  type VerifierKey,
  verifierKeyText,
} from '@zaojun/core/proof/index'
import { publicKeyOf } from '../keys.ts'
import { sha256 } from '../merkle-log/sha256.ts'
import { EMPTY_ROOT } from '../merkle-log/tile-tree.ts'

const encoder = new TextEncoder()
const MS_PER_SECOND = 1000

export type Answer = { status: 200 | 400 | 403 | 404 | 409 | 422; body: string }
type Options = {
  folder: string
  name: string
  /** Raw Ed25519 key, used for this witness alone. */
  publicKey: Uint8Array
  sign(message: Uint8Array): Uint8Array
  /** The logs it watches, by their verifier keys. */
  logs: VerifierKey[]
  /** UTC ms. */
  now(): number
}

/**
 * Says of each log it watches that it has only seen it grow (C2SP tlog-witness): a log cannot show one history to the
 * kitchen and another to the regulator without two cosignatures that contradict each other. What it has cosigned is on
 * disk before it answers.
 */
export class Witness {
  private readonly options: Options
  private readonly turns = new Turns()

  constructor(options: Options) {
    this.options = options
    mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  }

  /** How others verify its cosignatures. */
  key(): Promise<string> {
    return verifierKeyText(sha256, this.options.name, NOTE_COSIGNATURE, this.options.publicKey)
  }

  /** Compare-and-store is one step: requests are taken one after another. */
  add(body: string): Promise<Answer> {
    return this.turns.take(() => this.take(body))
  }

  /** The last cosigned checkpoint of the log whose origin has this SHA-256 (hex). */
  checkpoint(originHash: string): string | undefined {
    if (!/^[0-9a-f]{64}$/.test(originHash)) return undefined
    const file = join(this.options.folder, originHash)
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined
  }

  private async take(body: string): Promise<Answer> {
    let request: { oldSize: number; path: Uint8Array[]; note: string }
    let note: Note
    let checkpoint: Checkpoint
    try {
      request = parseAddCheckpoint(body)
      note = parseNote(encoder.encode(request.note))
      checkpoint = parseCheckpoint(note.text)
    } catch (error) {
      return { status: 400, body: `${error instanceof Error ? error.message : 'malformed'}\n` }
    }
    const log = await this.logOf(checkpoint.origin)
    if (log === undefined) return { status: 404, body: 'unknown log\n' }
    if (!signedBy(log, note)) return { status: 403, body: 'not signed by the log\n' }
    if (request.oldSize > checkpoint.size) return { status: 400, body: 'old size is beyond the checkpoint\n' }
    const known = this.known(checkpoint.origin)
    if (request.oldSize !== known.size) return { status: 409, body: `${known.size}\n` }
    if (!(await grewFrom(known, checkpoint, request.path))) return { status: 422, body: 'not a growth of what I saw\n' }
    const line = await this.cosign(note.text)
    const own = note.signatures.filter(({ name }) => name === log.name).map(signatureLine)
    this.store(checkpoint.origin, `${note.text}\n${own.join('')}${line}`)
    return { status: 200, body: line }
  }

  /** A log that was restored goes on as `<log>/2` and so on, with the same key: it is watched under each name. */
  private async logOf(origin: string): Promise<VerifierKey | undefined> {
    const log = this.options.logs.find(({ name }) => name === origin || generationOf(name, origin))
    if (log === undefined || log.name === origin) return log
    return { ...log, name: origin, id: await keyId(sha256, origin, log.type, log.key) }
  }

  private known(origin: string): Pick<Checkpoint, 'size' | 'root'> {
    const held = this.checkpoint(hashOf(origin))
    if (held === undefined) return { size: 0, root: EMPTY_ROOT }
    return parseCheckpoint(parseNote(encoder.encode(held)).text)
  }

  private async cosign(text: string): Promise<string> {
    const { name, publicKey, sign, now } = this.options
    const seconds = Math.floor(now() / MS_PER_SECOND)
    const id = await keyId(sha256, name, NOTE_COSIGNATURE, publicKey)
    return signatureLine({ name, id, bytes: packCosignature(seconds, sign(cosignatureMessage(seconds, text))) })
  }

  private store(origin: string, note: string): void {
    const file = join(this.options.folder, hashOf(origin))
    const descriptor = openSync(`${file}.new`, 'w', 0o600)
    try {
      writeSync(descriptor, note)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(`${file}.new`, file)
    const folder = openSync(this.options.folder, 'r')
    fsyncSync(folder)
    closeSync(folder)
  }
}

const generationOf = (log: string, origin: string): boolean =>
  origin.startsWith(`${log}/`) && /^[1-9][0-9]{0,5}$/.test(origin.slice(log.length + 1))
const hashOf = (origin: string): string => Buffer.from(sha256(encoder.encode(origin))).toString('hex')

function signedBy(log: VerifierKey, note: Note): boolean {
  const lines = signaturesBy(note, log)
  const holds = (signature: Uint8Array) => verify(null, encoder.encode(note.text), publicKeyOf(log.key), signature)
  return log.type === NOTE_ED25519 && lines.length > 0 && lines.every(({ bytes }) => holds(bytes))
}

async function grewFrom(
  known: Pick<Checkpoint, 'size' | 'root'>,
  { size, root }: Checkpoint,
  path: Uint8Array[],
): Promise<boolean> {
  if (known.size === 0) return path.length === 0 && (size > 0 || Buffer.compare(root, EMPTY_ROOT) === 0)
  const given = { oldSize: known.size, newSize: size, oldRoot: known.root, newRoot: root, path }
  return consistencyHolds(sha256, given)
}
