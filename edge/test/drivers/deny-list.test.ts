import { createServer } from 'node:net'
import { fromHex, type Profile, paramsOf } from '@zaojun/device-profiles'
import { openRtu } from '@zaojun/device-profiles/modbus/rtu'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GuardedUnit, deniedReason as judge } from '../../src/drivers/deny-list.ts'
import { ModbusLink } from '../../src/drivers/modbus/link.ts'
import { Line } from '../../src/drivers/wire/line.ts'
import { openTcpWire } from '../../src/drivers/wire/tcp.ts'
import { atEnd, catalogue, eventually, rolesOf } from './rig.ts'

/** In a room that is known clear. */
const deniedReason = (address: number, pdu: Uint8Array, units: GuardedUnit[]) =>
  judge(address, pdu, units, { kinds: catalogue.kinds, harm: () => undefined })

function profileOf(id: string): Profile {
  const profile = catalogue.profiles.get(id)
  if (!profile) throw new Error(id)
  return profile
}
const unitOf = (id: string, stated = {}): GuardedUnit => {
  const profile = profileOf(id)
  const roles = rolesOf([{ id: 'unit', bus: 'line', profile: id, address: 1 }]).get('unit') ?? []
  return { address: 1, profile, params: paramsOf(profile, stated).params, roles }
}
const board = unitOf('waveshare-relay-8ch')
const pduOf = (hex: string): Uint8Array => {
  const opened = openRtu(fromHex(hex))
  if (!opened) throw new Error(`not a frame: ${hex}`)
  return opened.pdu
}

const FORBIDDEN: [string, number, string, string][] = [
  ['pulling the relay of an open valve', 1, '05 00 00 FF 00', 'denied-opens-valve'],
  ['toggling a relay', 1, '05 00 00 55 00', 'denied-toggle'],
  ['all relays at once', 1, '05 00 FF FF 00', 'denied-not-a-command'],
  ['all relays off at once', 1, '05 00 FF 00 00', 'denied-not-a-command'],
  ['a timed relay', 1, '05 02 00 00 07', 'denied-toggle'],
  ['a timed relay with a plain value', 1, '05 02 00 FF 00', 'denied-not-a-command'],
  ['many coils', 1, '0F 00 00 00 08 01 00', 'denied-multiple-write'],
  ['many registers', 1, '10 00 00 00 01 02 00 00', 'denied-multiple-write'],
  ['one register', 1, '06 40 00 00 05', 'denied-function'],
  ['diagnostics', 1, '08 00 01 00 00', 'denied-function'],
  ['masked writes', 1, '16 00 00 00 F2 00 25', 'denied-function'],
  ['reading and writing at once', 1, '17 00 00 00 01 00 00 00 01 02 00 01', 'denied-function'],
  ['closing by broadcast', 0, '05 00 00 00 00', 'denied-broadcast'],
  ['opening by broadcast', 0, '05 00 00 FF 00', 'denied-broadcast'],
  ['reading by broadcast', 0, '01 00 00 00 08', 'denied-broadcast'],
  ['a unit nobody configured', 9, '05 00 00 00 00', 'denied-unknown-unit'],
  ['a coil write cut short', 1, '05 00 00 00', 'denied-malformed'],
  ['a read with a tail', 1, '01 00 00 00 08 00', 'denied-malformed'],
]

describe('the deny list', () => {
  it.each(FORBIDDEN)('[D19] refuses %s', (_title, address, hex, reason) => {
    expect(deniedReason(address, fromHex(hex), [board])).toBe(reason)
  })

  it('[D19] lets a valve be closed and read', () => {
    expect(deniedReason(1, fromHex('05 00 00 00 00'), [board])).toBeUndefined()
    expect(deniedReason(1, fromHex('01 00 00 00 08'), [board])).toBeUndefined()
  })

  it('[D19] turns with the parameter that says which state closes the valve', () => {
    const pulled = unitOf('waveshare-relay-8ch', { 'closed-coil-1': 'on' })
    expect(deniedReason(1, fromHex('05 00 00 FF 00'), [pulled])).toBeUndefined()
    expect(deniedReason(1, fromHex('05 00 00 00 00'), [pulled])).toBe('denied-opens-valve')
    expect(deniedReason(1, fromHex('05 00 01 FF 00'), [pulled])).toBe('denied-opens-valve')
  })

  it('[D19] refuses all writes to a unit whose configuration is wrong', () => {
    expect(deniedReason(1, fromHex('05 00 00 00 00'), [{ ...board, fault: 'bad-parameter' }])).toBe(
      'denied-misconfigured',
    )
  })

  it('[D19] still closes a valve beside a misconfigured unit at the same address', () => {
    expect(deniedReason(1, fromHex('05 00 00 00 00'), [{ ...board, fault: 'no-address' }, board])).toBeUndefined()
    expect(deniedReason(1, fromHex('05 00 00 FF 00'), [{ ...board, fault: 'no-address' }, board])).toBe(
      'denied-opens-valve',
    )
  })

  it('[D19] refuses a write when another unit at the same address would have its valve opened', () => {
    const other = unitOf('waveshare-relay-8ch', { 'closed-coil-1': 'on' })
    expect(deniedReason(1, fromHex('05 00 00 00 00'), [board, other])).toBe('denied-opens-valve')
  })

  it('refuses the writes of a profile that is not verified', () => {
    const draft = { ...board, profile: { ...profileOf('waveshare-relay-8ch'), verified: false } }
    expect(deniedReason(1, fromHex('05 00 00 00 00'), [draft])).toBe('denied-unverified-profile')
  })

  it('[D19] refuses an opening even where a profile calls it a command', () => {
    const profile = structuredClone(profileOf('waveshare-relay-8ch'))
    profile.commands = { open: { name: { zh: '开', en: 'open' }, channels: ['valve-1-closed'], to: false } }
    expect(deniedReason(1, fromHex('05 00 00 FF 00'), [{ ...board, profile }])).toBe('denied-opens-valve')
  })

  const spoken = [...catalogue.profiles.values()].filter(({ modbus }) => modbus !== undefined)
  const never = spoken.flatMap((profile) =>
    profile.vectors.flatMap((vector) => ('never' in vector ? [{ id: profile.id, ...vector }] : [])),
  )
  it.each(never)('refuses what $id says must never go out: $title', ({ id, never: hex, params }) => {
    expect(deniedReason(1, pduOf(hex), [unitOf(id, params)])).toMatch(/^denied-/)
  })

  it('[D19] lets nothing through, of all frames there are, but reads and the closing of single valves', () => {
    const pdu = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.tuple(fc.constant(5), fc.constant(0), fc.nat(12), fc.nat(255), fc.nat(255)).map((all) => Uint8Array.from(all)),
    )
    fc.assert(
      fc.property(fc.nat(255), pdu, (address, bytes) => {
        if (deniedReason(address, bytes, [board]) !== undefined) return true
        const read = (bytes[0] ?? 0) >= 1 && (bytes[0] ?? 0) <= 4
        const closes = bytes[0] === 5 && bytes[1] === 0 && (bytes[2] ?? 9) < 8 && bytes[3] === 0 && bytes[4] === 0
        return address === 1 && bytes.length === 5 && (read || closes)
      }),
      { numRuns: 5000 },
    )
  })

  it.each(['rtu', 'tcp'] as const)(
    '[D19] stands on the wire itself: refused frames put no byte on it (%s)',
    async (framing) => {
      const arrived: Uint8Array[] = []
      const server = createServer((socket) => {
        socket.on('error', () => socket.destroy())
        socket.on('data', (bytes) => {
          arrived.push(bytes)
          socket.end()
        })
      })
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
      atEnd(() => new Promise((done) => server.close(() => done())))
      const address = server.address()
      const port = address && typeof address === 'object' ? address.port : 0
      const bus = { id: 'line', name: 'line', transport: 'modbus-tcp' as const, host: '127.0.0.1', port }
      const hooks = { onUp() {}, onDown: () => link.onDown(), onData() {} }
      const line = new Line(bus, openTcpWire, { random: () => 0.5, report() {} }, hooks)
      const counted: string[] = []
      const link: ModbusLink = new ModbusLink(line, framing, 0.1, {
        now: () => performance.now(),
        count: (code) => counted.push(code),
        guard: (unit, pdu) => deniedReason(unit, pdu, [board]),
        onSent() {},
      })
      line.start()
      atEnd(() => line.stop())
      await eventually(() => line.connected)
      for (const [, unit, hex, reason] of FORBIDDEN)
        expect(await link.exchange(unit, fromHex(hex), 10)).toMatchObject({ error: reason })
      expect(counted).toHaveLength(FORBIDDEN.length)
      // The first bytes the other end ever sees are those of the one order that is allowed.
      await link.exchange(1, fromHex('05 00 03 00 00'), 500)
      await eventually(() => arrived.length > 0)
      expect(Buffer.concat(arrived).toString('hex')).toContain('0105000300')
      expect(Buffer.concat(arrived).length).toBe(framing === 'rtu' ? 8 : 12)
    },
  )
})
