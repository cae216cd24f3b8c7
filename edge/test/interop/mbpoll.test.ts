import { describe, expect } from 'vitest'
import { Simulator } from '../../../scripts/simulator/simulator.ts'
import { atEnd, catalogue } from '../drivers/rig.ts'
import { itWith, type Program, run } from './programs.ts'

const units = [
  { id: 'store', profile: 'xy-md02', address: 7 },
  { id: 'fridge', profile: 'dixell-xr', address: 8 },
  { id: 'repeller', profile: 'zaojun-contract-switched-load', address: 9 },
]

type Way = { transport: 'modbus-tcp' | 'modbus-rtu'; needs: Program[] }
const WAYS: Way[] = [
  { transport: 'modbus-tcp', needs: ['mbpoll'] },
  { transport: 'modbus-rtu', needs: ['mbpoll', 'socat'] },
]

/** A simulated line of three units, and mbpoll asking it once; `values` by reference as mbpoll prints them. */
async function lineOf(transport: Way['transport']) {
  const bus = { id: 'line', name: 'line', transport, baudRate: 9600, units }
  const simulator = new Simulator({ plan: { buses: [bus], devices: [] }, catalogue, random: () => 0.5 })
  await simulator.start()
  atEnd(() => simulator.stop())
  const place = simulator.ports.line
  if (place === undefined) throw new Error('no line')
  const [way, target] =
    'port' in place
      ? [['-m', 'tcp', '-p', String(place.port)], '127.0.0.1']
      : [['-m', 'rtu', '-b', '9600', '-P', 'none'], place.path]
  const mbpoll = async (...words: string[]) => {
    const split = words.indexOf('write')
    const [asked, written] = split === -1 ? [words, []] : [words.slice(0, split), words.slice(split + 1)]
    const ran = await run('mbpoll', [...way, '-0', '-1', ...asked, target, ...written])
    const values = [...ran.out.matchAll(/^\[\d+\]:\s+(\S+)(?: \((-?\d+)\))?/gm)].map((m) => Number(m[2] ?? m[1]))
    return { ...ran, values }
  }
  return { simulator, mbpoll }
}

for (const { transport, needs } of WAYS)
  describe(`mbpoll at our simulator over ${transport}`, () => {
    itWith(needs, '[G2] reads input registers, negative ones too', async () => {
      const { simulator, mbpoll } = await lineOf(transport)
      simulator.set('store', 'air-temperature', -20.5)
      simulator.set('store', 'relative-humidity', 40)
      expect(await mbpoll('-a', '7', '-t', '3', '-r', '1', '-c', '2')).toMatchObject({ code: 0, values: [-205, 400] })
    })

    itWith(needs, '[G2] reads holding registers', async () => {
      const { simulator, mbpoll } = await lineOf(transport)
      simulator.set('fridge', 'air-temperature', -18.6)
      simulator.set('fridge', 'evaporator-temperature', 3.4)
      expect((await mbpoll('-a', '8', '-t', '4', '-r', '256', '-c', '2')).values).toEqual([-186, 34])
    })

    itWith(needs, '[G2] switches a coil and reads it back', async () => {
      const { simulator, mbpoll } = await lineOf(transport)
      const coil = ['-a', '9', '-t', '0', '-r', '0']
      expect((await mbpoll(...coil)).values).toEqual([1])
      expect((await mbpoll(...coil, 'write', '0')).code).toBe(0)
      expect((await mbpoll(...coil)).values).toEqual([0])
      expect(simulator.unit('repeller').value('switched-on')).toBe(false)
    })

    itWith(needs, '[G2] is told that an address is not there', async () => {
      const { mbpoll } = await lineOf(transport)
      const { out, values } = await mbpoll('-a', '9', '-t', '3', '-r', '300')
      expect(values).toEqual([])
      expect(out).toMatch(/Illegal data address/i)
    })

    itWith(needs, '[G2] gets no answer in the name of a unit that is not there', async () => {
      const { mbpoll } = await lineOf(transport)
      const { out, values } = await mbpoll('-a', '77', '-t', '3', '-r', '1', '-o', '0.3')
      expect(values).toEqual([])
      expect(out).toMatch(/timed out|gateway/i)
    })
  })
