import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BoxRow } from '../src/routes/boxes/schema.ts'
import type { SiteEntry } from '../src/routes/events/schema.ts'
import { checkStore } from '../src/verify/check-store.ts'
import { reading, TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { storeUrlOf, tamper } from './harness/test-store.ts'

let t: TestCloud
beforeAll(async () => {
  t = await openTestCloud()
})
afterAll(() => t.close())

const next = (box: TestBox) => box.seal([{ body: reading('fridge-1', 'air-temperature', 4), wall: t.clock.now }])
async function boxWith(batches: number): Promise<TestBox> {
  const box = await t.enrolled()
  for (let n = 0; n < batches; n++) await t.post(box, next(box))
  return box
}
async function rowOf({ id }: TestBox): Promise<BoxRow> {
  const { body } = await t.ask(`GET /v1/sites/${SITE}/boxes`)
  const row = (body as { boxes: BoxRow[] }).boxes.find((each) => each.id === id)
  if (row === undefined) throw new Error(`no box ${id}`)
  return row
}
async function eventsOf({ id }: TestBox, event: string): Promise<SiteEntry[]> {
  const { body } = await t.ask(`GET /v1/sites/${SITE}/events?types=event&order=newest&limit=200`)
  return (body as { events: (SiteEntry & { event?: string })[] }).events.filter(
    (entry) => entry.box === id && entry.event === event,
  )
}
async function openAlarms({ id }: TestBox): Promise<string[]> {
  await t.cloud.alarmWatch.look()
  const { body } = await t.ask('GET /v1/alarms?state=open&limit=500')
  return (body as { alarms: { box: string; rule: string; active: boolean }[] }).alarms.flatMap(
    ({ box, rule, active }) => (box === id && active ? rule : []),
  )
}
/** What an intruder who reaches the store does. */
const takeAway = ({ id }: TestBox, from: number) => {
  const mine = `box = (SELECT no FROM box WHERE id = '${id}') AND n >= ${from}`
  tamper(t.folder, `DELETE FROM leaf WHERE ${mine}; DELETE FROM batch WHERE ${mine}`)
}

describe('a heartbeat', () => {
  it('[P1] shows what its box holds and nothing came of, though no batch follows', async () => {
    const box = await boxWith(2)
    next(box)
    next(box)
    const answer = await t.beat(box, box.heartbeat({ pending: [[4, 4]] }))
    expect(answer).toMatchObject({ status: 200, body: { missing: [[3, 3]], fault: null } })
    expect(await rowOf(box)).toMatchObject({ newest: 4, awaited: [[4, 4]], missing: [[3, 3]] })
    expect(await openAlarms(box)).toContain('batches-missing')
  })

  it('[P1] finds the newest batches that somebody took out of the cloud’s own file', async () => {
    const box = await boxWith(4)
    await t.beat(box)
    takeAway(box, 3)
    expect(await t.beat(box)).toMatchObject({ body: { missing: [[3, 4]] } })
    expect(await rowOf(box)).toMatchObject({ held: [[1, 2]], missing: [[3, 4]] })
    expect(await openAlarms(box)).toContain('batches-missing')
  })

  it('[P1] of a box whose newest was taken off its disk contradicts what it had signed: told once, and an alarm', async () => {
    const box = await boxWith(3)
    await t.beat(box)
    const older = { newest: 2, seq: 2, head: null }
    expect(await t.beat(box, box.heartbeat(older))).toMatchObject({ body: { fault: 'behind' } })
    await t.beat(box, box.heartbeat(older))
    expect(await rowOf(box)).toMatchObject({ contradicted: 1, heartbeat: { fault: 'behind', newest: 2, claimed: 3 } })
    expect(await eventsOf(box, 'box-ledger-contradicted')).toHaveLength(1)
    expect(await openAlarms(box)).toContain('box-ledger-contradicted')
  })

  it('[P1] that names another head than was signed before is told as such', async () => {
    const box = await boxWith(2)
    expect(await t.beat(box, box.heartbeat({ head: '0'.repeat(64) }))).toMatchObject({ body: { fault: 'other-head' } })
  })

  it('[P1] holds its box to a batch that has not come yet: another one in its place is a fork', async () => {
    const box = await boxWith(1)
    next(box)
    await t.beat(box, box.heartbeat({ pending: [[2, 2]] }))
    const rewritten = box.envelope(forged(box))
    expect(await t.post(box, rewritten)).toMatchObject({ status: 409, body: { code: 'BATCH_FORK' } })
    expect(await rowOf(box)).toMatchObject({ quarantined: 1, held: [[1, 1]] })
  })

  it('that was long on its way says nothing of now', async () => {
    const box = await boxWith(1)
    const late = box.heartbeat()
    await t.post(box, next(box))
    await t.beat(box)
    expect(await t.beat(box, late)).toMatchObject({ body: { fault: null } })
    expect(await rowOf(box)).toMatchObject({ contradicted: 0, heartbeat: { newest: 2 } })
  })

  it('keeps a box that has nothing new to send from counting as silent', async () => {
    const box = await boxWith(1)
    t.clock.now += 20 * 60_000
    expect(await rowOf(box)).toMatchObject({ state: 'offline' })
    await t.beat(box)
    expect(await rowOf(box)).toMatchObject({ state: 'normal' })
  })

  it('is given out as its box signed it', async () => {
    const box = await boxWith(1)
    const signed = box.heartbeat()
    await t.beat(box, signed)
    const { raw } = await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/heartbeat`)
    expect(new Uint8Array(raw)).toEqual(signed)
  })

  it.each<[string, (box: TestBox, other: TestBox) => Uint8Array, string]>([
    ['that another box signed', (box, other) => box.heartbeat({}, other.key), 'HEARTBEAT_SIGNATURE'],
    ['of another box', (_box, other) => other.heartbeat(), 'HEARTBEAT_SIGNATURE'],
    ['that names another box', (box, other) => box.heartbeat({ box: other.id }), 'HEARTBEAT_MALFORMED'],
    [
      'whose runs go backwards',
      (box) =>
        box.heartbeat({
          pending: [
            [5, 6],
            [1, 2],
          ],
        }),
      'HEARTBEAT_MALFORMED',
    ],
    [
      'with more runs than anybody needs',
      (box) => box.heartbeat({ pending: Array(65).fill([1, 1]) }),
      'HEARTBEAT_MALFORMED',
    ],
    ['with a field nobody knows', (box) => box.heartbeat({ more: 1 } as object), 'HEARTBEAT_MALFORMED'],
    ['with a byte too many', (box) => Uint8Array.of(...box.heartbeat(), 0), 'CBOR_MALFORMED'],
    ['of a megabyte', () => new Uint8Array(1 << 20), 'REQUEST_TOO_LARGE'],
  ])('%s is refused', async (_title, make, code) => {
    const box = await boxWith(1)
    expect(await t.beat(box, make(box, new TestBox()))).toMatchObject({ body: { code } })
  })
})

describe('a hole', () => {
  it('[P1] is explained by the gap its box signs, and then no alarm any more', async () => {
    const box = await boxWith(1)
    next(box)
    next(box)
    await t.beat(box)
    expect(await openAlarms(box)).toContain('batches-missing')
    const body = { type: 'gap' as const, reason: 'batches-gone', data: { batches: [[2, 3]] } }
    await t.post(box, box.seal([{ body, wall: t.clock.now }]))
    expect(await rowOf(box)).toMatchObject({
      missing: [],
      explained: [{ first: 2, last: 3, reason: 'batches-gone', seq: 4 }],
    })
    expect(await openAlarms(box)).not.toContain('batches-missing')
    expect(await t.beat(box)).toMatchObject({ body: { missing: [] } })
  })
})

it('[P1] a copy of the store without its newest batches does not pass: their box has signed for them', async () => {
  const box = await boxWith(3)
  await t.beat(box)
  takeAway(box, 3)
  tamper(t.folder, `UPDATE held_range SET last = 2 WHERE box = (SELECT no FROM box WHERE id = '${box.id}')`)
  const { findings } = await checkStore({ data: t.folder, url: storeUrlOf(t.folder) })
  expect(findings).toContainEqual(
    expect.objectContaining({
      place: `batch ${box.id}/3`,
      what: 'is missing: the box has signed that it was its newest',
    }),
  )
})

/** What the box says in place of its second batch. */
const forged = (box: TestBox) => ({
  v: 1 as const,
  box: box.id,
  n: 2,
  prev: '1'.repeat(64),
  from: 2,
  to: 2,
  eras: box.eras,
  force: {},
  series: [],
  entries: [{ s: 2, e: 1, m: 1, b: { type: 'event' as const, event: 'nothing', data: {} } }],
})
