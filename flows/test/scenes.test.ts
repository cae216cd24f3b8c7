import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SceneKitchen } from './scene-kitchen.ts'

const kitchen = new SceneKitchen()
beforeAll(() => kitchen.start())
afterAll(() => kitchen.stop())

/** What the unit tells in, what the flow notes out. */
const told = async (
  device: string,
  event: string,
  fields: Record<string, string | number | boolean>,
  noted: string,
) => {
  kitchen.tell(device, event, fields)
  expect(await kitchen.event(noted, device)).toMatchObject({ type: 'event', device })
}
/** What a point reads in, what the flow notes out. */
const read = async (device: string, point: string, value: string | number | boolean, noted: string) => {
  kitchen.set(device, point, value)
  return kitchen.event(noted, device)
}

describe('the ready-made flows hold the simulated kitchen', () => {
  it('every node holds its device, and none is changed by it', () => {
    const { devices } = kitchen.box.registry.current
    expect(devices.map(({ id, state }) => [id, state])).toEqual(
      kitchen.simulator.plan.devices.map(({ id }) => [id, 'active']),
    )
    const changes = kitchen.seen.filter((entry) => entry.type === 'event' && /^device-/.test(entry.event))
    expect(changes).toEqual([])
  })
})

/** A fume logger reports every half minute. */
const PATIENCE = { timeout: 90_000 }

describe.concurrent('the ready-made flows, driven by the simulated kitchen', PATIENCE, () => {
  it('[S2.1] somebody turned away at the entrance is noted', () =>
    told('entrance-gate', 'person-passed', { person: '9', result: 'denied' }, 'person-turned-away'))

  it('[S2.2] a missing mask at the thermal gate is noted', () =>
    told('thermal-gate', 'person-passed', { 'body-temperature': 36.4, mask: false }, 'mask-missing'))

  it('[S2.3] a dispenser that runs low is noted with its level', async () => {
    kitchen.set('entrance-sanitizer', 'liquid-level', 6)
    expect(await read('entrance-sanitizer', 'liquid-low', true, 'sanitizer-low')).toMatchObject({ data: { level: 6 } })
  })

  it('[S2.4] a hall that stays full is noted', async () => {
    await read('hall-people', 'people-inside', 240, 'hall-full')
  })

  it('[S2.5] a crowded queue is noted', async () => {
    await read('counter-queue', 'queue-length', 14, 'queue-crowded')
  })

  it('[S2.6] a meal code that is read is noted', async () => {
    kitchen.tell('meal-codes', 'code-read', { code: 'M-2611' })
    expect(await kitchen.event('meal-code-noted', 'meal-codes')).toMatchObject({ data: { code: 'M-2611' } })
  })
  it('[S3.3] what a camera saw of behaviour goes into the log of the day', () =>
    told(
      'office-behaviour',
      'behaviour-detected',
      { behaviour: 'phone', confidence: 0.9 },
      'behaviour-to-be-discussed',
    ))

  it('[S4.5] a member of staff who passes is noted for the attendance', () =>
    told('staff-gate', 'person-passed', { person: '1001', result: 'granted', method: 'face' }, 'staff-passed'))

  it('[S4.6] a kitchen door left open is noted', async () => {
    await read('kitchen-door', 'door-open', true, 'door-left-open')
  })
  it('[S4.7] an outer door that opens stops the disinfecting tunnel', async () => {
    await kitchen.openWhileRunning('entrance-tunnel', 'outer-door-open', 'door-open-while-disinfecting')
    expect(await kitchen.result('entrance-tunnel', 'stop')).toBe('confirmed')
    expect(kitchen.reads('entrance-tunnel', 'running')).toBe(false)
  })

  it('[S4.8] a stranger at the door sounds the siren', async () => {
    await told('staff-gate', 'stranger-seen', {}, 'stranger-at-the-door')
    expect(await kitchen.result('gas-siren', 'switch-on')).toBe('confirmed')
    expect(kitchen.reads('gas-siren', 'switched-on')).toBe(true)
  })

  it('[S5.1] a lot with too much pesticide is held', async () => {
    kitchen.tell('residue-analyzer', 'test-completed', { test: 'T1', category: 'pesticide', result: 'positive' })
    expect(await kitchen.event('lot-held-by-test', 'residue-analyzer')).toMatchObject({
      data: { test: 'T1', category: 'pesticide', result: 'positive' },
    })
  })

  it('[S5.4] an invalid ATP test is to be repeated', () =>
    told(
      'residue-analyzer',
      'test-completed',
      { test: 'T2', category: 'atp', result: 'invalid' },
      'test-to-be-repeated',
    ))

  it('[S6.1] a rodent board that is away is noted', async () => {
    await read('rodent-board', 'in-place', false, 'rodent-board-away')
  })
  it('[S6.2] goods too near the floor are noted', async () => {
    await read('rice-off-floor', 'distance', 60, 'too-near-the-floor')
  })

  it('[S6.3] a store that stays warm is noted', async () => {
    await read('dry-store-climate', 'air-temperature', 33, 'store-warm')
  })

  it('[S6.4] the repeller goes on in the evening', async () => {
    await kitchen.press('每天 21:00')
    expect(await kitchen.result('rodent-repeller', 'switch-on')).toBe('confirmed')
    expect(kitchen.reads('rodent-repeller', 'switched-on')).toBe(true)
  })

  it('[S6.5] goods that rest on the receiving scale are noted with their net weight', async () => {
    const weighed = await kitchen.goodsOn('receiving-scale', 25.5, 'goods-weighed')
    expect(weighed).toMatchObject({ data: { net: 25.5 } })
  })

  it('[S6.6] scanned goods are noted with their code', async () => {
    kitchen.tell('store-codes', 'code-read', { code: '6901234567892' })
    expect(await kitchen.event('goods-scanned', 'store-codes')).toMatchObject({ data: { code: '6901234567892' } })
  })

  it('[S6.11] a tagged box that passes is noted for the stock', async () => {
    kitchen.tell('store-tags', 'tag-read', { tag: 'E2806894000050001A2B3C4D' })
    expect(await kitchen.event('box-seen', 'store-tags')).toMatchObject({ data: { tag: 'E2806894000050001A2B3C4D' } })
  })
  it('[S7.1] a washed batch is noted', async () => {
    await read('produce-washer', 'phase', 'finished', 'produce-washed')
  })

  it('[S7.5] water on the floor is noted and sounds the siren', async () => {
    await read('washing-floor', 'leak', true, 'water-on-the-floor')
    expect(await kitchen.result('gas-siren', 'switch-on')).toBe('confirmed')
  })
  it('[S8.1] a knife cabinet opened while it disinfects stops', async () => {
    await kitchen.openWhileRunning('knife-cabinet', 'door-open', 'door-open-while-disinfecting')
    expect(await kitchen.result('knife-cabinet', 'stop')).toBe('confirmed')
  })

  it('[S9.1] a cold room that stays warm is noted with its temperature', async () => {
    expect(await read('cold-room', 'air-temperature', 11.5, 'cold-room-warm')).toMatchObject({
      data: { temperature: 11.5 },
    })
  })

  it('[S9.2] produce that rests on the scale is noted with its net weight', async () => {
    expect(await kitchen.goodsOn('fresh-scale', 4.25, 'produce-weighed')).toMatchObject({ data: { net: 4.25 } })
  })

  it('[S9.4] a cold room’s door left open is noted', async () => {
    await read('cold-room', 'door-open', true, 'door-left-open')
  })
  it('[S10.1] gas at level 2 closes the main valve through the flow', async () => {
    await read('stove-gas', 'combustible-gas', 45, 'gas-level-2')
    expect(await kitchen.result('main-gas-valve', 'close')).toBe('confirmed')
    expect(kitchen.reads('main-gas-valve', 'closed')).toBe(true)
  })

  it('[S10.2] oil that stays too hot is set lower', async () => {
    await read('fryer', 'oil-temperature', 231, 'oil-too-hot')
    expect(await kitchen.result('fryer', 'set-target')).toBe('confirmed')
    expect(kitchen.reads('fryer', 'target-temperature')).toBe(170)
  })

  it('[S10.3] a flame left alone is put out', async () => {
    kitchen.set('wok-burner', 'flame-on', true)
    await kitchen.reading('wok-burner', 'flame-on', true)
    await read('wok-burner', 'unattended', 75, 'fire-unattended')
    expect(await kitchen.result('wok-burner', 'shut-off')).toBe('confirmed')
    expect(kitchen.reads('wok-burner', 'flame-on')).toBe(false)
  })

  it('[S10.4] a separator that overflows stops its pump', async () => {
    await read('grease-separator', 'overflow', true, 'grease-overflow')
    expect(await kitchen.result('grease-separator', 'pump-stop')).toBe('confirmed')
  })

  it('[S10.5] gas closes the valve of the wok too', async () => {
    expect(await kitchen.result('wok-gas-valve', 'close')).toBe('confirmed')
  })

  it('[S10.6] fume that stays above the limit is noted', async () => {
    await read('fume-outlet', 'fume', 3.4, 'fume-above-limit')
  })
  it('[S10.7] a purifier that is due to be washed is noted', async () => {
    await read('hood-purifier', 'wash-due', true, 'purifier-wash-due')
  })

  it('[S10.8] a core that reached 70 °C is noted with its temperature', async () => {
    const { data } = (await read('core-probe-1', 'core-temperature', 74.5, 'core-reached-70')) as { data: object }
    expect(data).toEqual({ temperature: 74.5 })
  })

  it('[S11.1] hands washed too short are noted', async () => {
    await read('changing-sanitizer', 'wash-duration', 8, 'hands-washed-too-short')
  })

  it('[S11.2] an inner door that opens stops the disinfecting tunnel', async () => {
    kitchen.set('changing-tunnel', 'running', true)
    await kitchen.reading('changing-tunnel', 'running', true)
    await read('changing-tunnel', 'inner-door-open', true, 'door-open-while-disinfecting')
    expect(await kitchen.result('changing-tunnel', 'stop')).toBe('confirmed')
  })

  it('[S11.3] somebody who enters the second changing room is noted', () =>
    told('changing-gate', 'person-passed', { person: '3', result: 'granted' }, 'person-in-second-changing'))

  it('[S12.1] fogging stops when the room is no longer clear', async () => {
    kitchen.set('portioning-fog', 'running', true)
    await kitchen.reading('portioning-fog', 'running', true)
    await read('portioning-fog', 'room-clear', false, 'room-entered-while-disinfecting')
    expect(await kitchen.result('portioning-fog', 'stop')).toBe('confirmed')
  })

  it('[S12.2] the lamp goes on only with nobody there and the doors closed', async () => {
    kitchen.set('portioning-door', 'door-open', true)
    await kitchen.reading('portioning-door', 'door-open', true)
    await kitchen.press('每天 21:30')
    expect(await kitchen.result('portioning-uv', 'switch-on')).toBe('refused')
    await kitchen.event('lamp-not-started', 'portioning-uv')
    expect(kitchen.reads('portioning-uv', 'lamp-on')).toBe(false)
    kitchen.set('portioning-door', 'door-open', false)
    await kitchen.pressUntilDone('每天 21:30', 'portioning-uv', 'switch-on')
    expect(kitchen.reads('portioning-uv', 'lamp-on')).toBe(true)
  })

  it('[S12.3] a window left open is noted', async () => {
    await read('portioning-window', 'door-open', true, 'window-left-open')
    kitchen.set('portioning-window', 'door-open', false)
  })
  it('[S12.4] rice that grows cold is noted', async () => {
    await read('rice-dispenser', 'food-temperature', 51, 'food-too-cold')
  })

  it('[S12.5] an empty soup dispenser is noted', async () => {
    await read('soup-dispenser', 'empty', true, 'dispenser-empty')
  })

  it('[S12.6] a portioning room that stays warm is noted', async () => {
    await read('portioning-air', 'air-temperature', 27.5, 'room-warm')
  })
  it('[S12.7] a retained sample that is overdue is noted', async () => {
    expect(await read('sample-cabinet', 'samples-overdue', 2, 'sample-overdue')).toMatchObject({ data: { overdue: 2 } })
  })

  it('[S13.2] a jam in the waste processor is noted, and it reverses', async () => {
    await read('waste-processor', 'jam', true, 'waste-jam')
    expect(await kitchen.result('waste-processor', 'reverse')).toBe('confirmed')
  })

  it('[S13.4] a final rinse that is too cold is noted with its temperature', async () => {
    kitchen.set('dish-washer', 'rinse-temperature', 71)
    await kitchen.reading('dish-washer', 'rinse-temperature', 71)
    expect(await read('dish-washer', 'phase', 'final-rinse', 'rinse-too-cold')).toMatchObject({
      data: { temperature: 71 },
    })
  })

  it('[S13.5] a settled meal is noted', () =>
    told('hall-till', 'meal-settled', { order: 'S-9', terminal: 'T1' }, 'meal-noted'))

  it('[S13.6] a van that stays warm is noted with its temperature', async () => {
    expect(await read('delivery-van', 'compartment-temperature-1', 9.5, 'van-warm')).toMatchObject({
      data: { temperature: 9.5 },
    })
  })

  it('[S13.8] a van’s door that opens on the way is noted with where it was', async () => {
    kitchen.set('delivery-van', 'speed', 42)
    await kitchen.reading('delivery-van', 'speed', 42)
    expect(await read('delivery-van', 'door-open', true, 'van-door-open-on-the-way')).toMatchObject({
      data: { latitude: expect.any(Number), longitude: expect.any(Number) },
    })
  })
})
