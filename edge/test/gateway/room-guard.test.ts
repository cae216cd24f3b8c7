import { describe, expect, it } from 'vitest'
import { startBox, startUnits } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Shown = { latest: { device: string; point: string; value: unknown; quality: string }[] }
const WITNESSES = ['portioning-door', 'portioning-window', 'portioning-presence']

/** The portioning room: a lamp, a door, a window and somebody or nobody, on real wires, interlocks switched off. */
async function portioning() {
  const simulator = await startUnits('uv-controller', 'contact-board')
  const { box, gateway } = await startBox(temporaryFolder('room'), { simulator })
  const { devices } = gateway.box.registry.current
  const place = (device: string) => {
    const [point] = Object.values(devices.find(({ id }) => id === device)?.points ?? {})
    if (point === undefined) throw new Error(device)
    return point
  }
  const set = (device: string, value: boolean) => {
    const { unit, channel } = place(device)
    simulator.set(unit, channel, value)
    return value
  }
  const shows = (device: string, value: boolean) =>
    box.until<Shown, true>('/api/home', ({ latest }) =>
      latest.some((row) => row.device === device && row.value === value && row.quality === 'good'),
    )
  const clear = async () => {
    for (const device of WITNESSES) set(device, false)
    for (const device of WITNESSES) await shows(device, false)
  }
  const light = async () => {
    const order = { command: 'switch-on' }
    const { body } = await box.send<{ result: string; reason?: string }>(
      'POST',
      '/api/devices/portioning-uv/commands',
      order,
    )
    return body.reason ?? body.result
  }
  return { simulator, box, gateway, set, shows, clear, light }
}

describe('an ultraviolet lamp', () => {
  it('[D16] is lit where nobody is and everything is known to be shut', async () => {
    const { clear, light, simulator } = await portioning()
    await clear()
    expect(await light()).toBe('confirmed')
    expect(simulator.unit('uv-controller').value('lamp-on')).toBe(true)
  })

  it.each([
    ['portioning-presence', 'denied-person-present'],
    ['portioning-door', 'denied-door-open'],
    ['portioning-window', 'denied-door-open'],
  ])('[D16] is not lit by an order while %s says so', async (device, reason) => {
    const { clear, set, shows, light } = await portioning()
    await clear()
    set(device, true)
    await shows(device, true)
    expect(await light()).toBe(reason)
  })

  it('[D16] is not lit once a witness has fallen silent: unknown counts as present and open', async () => {
    const { clear, light, simulator, box } = await portioning()
    await clear()
    simulator.kill('contact-board')
    await box.until<Shown, true>('/api/home', ({ latest }) =>
      latest.some(({ device, quality }) => device === 'portioning-presence' && quality !== 'good'),
    )
    expect(await light()).toBe('denied-person-present')
  })

  it('[D16] is not lit where nothing in the room can tell of its doors', async () => {
    const { clear, light, box } = await portioning()
    await clear()
    for (const device of ['portioning-door', 'portioning-window'])
      expect((await box.send('POST', `/api/devices/${device}/retire`)).status).toBeLessThan(300)
    expect(await light()).toBe('denied-door-open')
  })
})
