import { expect, it } from 'vitest'
import { startBox } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Eras = { eras: { era: number; first: number; last: number; correctedMs: number }[] }
type Entries = { entries: { seq: number; event?: string; data?: Record<string, unknown> }[] }

it('a clock found wrong is corrected by an entry that names what it moves; the entries themselves stay', async () => {
  const { box } = await startBox(temporaryFolder('clock'))
  await box.send('POST', '/api/records', { form: 'weighing', by: 'p-1', data: { n: 1 } })
  const before = (await box.get<Entries>('/api/entries')).body.entries
  const era = (await box.get<Eras>('/api/clock/eras')).body.eras[0]
  const { body } = await box.send<{ seq: number }>('POST', '/api/clock/corrections', {
    era: era?.era,
    ms: -420_000,
    reason: 'compared with a phone',
  })
  const { entries } = (await box.get<Entries>('/api/entries')).body
  expect(entries.slice(0, before.length)).toEqual(before)
  expect(entries.find(({ seq }) => seq === body.seq)).toMatchObject({
    event: 'clock-corrected',
    data: { era: era?.era, first: era?.first, ms: -420_000, reason: 'compared with a phone' },
  })
  expect((await box.get<Eras>('/api/clock/eras')).body.eras[0]).toMatchObject({ correctedMs: -420_000 })
  expect(await box.send('POST', '/api/clock/corrections', { era: 99, ms: 1, reason: 'x' })).toMatchObject({
    status: 404,
    body: { code: 'ERA_UNKNOWN' },
  })
})
