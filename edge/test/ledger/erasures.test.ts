import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Keeping, NewPart } from '../../src/ledger/rows.ts'
import { openTestLedger, TestTime, temporaryFolder } from '../harness/ledger.ts'

const DAY_MS = 86_400_000
const COOK = 'p-0123456789abcdef'
const JPEG = (n: number) => new Uint8Array([0xff, 0xd8, 0xff, 0xe0, n])
const part = (n: number, keeping: Partial<Keeping>): NewPart => ({
  commitment: n.toString(16).padStart(64, '0'),
  salt: '00'.repeat(16),
  value: JSON.stringify(`marker-${n}-of-a-person`),
  purpose: 'food-handler-health-check',
  ...keeping,
})
const EVENT = { type: 'event', event: 'person-checked', device: 'entrance', data: {} } as const

/** Whether the ledger's files still hold the text, anywhere. */
async function holds(folder: string, text: string): Promise<boolean> {
  for (const file of ['ledger.db', 'ledger.db-wal'])
    if ((await readFile(join(folder, file)).catch(() => Buffer.alloc(0))).includes(text)) return true
  return false
}

describe('personal content in the ledger', () => {
  it('is erased when it is due, its bytes too; what has more time stays', async () => {
    const folder = temporaryFolder('erasures')
    const time = new TestTime()
    const { ledger } = await openTestLedger(folder, time)
    const parts = [part(1, { days: 1 }), part(2, { days: 2 }), part(3, {})]
    await ledger.append(EVENT, { urgent: true, parts })
    const keeping = { purpose: 'access-control', days: 1 }
    const due = await ledger.write('keepAttachment', {
      bytes: JPEG(1),
      mediaType: 'image/jpeg',
      at: time.wall(),
      keeping,
    })
    const kept = await ledger.write('keepAttachment', { bytes: JPEG(2), mediaType: 'image/jpeg', at: time.wall() })
    expect(await ledger.write('eraseDue', { now: time.wall() + DAY_MS - 1 })).toEqual({ parts: 0, attachments: 0 })
    expect(await ledger.write('eraseDue', { now: time.wall() + DAY_MS })).toEqual({ parts: 1, attachments: 1 })
    expect(await ledger.read('part', part(1, {}).commitment)).toEqual({ erased: 'retention' })
    expect(await ledger.read('part', part(2, {}).commitment)).toEqual({ value: 'marker-2-of-a-person' })
    expect(await ledger.read('attachment', due)).toEqual({ erased: 'retention' })
    expect(await ledger.read('attachment', kept)).toMatchObject({ mediaType: 'image/jpeg' })
    expect(await holds(folder, 'marker-1-of-a-person')).toBe(false)
    expect(await holds(folder, 'marker-2-of-a-person')).toBe(true)
    await expect(readFile(join(folder, 'attachments', due))).rejects.toThrow('ENOENT')
    const told = await ledger.read('erasures', { limit: 10 })
    expect(told.map(({ order }) => order)).toEqual([
      { what: 'part', key: part(1, {}).commitment, reason: 'retention' },
      { what: 'attachment', key: due, reason: 'retention' },
    ])
  })

  it('that came while no clock was known waits for one before it goes out, and then has its time', async () => {
    const time = new TestTime()
    time.wall = () => 0
    time.isSynced = false
    const { ledger } = await openTestLedger(temporaryFolder('erasures'), time)
    await ledger.append(EVENT, { urgent: true, parts: [part(1, { days: 3 }), part(2, {})] })
    const pending = async () => (await ledger.read('parts', { limit: 10 })).map(({ expires }) => expires)
    expect(await pending()).toEqual([null])
    const now = Date.UTC(2026, 10, 23)
    await ledger.write('eraseDue', { now })
    expect((await pending()).toSorted()).toEqual([now + 3 * DAY_MS, null])
  })

  it('held by consent goes with it, of that person and purpose alone, and the cloud is told', async () => {
    const { ledger } = await openTestLedger(temporaryFolder('erasures'))
    const consent = { purpose: 'personal-nutrition-advice', basis: 'consent' as const, person: COOK }
    const parts = [
      part(1, consent),
      part(2, { ...consent, person: 'p-ffffffffffffffff' }),
      part(3, { ...consent, basis: 'law' }),
    ]
    await ledger.append(EVENT, { urgent: true, parts })
    const { purpose } = consent
    expect(await ledger.write('eraseConsented', { person: COOK, purpose })).toEqual({ parts: 1, attachments: 0 })
    const left = await ledger.read('parts', { limit: 10 })
    expect(left.map(({ commitment }) => commitment)).toEqual([part(2, {}).commitment, part(3, {}).commitment])
    const [row] = await ledger.read('erasures', { limit: 10 })
    expect(row?.order).toEqual({ what: 'person', key: COOK, purpose, reason: 'consent-withdrawn' })
    await ledger.write('erasureTold', row?.id ?? 0)
    expect(await ledger.read('erasures', { limit: 10 })).toEqual([])
  })

  it('once erased is not kept again, and a picture kept for two ends stays for the longer', async () => {
    const { ledger } = await openTestLedger(temporaryFolder('erasures'))
    const keep = (days?: number) =>
      ledger.write('keepAttachment', {
        bytes: JPEG(1),
        mediaType: 'image/jpeg',
        at: 0,
        ...(days === undefined ? {} : { keeping: { purpose: 'a', days } }),
      })
    const digest = await keep(1)
    await keep(5)
    expect((await ledger.read('attachments', { limit: 1 }))[0]?.expires).toBe(5 * DAY_MS)
    await keep()
    expect((await ledger.read('attachments', { limit: 1 }))[0]?.expires).toBeNull()
    expect(await ledger.write('eraseAttachment', { digest, reason: 'asked' })).toBe(true)
    await keep(5)
    expect(await ledger.read('attachment', digest)).toEqual({ erased: 'asked' })
  })
})
