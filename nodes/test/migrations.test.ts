import { describe, expect, it } from 'vitest'
import { migrations as device } from '../src/device/migrations.ts'
import { migrations as bus } from '../src/kitchen-bus/migrations.ts'
import { migrations as command } from '../src/kitchen-command/migrations.ts'
import { migrations as gateway } from '../src/kitchen-gateway/migrations.ts'
import { migrations as readingIn } from '../src/kitchen-reading-in/migrations.ts'
import { migrations as recordEvent } from '../src/kitchen-record-event/migrations.ts'
import { migrations as unit } from '../src/kitchen-unit/migrations.ts'
import { migrate } from '../src/shared/migrate.ts'

const all = { device, bus, command, gateway, readingIn, recordEvent, unit }

describe.each(Object.entries(all))('the configuration of %s', (_name, migrations) => {
  it('is numbered without gaps', () => {
    expect(migrations.map(({ to }) => to)).toEqual(migrations.map((_, index) => index + 1))
  })

  it('comes out of version 0 at the newest version, and is not altered where it is stored', () => {
    const stored = Object.freeze({ id: 'n1', name: 'kept' })
    expect(migrate(stored, migrations)).toMatchObject({ id: 'n1', name: 'kept', version: migrations.length })
  })

  it('stays as it is at the newest version', () => {
    const current = migrate({ name: 'kept' }, migrations)
    expect(migrate(current, migrations)).toEqual(current)
  })
})

describe('what version 1 changed', () => {
  it('for readings: one picked id became a list', () => {
    expect(migrate({ devices: 'probe-1', zones: '', kinds: ['gas-monitor'] }, readingIn)).toMatchObject({
      devices: ['probe-1'],
      zones: [],
      kinds: ['gas-monitor'],
      points: [],
    })
  })

  it('for a gateway: spaces around the address went', () => {
    expect(migrate({ url: ' http://box:8970 ' }, gateway)).toMatchObject({ url: 'http://box:8970' })
  })

  it('for a bus: line settings became explicit', () => {
    expect(migrate({ baudRate: 4800 }, bus)).toMatchObject({ baudRate: 4800, dataBits: 8, parity: 'none', stopBits: 1 })
  })
})
