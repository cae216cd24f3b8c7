import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText, parseCsv, plainCell, writeCsv } from '../../src/setup/device-list/csv.ts'
import type { ListReport } from '../../src/setup/device-list/plan.ts'
import { type Caller, startBox } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
/** «编号», «名称» and the like as Excel on a Chinese Windows writes them. */
const GBK: Record<string, number[]> = {
  设: [0xc9, 0xe8],
  备: [0xb1, 0xb8],
  编: [0xb1, 0xe0],
  号: [0xba, 0xc5],
  名: [0xc3, 0xfb],
  称: [0xb3, 0xc6],
  种: [0xd6, 0xd6],
  类: [0xc0, 0xe0],
  分: [0xb7, 0xd6],
  区: [0xc7, 0xf8],
  型: [0xd0, 0xcd],
  总: [0xd7, 0xdc],
  线: [0xcf, 0xdf],
  接: [0xbd, 0xd3],
  口: [0xbf, 0xda],
  地: [0xb5, 0xd8],
  址: [0xd6, 0xb7],
  串: [0xb4, 0xae],
  库: [0xbf, 0xe2],
}
const gbk = (text: string): Uint8Array =>
  Uint8Array.from([...text].flatMap((letter) => GBK[letter] ?? letter.charCodeAt(0)))

describe('a CSV file', () => {
  it('gives back the cells it was written from, whatever stands in them', () => {
    const cell = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\r', '').trim())
    const row = fc
      .array(cell, { minLength: 1, maxLength: 6 })
      .filter((cells) => cells[0] !== '' && cells[0]?.[0] !== '#')
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (rows) => {
        const safe = rows.map((cells) => cells.map((each) => plainCell(each)))
        const { text, encoding } = decodeText(utf8(writeCsv([['head'], ...safe])))
        expect(encoding).toBe('utf-8')
        expect(
          parseCsv(text)
            .slice(1)
            .map(({ cells }) => cells.map(plainCell)),
        ).toEqual(safe)
      }),
    )
  })

  it('never hangs or throws anything but its own on hostile text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          parseCsv(decodeText(bytes).text)
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^LIST_/)
        }
      }),
    )
  })

  it('keeps formulas of a spreadsheet from running', () => {
    expect(writeCsv([['=1+1', '-5', '-x']])).toBe("\uFEFF'=1+1,-5,'-x\r\n")
  })
})

const HEAD_ZH = '设备编号,名称,种类,分区,型号,总线,接口,串口或主机:端口,波特率,校验,地址,通道位置,序列号,参数'
const LIST = `${HEAD_ZH}
# 这一行是说明
store,干货库,仓储温湿度,warehouse,xy-md02,line-1,modbus-tcp,127.0.0.1:1502,,,1,,SN-7,
probe-1,1 号探针,core-temp-probe,cooking,pt100-8ch,line-1,,,,,2,1,,
probe-2,2 号探针,core-temp-probe,cooking,pt100-8ch,line-1,,,,,2,2,,
scale,收货秤,cloud-scale,warehouse,yaohua-xk3190-a9,scale-line,stream-tcp,127.0.0.1:1503,,,,,,capacity=150; division=0.05
`
type Registry = {
  revision: number
  buses: object[]
  units: { id: string }[]
  devices: { id: string; name: string; points: Record<string, { unit: string; channel: string }> }[]
}
const send = (box: Caller, text: string | Uint8Array, apply = false) =>
  box.send<ListReport>(
    'POST',
    `/api/device-list?apply=${apply}`,
    typeof text === 'string' ? utf8(text) : text,
    'text/csv',
  )

describe('a device list', () => {
  it('is looked at first, then applied as one change, and comes back as the same list', async () => {
    const { box } = await startBox(temporaryFolder('list'))
    const kind = (await box.get<{ kinds: { id: string; name: { zh: string } }[] }>('/api/catalogue')).body.kinds
    const list = LIST.replace('仓储温湿度', kind.find(({ id }) => id === 'warehouse-climate')?.name.zh ?? '')
    const dry = await send(box, list)
    expect(dry.body.faults).toEqual([])
    expect(dry.body.lines.map(({ line, device, action }) => [line, device, action])).toEqual([
      [3, 'store', 'create'],
      [4, 'probe-1', 'create'],
      [5, 'probe-2', 'create'],
      [6, 'scale', 'create'],
    ])
    const before = (await box.get<Registry>('/api/registry')).body
    expect(before.devices).toEqual([])
    expect((await send(box, list, true)).body.applied).toBe(true)
    const { body: after } = await box.get<Registry>('/api/registry')
    expect(after.revision).toBe(before.revision + 1)
    expect(after.units).toEqual([
      { id: 'line-1-1', bus: 'line-1', profile: 'xy-md02', address: 1, serialNumber: 'SN-7' },
      { id: 'line-1-2', bus: 'line-1', profile: 'pt100-8ch', address: 2 },
      {
        id: 'scale-line-unit',
        bus: 'scale-line',
        profile: 'yaohua-xk3190-a9',
        params: { capacity: 150, division: 0.05 },
      },
    ])
    for (const language of ['zh', 'en']) {
      const { body: exported } = await box.get<string>(`/api/device-list.csv?language=${language}`)
      const again = await send(box, exported)
      expect(again.body).toMatchObject({ encoding: 'utf-8', faults: [] })
      expect(again.body.lines.every(({ action }) => action === 'same')).toBe(true)
    }
  })

  it('changes nothing at all while one line is wrong, and says which, where and in both languages', async () => {
    const { box } = await startBox(temporaryFolder('list'))
    const wrong = `Device id,Name,Kind,Zone,Profile,Bus,Transport,Serial port or host:port,Address,Parity,Parameters
good,Good,warehouse-climate,warehouse,xy-md02,line-1,modbus-tcp,127.0.0.1:1502,1,,
Bad Id,Twin,warehouse-climate,nowhere,xy-md02,line-1,,,300x!,,
twin,Twin,warehouse-climate,warehouse,renke-rs-ws-n01,line-1,,,1,,offset=much
good,Again,warehouse-climate,warehouse,xy-md02,line-1,,,7,,
valve,Valve,safety-valve,cooking,xy-md02,line-1,,,8,maybe,
`
    const { body } = await send(box, wrong, true)
    expect(body.applied).toBe(false)
    expect(body.faults.map(({ line, column, code }) => [line, column, code])).toEqual([
      [3, 'device', 'LIST_VALUE'],
      [3, 'zone', 'LIST_VALUE'],
      [3, 'address', 'LIST_VALUE'],
      [4, 'params', 'LIST_PARAM'],
      [5, 'device', 'LIST_DEVICE_TWICE'],
      [6, 'kind', 'BINDING_MISMATCH'],
    ])
    expect(body.faults[4]).toMatchObject({
      message: 'this device id stands twice in the list: good',
      zh: '设备编号在清单里出现两次：good',
    })
    expect((await box.get<Registry>('/api/registry')).body.devices).toEqual([])
  })

  it('from Excel on a Chinese Windows is read as it is', async () => {
    const { box } = await startBox(temporaryFolder('list'))
    const list = gbk(
      '设备编号;名称;种类;分区;型号;总线;接口;串口;地址\r\nstore;库;warehouse-climate;warehouse;xy-md02;line-1;modbus-rtu;/dev/ttyS9;1\r\n',
    )
    const { body } = await send(box, list, true)
    expect(body).toMatchObject({ encoding: 'gb18030', faults: [], applied: true })
    expect((await box.get<Registry>('/api/registry')).body.devices[0]?.name).toBe('库')
  })

  it('has an example that the box itself takes', async () => {
    const { box } = await startBox(temporaryFolder('list'))
    for (const language of ['zh', 'en']) {
      const { body: example } = await box.get<string>(`/api/device-list/example.csv?language=${language}`)
      expect((await send(box, example)).body.faults).toEqual([])
    }
  })
})
