import { createServer } from 'node:net'
import { fromGbk } from '@zaojun/device-profiles/bytes/gbk'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { askStatus, escPos, readStatus } from '../../src/labels/esc-pos.ts'
import { codeOf, readCode } from '../../src/labels/label.ts'
import { type Caller, startBox } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'
import { listening } from '../harness/listening.ts'
import { startReader } from '../harness/reader.ts'
import { sharedBox } from '../harness/shared-box.ts'

const SAMPLE = { dish: '宫保鸡丁', meal: 'lunch', net: 150, container: true }
/** Status bytes of a printer that is well, is open, has no paper (DLE EOT 1 and 4). */
const WELL = { 1: 0x12, 4: 0x12 }
const OPEN = { 1: 0x1a, 4: 0x12 }
const NO_PAPER = { 1: 0x12, 4: 0x72 }

/** A printer as it stands on a counter: keeps what it is given, and answers when it is asked how it is. */
async function printer(status: { 1: number; 4: number } | undefined) {
  const taken: number[] = []
  const server = createServer((socket) => {
    socket.on('data', (bytes) => {
      for (const asked of [1, 4] as const) {
        const question = Buffer.from(askStatus(asked))
        if (status !== undefined && bytes.includes(question)) socket.write(Uint8Array.of(status[asked]))
      }
      taken.push(...bytes)
    })
  })
  return { port: await listening(server), taken }
}

async function kept(box: Caller): Promise<number> {
  const record = { form: 'sample-retention', by: 'cook-1', data: SAMPLE }
  const { body } = await box.send<{ seq: number }>('POST', '/api/records', record)
  return body.seq
}
const use = (box: Caller, port: number) =>
  box.send('PUT', '/api/printers', { printers: [{ id: 'counter', name: '台面打印机', host: '127.0.0.1', port }] })
const print = (box: Caller, seq: number, body: object = {}) =>
  box.send<{ code: string }>('POST', `/api/records/${seq}/label`, body)

/** Each test makes its own record; a printer is set up by the test that prints. */
const shared = sharedBox('labels')

describe('a label', () => {
  it('[S12.7] of a retained sample says what it is, since when, and from when it may be destroyed', async () => {
    const { box } = shared
    const seq = await kept(box)
    const { body } = await box.get<string>(`/api/records/${seq}/label`)
    expect(body).toMatch(/<p class="large">留样 宫保鸡丁<\/p>\n<p>午餐 150 g<\/p>/)
    const times = [...body.matchAll(/([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2})/g)].map(([time = '']) =>
      Date.parse(`${time.replace(' ', 'T')}Z`),
    )
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(48 * 3_600_000)
    expect((await box.get<string>(`/api/records/${seq}/label?language=en`)).body).toContain('Sample: 宫保鸡丁')
  })

  it('[S10.9] of a dish names its allergens, and leaves out the line of what nobody recorded', async () => {
    const { box } = shared
    const data = { dish: '宫保鸡丁', allergens: ['peanut', 'soy'], 'keeps-hours': 2 }
    const { body } = await box.send<{ seq: number }>('POST', '/api/records', { form: 'dish-label', by: 'cook-1', data })
    const { body: page } = await box.get<string>(`/api/records/${body.seq}/label`)
    expect(page).toMatch(
      /<p class="large">宫保鸡丁<\/p>\n<p>致敏物质：花生、大豆<\/p>\n<p>制作 [-0-9: ]{16}，2 h 内食用<\/p>/,
    )
  })

  it('goes to a printer as ESC/POS, in Chinese, with its code as QR', async () => {
    const { box, gateway } = shared
    const seq = await kept(box)
    const { port, taken } = await printer(WELL)
    await use(box, port)
    const { status, body } = await print(box, seq, { copies: 2 })
    expect([status, body.code]).toEqual([200, codeOf(gateway.box.identity.id, seq)])
    const bytes = Buffer.from(taken)
    expect(fromGbk(bytes)).toContain('留样 宫保鸡丁')
    expect(bytes.toString('latin1').split(`1P0${body.code}`)).toHaveLength(3)
  })

  it.each([
    ['is open', OPEN, 'PRINTER_COVER'],
    ['has no paper', NO_PAPER, 'PRINTER_PAPER'],
  ])('is not sent to a printer that %s', async (_title, status, code) => {
    const { box } = shared
    const seq = await kept(box)
    const { port, taken } = await printer(status)
    await use(box, port)
    expect((await print(box, seq)).body).toMatchObject({ code })
    expect(fromGbk(Uint8Array.from(taken))).not.toContain('留样')
  })

  it('is printed by a printer that never says how it is', async () => {
    const { box } = shared
    const seq = await kept(box)
    const { port, taken } = await printer(undefined)
    await use(box, port)
    expect((await print(box, seq)).status).toBe(200)
    expect(fromGbk(Uint8Array.from(taken))).toContain('留样')
  })

  it('asks for a printer that is there, and a record that has one', async () => {
    const { box } = shared
    const seq = await kept(box)
    await box.send('PUT', '/api/printers', { printers: [] })
    expect((await print(box, seq)).body).toMatchObject({ code: 'PRINTER_UNKNOWN' })
    await use(box, 1)
    expect((await print(box, seq)).body).toMatchObject({ code: 'PRINTER_AWAY' })
    expect((await print(box, seq + 999)).body).toMatchObject({ code: 'LABEL_UNKNOWN' })
  })
})

describe('a label that is read back', () => {
  it('leads to its record and to what is to be done about it', async () => {
    const { box, gateway } = shared
    const seq = await kept(box)
    const code = codeOf(gateway.box.identity.id, seq)
    const { body } = await box.get<object>(`/api/labels?code=${encodeURIComponent(code)}`)
    expect(body).toMatchObject({ seq, form: 'sample-retention', duty: { form: 'sample-disposal', state: 'coming' } })
  })

  it('[D1] by a reader of the box tells the screens', async () => {
    const { simulator, read } = await startReader('counter-reader')
    const { box, gateway } = await startBox(temporaryFolder('labels'), { simulator })
    const seq = await kept(box)
    const told = new Promise<object>((resolve) => onTestFinished(gateway.box.labels.onScanned(resolve)))
    read(codeOf(gateway.box.identity.id, seq))
    expect(await told).toMatchObject({ seq, form: 'sample-retention', reader: 'counter-reader' })
  })

  it.each([
    ['none of ours', 'https://example.test/1', 'LABEL_CODE'],
    ['of another box', 'ZJ1/box-0000000000000000/12', 'LABEL_OTHER_BOX'],
  ])('is refused where it is %s', async (_title, code, refusal) => {
    const { box } = shared
    expect((await box.get(`/api/labels?code=${encodeURIComponent(code)}`)).body).toMatchObject({ code: refusal })
  })
})

describe('codes and bytes', () => {
  it('are read as they were written, and nothing else is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), fc.stringMatching(/^box-[0-9a-f]{16}$/), (seq, box) => {
        expect(readCode(codeOf(box, seq))).toEqual({ box, seq })
      }),
    )
    fc.assert(fc.property(fc.string(), (text) => text.startsWith('ZJ1/') || readCode(text) === undefined))
  })

  it('of a label hold no order but those of a label, whatever people wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const bytes = escPos({ lines: [{ text, large: false }], code: 'ZJ1/box/1' })
        const between = Buffer.from(bytes).subarray(10, bytes.indexOf(0x0a, 10))
        return !between.some((byte) => byte < 0x20)
      }),
    )
  })

  it('of status are told from other bytes', () => {
    expect([readStatus(1, 0x12), readStatus(1, 0x1a), readStatus(4, 0x72), readStatus(1, 0x41)]).toEqual([
      'ready',
      'offline',
      'paper-out',
      undefined,
    ])
  })
})
