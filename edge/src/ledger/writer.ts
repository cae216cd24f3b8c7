import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { AlarmEntry, BatchHead, Entry, Era, Registry } from '@zaojun/core'
import { loadIdentity } from '../identity.ts'
import { AttachmentFiles } from './attachments.ts'
import { Book } from './book.ts'
import { type Erased, Erasures } from './erasures.ts'
import { Handover, type HandoverRequest } from './handover.ts'
import { type AskedAgain, type HeartbeatMoment, Heartbeats } from './heartbeats.ts'
import { offerAgain } from './offered-again.ts'
import { type NewAttachment, Outbox, type OutboxState } from './outbox.ts'
import { type Forgotten, forgetAcknowledged, forgetAttachments } from './retention.ts'
import type { Group } from './rows.ts'
import { openLedger } from './schema.ts'
import { type BatchNote, Sealer } from './sealer.ts'
import { Space } from './space.ts'
import { serve } from './thread.ts'

/** The thread that owns the ledger file: every write, hash and signature of the box happens here. */
export type WriterData = { folder: string; reserveMiB: number }
export type Opened = {
  lastSeq: number
  lastEra?: Era
  registry?: Registry
  latest: Entry[]
  alarms: AlarmEntry[]
  outbox: OutboxState
  meta: Record<string, string>
}

export type WriterOps = {
  open: [null, Opened]
  era: [Era, unknown]
  append: [Group, number]
  seqOf: [string, number | undefined]
  seal: [{ force: BatchHead['force']; wall: number | null }, BatchNote[]]
  openHandover: [null, HandoverRequest | undefined]
  beginHandover: [{ url: string; code: string; at: number | null }, HandoverRequest]
  /** Whether the cloud has taken the new key. */
  endHandover: [boolean, unknown]
  acknowledge: [{ n: number; receipt: Uint8Array }, unknown]
  refuse: [{ n: number; code: string }, unknown]
  /** Where in the cloud’s log an acknowledged batch stands. */
  proven: [{ n: number; place: string }, unknown]
  /** A signed statement of what stands here now. */
  heartbeat: [HeartbeatMoment, Uint8Array]
  askedAgain: [[number, number][], AskedAgain]
  /** The name of the backup the cloud was restored from; true where it is news. */
  offerAgain: [string, boolean]
  forget: [{ cutoff: number }, Forgotten]
  partSent: [string, unknown]
  erasePart: [{ commitment: string; reason: string }, boolean]
  keepAttachment: [NewAttachment & { bytes: Uint8Array }, string]
  attachmentSent: [string, unknown]
  eraseAttachment: [{ digest: string; reason: string }, boolean]
  eraseConsented: [{ person: string; purpose: string }, Erased]
  eraseDue: [{ now: number }, Erased]
  erasureTold: [number, unknown]
  releaseReserve: [null, unknown]
  /** Makes room and takes the reserve back; true when writing can go on as usual. */
  recover: [null, boolean]
  /** State that stands beside no entry: what a lost write costs is a wait that begins anew. */
  remember: [{ key: string; value: string }, unknown]
  close: [null, unknown]
}

/** Free space, beside the reserve itself, below which the disk still counts as full. */
const COMFORT_BYTES = 4 * 1024 * 1024

if (parentPort !== null) {
  const { folder, reserveMiB } = workerData as WriterData
  const db = openLedger(join(folder, 'ledger.db'))
  const book = new Book(db)
  const identity = loadIdentity(folder)
  const handover = new Handover(folder)
  const sealer = new Sealer(db, identity)
  const heartbeats = new Heartbeats(db, identity)
  const outbox = new Outbox(db)
  const files = new AttachmentFiles(folder)
  const erasures = new Erasures(db, files)
  const space = new Space(folder, reserveMiB, db)
  space.hold()

  const forget = (cutoff: number): Forgotten => ({
    ...forgetAcknowledged(db, cutoff),
    attachments: forgetAttachments(db, files, cutoff),
  })

  serve<WriterOps>(parentPort, {
    open: () => ({
      lastSeq: book.lastSeq(),
      lastEra: book.lastEra(),
      registry: book.registry(),
      latest: book.latest(),
      alarms: book.openAlarms(),
      outbox: outbox.state(),
      meta: book.meta(),
    }),
    era: (era) => book.declareEra(era),
    append: (group) => book.append(group),
    seqOf: (sender) => book.seqOf(sender),
    seal: ({ force, wall }) =>
      identity.fault === undefined && handover.open === undefined ? sealer.seal(force, wall) : [],
    openHandover: () => handover.open,
    beginHandover: (request) => handover.open ?? handover.begin(identity, { ...request, after: outbox.state().newest }),
    endHandover: (taken) => {
      handover.end(identity, taken)
      // The sealer and the heartbeats hold this one.
      Object.assign(identity, loadIdentity(folder))
    },
    acknowledge: (argument) => outbox.acknowledge(argument),
    refuse: (argument) => outbox.refuse(argument),
    proven: (argument) => outbox.proven(argument),
    heartbeat: (moment) => heartbeats.make(moment, book.lastSeq()),
    askedAgain: (runs) => heartbeats.askedAgain(runs),
    offerAgain: (restored) => offerAgain(db, restored),
    forget: ({ cutoff }) => forget(space.nearlyFull() ? Number.POSITIVE_INFINITY : cutoff),
    partSent: (commitment) => outbox.partSent(commitment),
    erasePart: (argument) => erasures.part(argument),
    keepAttachment: ({ bytes, ...rest }) => {
      const digest = files.keep(bytes)
      if (!outbox.addAttachment({ digest, bytes: bytes.length, ...rest })) files.remove(digest)
      return digest
    },
    attachmentSent: (digest) => outbox.attachmentSent(digest),
    eraseAttachment: (argument) => erasures.attachment(argument),
    eraseConsented: (argument) => erasures.consented(argument),
    eraseDue: ({ now }) => erasures.due(now),
    erasureTold: (id) => erasures.told(id),
    releaseReserve: () => space.release(),
    recover: () => {
      for (;;) {
        const { batches, attachments } = forget(Number.POSITIVE_INFINITY)
        if (batches + attachments === 0 || space.freeBytes() > COMFORT_BYTES * 4) break
      }
      db.pragma('wal_checkpoint(TRUNCATE)')
      return space.freeBytes() > COMFORT_BYTES && space.hold()
    },
    remember: (note) => book.remember(note),
    close: () => {
      db.close()
    },
  })
}
