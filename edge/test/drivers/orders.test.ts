import { describe, expect, it } from 'vitest'
import { rigOf } from './rig.ts'

const WRITE = 5
const busy = Array.from({ length: 10 }, (_, n) => ({
  id: `store-${n}`,
  profile: 'xy-md02',
  address: n + 10,
  params: { 'poll-ms': 50 },
}))
const board = { id: 'board', profile: 'waveshare-relay-8ch', address: 1 }
const close = (valve: number) => ({ unit: 'board', channel: `valve-${valve}-closed`, command: 'close' })

describe('orders on a busy bus', () => {
  it('[D19] go before every waiting poll: at most the transaction in flight comes first', async () => {
    const seen: { unit: string; code: number }[] = []
    const onRequest = (unit: string, pdu: Uint8Array) => seen.push({ unit, code: pdu[0] ?? 0 })
    const { driver, ear } = await rigOf('modbus-rtu-over-tcp', [board, ...busy], { turnaroundMs: 30, onRequest })
    await ear.reaches('store-9', 'online', 0)
    const before = seen.length
    expect(await driver.command(close(1))).toEqual({ result: 'confirmed' })
    const ahead = seen.slice(before).findIndex(({ code }) => code === WRITE)
    expect(ahead).toBeGreaterThanOrEqual(0)
    expect(ahead).toBeLessThanOrEqual(1)
  })

  it('[D19] write every valve before reading the first one back', async () => {
    const codes: number[] = []
    const onRequest = (unit: string, pdu: Uint8Array) => unit === 'board' && codes.push(pdu[0] ?? 0)
    const { driver, ear } = await rigOf('modbus-rtu-over-tcp', [board, ...busy], { turnaroundMs: 20, onRequest })
    await ear.reaches('board', 'online', 0)
    const results = await Promise.all([driver.command(close(1)), driver.command(close(2)), driver.command(close(3))])
    expect(results).toEqual([{ result: 'confirmed' }, { result: 'confirmed' }, { result: 'confirmed' }])
    const first = codes.indexOf(WRITE)
    expect(codes.slice(first, first + 3)).toEqual([WRITE, WRITE, WRITE])
  })

  it('wait in a bounded queue; what is too many is refused', async () => {
    const { driver, ear } = await rigOf('modbus-rtu-over-tcp', [board])
    await ear.reaches('board', 'online', 0)
    const results = await Promise.all(Array.from({ length: 40 }, () => driver.command(close(1))))
    const refused = results.filter(({ result }) => result === 'refused')
    expect(refused.length).toBeGreaterThanOrEqual(7)
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['queue-full']))
    expect(results.filter(({ result }) => result === 'confirmed')).toHaveLength(40 - refused.length)
  })

  it('still waiting when the driver stops are refused', async () => {
    const { simulator, driver, ear } = await rigOf('modbus-rtu-over-tcp', [board])
    await ear.reaches('board', 'online', 0)
    simulator.kill('board')
    const orders = [driver.command(close(1)), driver.command(close(2))]
    await driver.stop()
    for (const { result } of await Promise.all(orders)) expect(['refused', 'timed-out']).toContain(result)
  })
})
