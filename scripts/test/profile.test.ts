import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadCatalogue, openPack } from '@zaojun/device-profiles'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import command from '../commands/profile.ts'
import { freePort } from '../free-port.ts'
import { lintFile } from '../profile/lint-file.ts'
import { liveBus } from '../profile/live-bus.ts'
import { type Judged, liveCheck } from '../profile/live-check.ts'
import { newProfile } from '../profile/new-profile.ts'
import { planOf } from '../profile/one-unit.ts'
import { wireRoundTrip } from '../profile/round-trip.ts'
import { SKELETON_TRANSPORTS } from '../profile/skeleton.ts'
import { Simulator } from '../simulator/simulator.ts'

const catalogue = loadCatalogue()
const profileOf = (id: string) => {
  const profile = catalogue.profiles.get(id)
  if (profile === undefined) throw new Error(id)
  return profile
}
let folder: string
let said: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zaojun-profile-'))
  said = []
  const keep = (...words: unknown[]) => void said.push(words.join(' '))
  vi.spyOn(console, 'log').mockImplementation(keep)
  vi.spyOn(console, 'error').mockImplementation(keep)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const zaojun = (...args: string[]): Promise<number> => command.run(args)

describe('zaojun profile', () => {
  it('says in both languages what it can do', async () => {
    expect(await zaojun()).toBe(2)
    for (const verb of ['lint', 'test', 'new', 'simulate', 'export', 'key', 'pack'])
      expect(said.join()).toContain(`  ${verb}`)
    expect(said.join()).toMatch(/检查型号文件 \/ check profile files/)
  })

  it('calls misuse by its name', async () => {
    expect(await zaojun('lint', '--loud')).toBe(2)
    expect(await zaojun('new', 'spaceship', 'x')).toBe(2)
    expect(said.join()).toContain('spaceship')
  })
})

describe('zaojun profile lint', () => {
  const climate = readFileSync('device-profiles/profiles/warehouse-climate/xy-md02.yaml', 'utf8')
  const faults = (text: string) =>
    lintFile('profiles/warehouse-climate/xy-md02.yaml', text, catalogue).filter(({ grave }) => grave)
  const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length

  it('finds nothing grave in what is shipped', async () => {
    expect([await zaojun('lint'), said.at(-1)]).toEqual([0, expect.stringContaining('0 处错误')])
  })

  it('names the line of an unknown word', () => {
    const text = climate.replace('positions: 1', 'positions: 1\nbauds: 9600')
    expect(faults(text)[0]).toMatchObject({ code: 'CATALOGUE_FILE' })
  })

  it('names the line of a vector that fails, and all of them', () => {
    const text = climate
      .replace('air-temperature: 30.5', 'air-temperature: 31')
      .replace('air-temperature: -20.5', 'air-temperature: -21')
    const found = faults(text)
    expect(found.map(({ code }) => code)).toEqual(['CATALOGUE_VECTOR', 'CATALOGUE_VECTOR'])
    expect(found[0]?.line).toBe(lineOf(text, 'title: 30.5'))
  })

  it('names the line of a binding that goes nowhere', () => {
    const text = climate.replace('{ air-temperature: air-temperature,', '{ air-temperature: air-heat,')
    expect(faults(text)[0]).toMatchObject({
      code: 'CATALOGUE_UNKNOWN',
      line: lineOf(text, 'air-temperature: air-heat'),
    })
  })

  it('names the line of text that is no YAML', () => {
    const text = climate.replace('positions: 1', 'positions: [1')
    expect(faults(text)[0]?.line).toBeGreaterThan(5)
  })

  it('notes a file of another name', () => {
    const notes = lintFile('profiles/warehouse-climate/other.yaml', climate, catalogue)
    expect(notes.map(({ code }) => code)).toContain('file-name')
  })
})

describe('zaojun profile new', () => {
  it('writes a skeleton for every kind that has nothing grave', () => {
    const grave: string[] = []
    for (const kind of catalogue.kinds.values())
      for (const transport of SKELETON_TRANSPORTS) {
        // A reader's text fits no register; the verb says so.
        if (transport === 'modbus' && /reader/.test(kind.id)) continue
        const file = `profiles/${kind.id}/test-${transport}.yaml`
        const findings = lintFile(file, newProfile(kind, `test-${transport}`, transport), catalogue)
        grave.push(...findings.flatMap(({ grave, text }) => (grave ? [`${file} ${text.en}`] : [])))
      }
    expect(grave).toEqual([])
  })
})

describe('zaojun profile test', () => {
  it('reads by the real driver what a simulated unit of each contract over registers says', async () => {
    for (const kind of ['uv-lamp', 'sewage-processor', 'people-counter'])
      expect([kind, await wireRoundTrip(profileOf(`zaojun-contract-${kind}`), catalogue)]).toEqual([kind, []])
  })

  it('waits for nothing that only a meter alone on its line is asked', async () => {
    expect(await wireRoundTrip(profileOf('dlt645-2007-single-phase'), catalogue)).toEqual([])
  })

  it('reads a unit that dials in by MQTT', async () => {
    expect(await wireRoundTrip(profileOf('zaojun-contract-smart-burner-mqtt'), catalogue)).toEqual([])
  })
})

describe('the conformance check of a real unit', () => {
  const simulated = async (id: string) => {
    const simulator = new Simulator({ plan: planOf(profileOf(id), 'modbus-tcp'), catalogue, serial: false })
    await simulator.start()
    onTestFinished(() => simulator.stop())
    const [bus] = simulator.kitchen().buses
    return { simulator, at: `tcp://127.0.0.1:${bus?.port}` }
  }
  const check = (id: string, at: string, orders = false) =>
    liveCheck(profileOf(id), catalogue, { target: { at }, orders, patience: { answerMs: 3000, heartbeatMs: 2500 } })
  const failed = (judged: Judged[]) => judged.filter(({ verdict }) => verdict === 'failed').map(({ code }) => code)

  it('passes a unit that follows the contract, orders and all, and gives none that could harm', async () => {
    const { simulator, at } = await simulated('zaojun-contract-uv-lamp')
    const judged = await check('zaojun-contract-uv-lamp', at, true)
    expect(failed(judged)).toEqual([])
    expect(judged.filter(({ code }) => code === 'order')).toHaveLength(2)
    expect(judged.filter(({ code }) => code === 'order-skipped').map(({ text }) => text.en)).toEqual([
      expect.stringContaining('switch-on'),
    ])
    expect(simulator.unit('unit').requests.some((pdu) => pdu[0] === 5 && pdu[3] === 0xff)).toBe(false)
  })

  it('fails a unit whose heart stands still', async () => {
    const { simulator, at } = await simulated('zaojun-contract-distance-sensor')
    simulator.set('unit', 'heartbeat', 7)
    expect(failed(await check('zaojun-contract-distance-sensor', at))).toEqual(['heartbeat-still'])
  })

  it('fails a unit that lacks what its kind needs, and one that says what cannot be', async () => {
    const { simulator, at } = await simulated('zaojun-contract-oil-quality')
    simulator.set('unit', 'tpm', null)
    simulator.set('unit', 'battery', 200)
    expect(failed(await check('zaojun-contract-oil-quality', at))).toEqual(['channel-bad', 'channel-bad'])
  })

  it('says that nobody answers', async () => {
    const at = `tcp://127.0.0.1:${await freePort()}`
    expect(failed(await check('xy-md02', at))).toEqual(['no-answer'])
  })

  it('goes through an outside broker, in clear or over TLS with the files that are named', () => {
    const profile = profileOf('zaojun-contract-switched-load-mqtt')
    expect(liveBus(profile, { at: 'mqtt://broker.example' }).bus).toMatchObject({ host: 'broker.example', port: 1883 })
    const { bus } = liveBus(profile, { at: 'mqtts://broker.example', ca: '/etc/ca.pem' })
    expect(bus).toMatchObject({ transport: 'mqtt', port: 8883, tls: { caFile: '/etc/ca.pem' } })
    expect(() => liveBus(profileOf('xy-md02'), { at: 'mqtts://broker.example' })).toThrow(/modbus-rtu/)
  })

  it('ends with the report and the exit code of what it found', async () => {
    const { at } = await simulated('zaojun-contract-people-counter')
    expect(await zaojun('test', '--live', at, '--profile', 'zaojun-contract-people-counter')).toBe(0)
    expect(said.at(-1)).toBe('符合 / conforms')
  })
})

describe('zaojun profile pack', () => {
  it('makes a key only its owner can read, and a pack that opens with it', async () => {
    const [key, file, out] = ['house.key', 'test-meter.yaml', 'house.zjpack'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    expect(await zaojun('key', '--out', key)).toBe(0)
    expect(statSync(key).mode & 0o077).toBe(0)
    const publicKey = new Uint8Array(Buffer.from(said.at(-1) ?? '', 'base64'))
    expect(await zaojun('new', 'energy-meter', 'test-meter', '--out', file)).toBe(0)
    expect(await zaojun('pack', file, '--key', key, '--out', out, '--issuer', 'test-house', '--version', '1.0.0')).toBe(
      0,
    )
    const opened = openPack(new Uint8Array(readFileSync(out)), {
      trusted: [{ issuer: 'test-house', publicKey }],
      shipped: catalogue,
    })
    expect(opened).toMatchObject({ id: 'house', profiles: ['test-meter'] })
  })

  it('packs nothing that does not lint', async () => {
    const file = join(folder, 'x.yaml')
    writeFileSync(file, 'id: x\n')
    await zaojun('key', '--out', join(folder, 'k'))
    const args = [
      '--key',
      join(folder, 'k'),
      '--out',
      join(folder, 'p.zjpack'),
      '--issuer',
      'test-house',
      '--version',
      '1.0.0',
    ]
    expect(await zaojun('pack', file, ...args)).toBe(2)
    expect(said.join()).toContain('lint')
  })
})

describe('zaojun profile export', () => {
  it('writes a Thing Description', async () => {
    const out = join(folder, 'thing.json')
    expect(await zaojun('export', '--wot', 'xy-md02', '--at', '192.0.2.9:1502', '--out', out)).toBe(0)
    expect(JSON.parse(readFileSync(out, 'utf8')).properties['air-temperature'].forms[0].href).toContain(
      '192.0.2.9:1502/1/1',
    )
  })
})
