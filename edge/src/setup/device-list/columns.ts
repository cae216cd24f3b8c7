import type { Bilingual } from '@zaojun/core'

/** The columns of a device list, in order, with their headings. A file may leave out those that are not `needed`. */
export const COLUMNS = {
  device: { zh: '设备编号', en: 'Device id', needed: true },
  name: { zh: '名称', en: 'Name', needed: true },
  kind: { zh: '种类', en: 'Kind', needed: true },
  zone: { zh: '分区', en: 'Zone', needed: true },
  profile: { zh: '型号', en: 'Profile', needed: true },
  bus: { zh: '总线', en: 'Bus', needed: true },
  transport: { zh: '接口', en: 'Transport', needed: false },
  place: { zh: '串口或主机:端口', en: 'Serial port or host:port', needed: false },
  baud: { zh: '波特率', en: 'Baud rate', needed: false },
  parity: { zh: '校验', en: 'Parity', needed: false },
  address: { zh: '地址', en: 'Address', needed: false },
  position: { zh: '通道位置', en: 'Position', needed: false },
  serial: { zh: '序列号', en: 'Serial number', needed: false },
  params: { zh: '参数', en: 'Parameters', needed: false },
  unit: { zh: '仪表编号', en: 'Unit id', needed: false },
} as const satisfies Record<string, Bilingual & { needed: boolean }>
export type Column = keyof typeof COLUMNS
export const COLUMN_KEYS = Object.keys(COLUMNS) as Column[]

/** Other headings people write. */
const ALSO: Record<string, Column> = {
  id: 'device',
  设备: 'device',
  设备名称: 'name',
  串口: 'place',
  主机: 'place',
  端口: 'place',
  port: 'place',
  host: 'place',
  path: 'place',
  baudrate: 'baud',
  位置: 'position',
  serialnumber: 'serial',
  params: 'params',
}

const bare = (heading: string): string => heading.toLowerCase().replace(/[\s_*（）()-]/g, '')
const BY_HEADING = new Map<string, Column>([
  ...Object.entries(ALSO).map(([heading, column]): [string, Column] => [bare(heading), column]),
  ...COLUMN_KEYS.flatMap((key): [string, Column][] => [
    [bare(key), key],
    [bare(COLUMNS[key].zh), key],
    [bare(COLUMNS[key].en), key],
  ]),
])

/** The column a heading names, in either language. */
export const columnOf = (heading: string): Column | undefined => BY_HEADING.get(bare(heading))

export const headings = (language: 'zh' | 'en'): string[] => COLUMN_KEYS.map((key) => COLUMNS[key][language])
