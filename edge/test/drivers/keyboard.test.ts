import { open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { keyEvent, typed } from '../../../scripts/simulator/keyboard/keyboard-port.ts'
import { KEY_EVENT, PRESSED, SYNC_DROPPED, SYNC_EVENT } from '../../src/drivers/keyboard/key-codes.ts'
import { EVENT_BYTES } from '../../src/drivers/keyboard/key-reader.ts'
import { rigOf } from './rig.ts'

const READER = { id: 'reader', profile: 'keyboard-code-reader' }
const ENTER = '\r'
const keys = (text: string): Uint8Array => typed(Buffer.from(text, 'latin1'))

/** A reader that was plugged in, and a hand that types on it. */
async function plugged() {
  const rig = await rigOf('keyboard', [READER])
  const { ear, bus, driver } = rig
  await ear.until(() => driver.stats().connected)
  const type = async (...parts: Uint8Array[]) => {
    const pipe = await open(bus.path ?? '', 'r+')
    for (const part of parts) await pipe.write(part)
    await pipe.close()
  }
  const codes = () => ear.events.map(({ fields }) => fields.code)
  return { ...rig, type, codes }
}

describe('a reader that types', () => {
  it('tells each code as an event', async () => {
    const { simulator, ear } = await plugged()
    simulator.tell('reader', 'code-read', { code: '6901234567892' })
    await ear.until(() => ear.events.length > 0)
    expect(ear.events[0]).toMatchObject({ unit: 'reader', event: 'code-read', fields: { code: '6901234567892' } })
  })

  it('shows its latest code', async () => {
    const { simulator, ear } = await plugged()
    const sample = ear.sample('code')
    simulator.set('reader', 'code', 'LOT-2026/11')
    expect(await sample).toMatchObject({ value: 'LOT-2026/11', quality: 'good' })
  })

  it('types capitals and signs with shift', async () => {
    const { type, ear, codes } = await plugged()
    const text = 'HTTPS://t.example/b?x=1&y=2_+"{}|~<>!@#$%^*()\\`\';,-[] z'
    await type(keys(text + ENTER))
    await ear.until(() => codes().length > 0)
    expect(codes()).toEqual([text])
  })

  it('is understood however its events are cut', async () => {
    const { type, ear, codes } = await plugged()
    const bytes = keys(`Ab-12${ENTER}`)
    for (let at = 0; at < bytes.length; at += 7) {
      await type(bytes.subarray(at, at + 7))
      await pause(1)
    }
    await ear.until(() => codes().length > 0)
    expect(codes()).toEqual(['Ab-12'])
  })

  it('ends a code by a pause where it types no Enter', async () => {
    const { type, ear, codes } = await plugged()
    await type(keys('4711'))
    await ear.until(() => codes().length > 0)
    expect(codes()).toEqual(['4711'])
  })

  it('makes up no code where the kernel lost keys', async () => {
    const { type, ear, codes } = await plugged()
    const sample = ear.sample('code')
    await type(keys('690'), keyEvent(SYNC_EVENT, SYNC_DROPPED, 0), keys(`892${ENTER}`))
    expect(await sample).toMatchObject({ value: null, quality: 'bad', reason: 'not-text' })
    await type(keys(`next${ENTER}`))
    await ear.until(() => codes().length > 1)
    expect(codes()).toEqual([undefined, 'next'])
  })

  it('passes over keys that type nothing, repeats, and what is typed with Ctrl', async () => {
    const { type, ear, codes } = await plugged()
    const [LEFT_CTRL, KEY_C, F5, KEY_A, REPEAT] = [29, 46, 63, 30, 2]
    await type(
      keyEvent(KEY_EVENT, LEFT_CTRL, PRESSED),
      keyEvent(KEY_EVENT, KEY_C, PRESSED),
      keyEvent(KEY_EVENT, LEFT_CTRL, 0),
      keyEvent(KEY_EVENT, F5, PRESSED),
      keyEvent(KEY_EVENT, KEY_A, PRESSED),
      keyEvent(KEY_EVENT, KEY_A, REPEAT),
      keys(ENTER),
    )
    await ear.until(() => codes().length > 0)
    expect(codes()).toEqual(['a'])
  })
})

describe('the line of a reader that types', () => {
  it('is closed where what comes is no keyboard, and tried again', async () => {
    const { type, ear, codes } = await plugged()
    await type(new Uint8Array(EVENT_BYTES).fill(0xa5))
    await ear.until(() => ear.faults.find(({ message }) => message === 'no-keyboard'))
    await ear.reaches('reader', 'online')
    await type(keys(`42${ENTER}`))
    await ear.until(() => codes().length > 0)
    expect(codes()).toEqual(['42'])
  })

  it('comes back by itself when the reader is plugged in again', async () => {
    const { simulator, ear, codes } = await plugged()
    await simulator.unplug('line')
    await ear.reaches('reader', 'offline', 0)
    await simulator.plug('line')
    await ear.reaches('reader', 'online')
    simulator.tell('reader', 'code-read', { code: 'after' })
    await ear.until(() => codes().length > 0)
    expect(codes()).toEqual(['after'])
  })

  it('goes on after a line that never ends', async () => {
    const { type, ear, codes, driver } = await plugged()
    for (let n = 0; n < 10; n++) await type(keys('9'.repeat(300)))
    await type(keys(`${ENTER}whole${ENTER}`))
    await ear.until(() => codes().length > 0)
    expect(codes()).toEqual(['whole'])
    expect(driver.stats().errors['half-frame']).toBeGreaterThan(0)
  })

  it('takes no orders', async () => {
    const { driver } = await plugged()
    const order = { unit: 'reader', channel: 'code', command: 'write', value: '1' }
    expect(await driver.command(order)).toMatchObject({ result: 'refused' })
  })

  it('is free again when the bus has stopped', async () => {
    const { driver, ear, type } = await plugged()
    await driver.stop()
    await type(keys(`late${ENTER}`))
    expect(ear.events).toEqual([])
  })
})
