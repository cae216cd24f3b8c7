import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SceneKitchen } from './scene-kitchen.ts'

const kitchen = new SceneKitchen()
beforeAll(() => kitchen.start())
afterAll(() => kitchen.stop())

describe('the ready-made flows, driven by the simulated kitchen', () => {
  it('[S10.1] gas at level 2 closes the main valve through the flow', async () => {
    kitchen.set('stove-gas', 'combustible-gas', 45)
    await kitchen.event('gas-level-2', 'stove-gas')
    expect(await kitchen.result('main-gas-valve', 'close')).toBe('confirmed')
    expect(kitchen.reads('main-gas-valve', 'closed')).toBe(true)
  })
})
