import { expect, it } from 'vitest'
import { startBox } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

const RECORD = { form: 'weighing', by: 'p-1', data: { net: 3.2 } }

it('a record sent again under its key is recorded once, also after a restart', async () => {
  const folder = temporaryFolder('records')
  const first = await startBox(folder)
  const keyed = { ...RECORD, key: '0123456789abcdef0123456789abcdef' }
  const { body } = await first.box.send<{ seq: number }>('POST', '/api/records', keyed)
  expect((await first.box.send('POST', '/api/records', keyed)).body).toEqual(body)
  await first.gateway.stop()
  const second = await startBox(folder)
  expect((await second.box.send('POST', '/api/records', keyed)).body).toEqual(body)
  const { body: all } = await second.box.get<{ entries: unknown[] }>('/api/entries?types=record')
  expect(all.entries).toHaveLength(1)
})

it('a record without a login is refused, and nothing is written', async () => {
  const { gateway, box } = await startBox(temporaryFolder('records'))
  const answer = await fetch(`${gateway.address}/api/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(RECORD),
  })
  expect(answer.status).toBe(401)
  expect((await box.get<{ entries: unknown[] }>('/api/entries?types=record')).body.entries).toEqual([])
})

it('a record with an unknown field is refused by name', async () => {
  const { box } = await startBox(temporaryFolder('records'))
  const answer = await box.send('POST', '/api/records', { ...RECORD, weight: 1 })
  expect(answer).toMatchObject({
    status: 400,
    body: { code: 'REQUEST_INVALID', place: expect.stringContaining('body') },
  })
})

it('the screen may load nothing from elsewhere', async () => {
  const { gateway } = await startBox(temporaryFolder('records'))
  const page = await fetch(`${gateway.address}/`)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
})
