import type { Channel, RegisterSource } from '../channel.ts'

/** What each register type reads where the unit does not have what stands there (reference contract, Modbus). */
export const NOT_IMPLEMENTED: Partial<Record<RegisterSource['type'], number>> = {
  int16: -0x8000,
  uint16: 0xffff,
  int32: -0x80000000,
  uint32: 0xffffffff,
}
/** The heartbeat counts to the last number that is not "not implemented". */
const HEARTBEAT_WRAPS = 0xffff

const STATES = { 0: 'idle', 1: 'running', 2: 'paused', 3: 'finished', 4: 'fault', 5: 'maintenance' }

const row = (
  address: number,
  type: RegisterSource['type'],
  name: Channel['name'],
  rest: Partial<Channel> & Pick<Channel, 'value'>,
  words?: RegisterSource['words'],
): Channel => ({
  name,
  from: { table: 'input', address, type, ...(words === undefined ? {} : { words }) },
  ...rest,
})

/** Input registers 0x0000–0x0007, the same in every unit that follows the contract; 0x0001 is the kind's own phase. */
const HEAD: Record<string, Channel> = {
  state: row(0, 'uint16', { zh: '状态', en: 'State' }, { value: 'text', simulate: { nominal: 'idle' } }, STATES),
  fault: row(2, 'uint16', { zh: '故障', en: 'Fault' }, { value: 'boolean', simulate: { nominal: false } }),
  heartbeat: row(
    3,
    'uint16',
    { zh: '心跳计数', en: 'Heartbeat' },
    {
      value: 'number',
      simulate: { nominal: 0, counts: { everySeconds: 1, wraps: HEARTBEAT_WRAPS } },
    },
  ),
  'run-time': row(
    4,
    'uint32',
    { zh: '累计运行', en: 'Time run' },
    {
      value: 'number',
      unit: 's',
      simulate: { nominal: 86_400, counts: { everySeconds: 1 } },
    },
  ),
  cycles: row(
    6,
    'uint32',
    { zh: '运行次数', en: 'Cycles' },
    {
      value: 'number',
      unit: '{count}',
      simulate: { nominal: 40 },
    },
  ),
}
const RUNS = { running: { channel: 'running', words: { true: 'running', false: 'idle' } } }

/** A profile's rows with the head before them, and the contract's sentinels on every register. */
export function contractRows(channels: Record<string, Channel>): Record<string, Channel> {
  const state = HEAD.state
  const head =
    channels.running && state
      ? { ...HEAD, state: { ...state, simulate: { nominal: 'idle', follows: RUNS.running } } }
      : HEAD
  return Object.fromEntries(Object.entries({ ...head, ...channels }).map(([key, each]) => [key, marked(each)]))
}

function marked(channel: Channel): Channel {
  const { from } = channel
  if (!('table' in from) || from.sentinels !== undefined) return channel
  const raw = NOT_IMPLEMENTED[from.type]
  if (raw === undefined) return channel
  return { ...channel, from: { ...from, sentinels: [{ raw, reason: 'not-implemented' }] } }
}
