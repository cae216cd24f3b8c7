import { createHash, createPublicKey, verify } from 'node:crypto'
import { parseSign1 } from '@zaojun/core'
import { describe, expect, it } from 'vitest'
import { type Caller, SITE, startKitchen } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Latest = { latest: { device: string; point: string; value: unknown; quality: string; origin: string }[] }
type Events = {
  events: {
    seq: number
    type: string
    form?: string
    data?: Record<string, unknown>
    command?: string
    result?: string
  }[]
}
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 4_000 }, (_, n) => n & 0xff)])
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

const pointAtCloud = (admin: Caller, device: string, point: string) =>
  admin.until<Latest, Latest['latest'][number]>(`/v1/sites/${SITE.id}/latest`, ({ latest }) =>
    latest.find((row) => row.device === device && row.point === point && row.quality === 'good'),
  )

describe('one kitchen, end to end', () => {
  it('[L14] every wired device’s points arrive at the cloud, and say that they are simulated', async () => {
    const { admin } = await startKitchen(temporaryFolder('kitchen'))
    const wanted = [
      ['receiving-scale', 'gross'],
      ['dry-store-climate', 'relative-humidity'],
      ['core-probe-1', 'core-temperature'],
      ['core-probe-2', 'core-temperature'],
      ['stove-gas', 'combustible-gas'],
      ['main-gas-valve', 'closed'],
    ] as const
    for (const [device, point] of wanted)
      expect(await pointAtCloud(admin, device, point)).toMatchObject({ origin: 'simulated', quality: 'good' })
  })

  it('[G2] one box reads Modbus TCP, Modbus RTU over TCP and a byte stream side by side', async () => {
    const { box } = await startKitchen(temporaryFolder('kitchen'))
    const lines = ['receiving-line', 'safety-line', 'sensor-line', 'washing-line']
    await box.until<{ bus: string; connected: boolean; transactions: number }[], boolean>('/api/buses', (rows) =>
      lines.every((line) => rows.some(({ bus, connected }) => bus === line && connected)),
    )
    const { body } = await box.get<{ buses: { id: string; transport: string }[] }>('/api/registry')
    const used = new Set(body.buses.filter(({ id }) => lines.includes(id)).map(({ transport }) => transport))
    expect([...used].sort()).toEqual(['modbus-rtu-over-tcp', 'modbus-tcp', 'stream-tcp'])
  })

  it('[D19] an order to close the valve is read back, and both its steps reach the cloud', async () => {
    const { admin, box, simulator, gateway } = await startKitchen(temporaryFolder('kitchen'))
    await pointAtCloud(admin, 'main-gas-valve', 'closed')
    const { body } = await box.send<{ result: string }>('POST', '/api/devices/main-gas-valve/commands', {
      command: 'close',
    })
    expect(body.result).toBe('confirmed')
    const steps = await admin.until<Events, string[]>(`/v1/sites/${SITE.id}/events?types=command`, ({ events }) => {
      const results = events.filter(({ command }) => command === 'close').map(({ result }) => String(result))
      return results.length === 2 && results
    })
    expect(steps.sort()).toEqual(['accepted', 'confirmed'])
    const { closed } = gateway.box.registry.current.devices.find(({ id }) => id === 'main-gas-valve')?.points ?? {}
    expect(simulator.unit(closed?.unit ?? '').value(closed?.channel ?? '')).toBe(true)
  })

  it('a personal name never stands in a batch; erased with its photo, the record still verifies', async () => {
    const { admin, box, gateway } = await startKitchen(temporaryFolder('kitchen'))
    const photo = await box.send<{ digest: string }>('POST', '/api/attachments', JPEG, 'image/jpeg')
    expect(photo.body.digest).toBe(createHash('sha256').update(JPEG).digest('hex'))
    const record = {
      form: 'weighing',
      device: 'receiving-scale',
      by: 'p-7',
      data: { net: 12.5 },
      personal: { name: { value: '收货人甲', purpose: 'who received the goods' } },
      attachments: [photo.body.digest],
    }
    const { body } = await box.send<{ seq: number }>('POST', '/api/records', record)
    const event = await admin.until<Events, Events['events'][number]>(
      `/v1/sites/${SITE.id}/events?types=record`,
      ({ events }) => events.find(({ seq }) => seq === body.seq),
    )
    const name = event.data?.name as { commitment: string } | undefined
    const commitment = name?.commitment ?? ''
    const part = await admin.until<{ value?: unknown }, unknown>(
      `/v1/parts/${commitment}`,
      ({ value }) => value as string | undefined,
    )
    expect(part).toBe('收货人甲')
    await admin.until(`/v1/attachments/${photo.body.digest}`, (answer) => typeof answer === 'string')

    for (const path of [`/v1/parts/${commitment}`, `/v1/attachments/${photo.body.digest}`]) {
      const erased = await admin.send('DELETE', `${path}?reason=asked%20by%20the%20person`)
      expect(erased.status).toBeLessThan(300)
      expect(await admin.get(path)).toMatchObject({ status: 410, body: { code: 'REMOVED_BY_POLICY' } })
    }
    const { envelope } = await envelopeOf(gateway, body.seq)
    const message = parseSign1(envelope)
    const key = createPublicKey({
      key: Buffer.concat([SPKI, gateway.box.identity.publicKey]),
      format: 'der',
      type: 'spki',
    })
    expect(verify(null, message.signed, key, message.signature)).toBe(true)
    expect(Buffer.from(message.payload).toString()).not.toContain('收货人甲')
    expect(Buffer.from(message.payload).toString()).toContain(commitment)
  })
})

async function envelopeOf(
  {
    box,
  }: {
    box: {
      ledger: { read(op: 'batch', n: number): Promise<{ from: number; to: number; envelope: Uint8Array } | undefined> }
    }
  },
  seq: number,
) {
  for (let n = 1; ; n++) {
    const batch = await box.ledger.read('batch', n)
    if (batch === undefined) throw new Error(`no batch holds ${seq}`)
    if (batch.from <= seq && seq <= batch.to) return batch
  }
}
