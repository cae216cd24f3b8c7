import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Bus, Id, reasonOf } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { openSerialWire } from '../drivers/wire/serial.ts'
import { openTcpWire } from '../drivers/wire/tcp.ts'
import type { Wire } from '../drivers/wire/wire.ts'
import { PrivateFile } from '../private-file.ts'
import { fail } from './errors.ts'
import { askStatus, readStatus } from './esc-pos.ts'

const FILE = 'printers.json'
const STATUS_WITHIN_MS = 700
const OPEN_WITHIN_MS = 6_000
/** What a printer's buffer may hold back before its line is closed. */
const LET_GO_MS = 300
const closed = { additionalProperties: false }

/** Where a printer stands: `host` and `port` (9100 as a rule), or a serial `path`. */
export const Printer = Type.Object(
  {
    id: Id,
    name: Type.String({ minLength: 1, maxLength: 80 }),
    host: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535 })),
    path: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    baudRate: Type.Optional(Type.Integer({ minimum: 1200, maximum: 921600 })),
  },
  closed,
)
export type Printer = Static<typeof Printer>
export const PrinterList = Type.Array(Printer, { maxItems: 16 })
const shape = Compile(PrinterList)
const USUAL_PORT = 9100

/** The printers of this box. One label at a time goes to each. */
export class Printers {
  private readonly file: PrivateFile<Printer[]>
  private readonly last = new Map<string, Promise<unknown>>()

  constructor(folder: string) {
    this.file = new PrivateFile(join(folder, FILE), 'a list of printers', shape, [])
  }

  all(): readonly Printer[] {
    return this.file.value
  }

  set(printers: Printer[]): void {
    this.file.set(printers)
  }

  /** Resolves once the printer has taken all. Rejects `PRINTER_…`; then nothing was printed. */
  print(id: string | undefined, bytes: Uint8Array): Promise<void> {
    const printer = id === undefined ? this.file.value[0] : this.file.value.find((each) => each.id === id)
    if (printer === undefined) throw fail('PRINTER_UNKNOWN', { name: id ?? '—' })
    const before = this.last.get(printer.id) ?? Promise.resolve()
    const next = before.catch(() => {}).then(() => printOn(printer, bytes))
    this.last.set(
      printer.id,
      next.catch(() => {}),
    )
    return next
  }
}

async function printOn(printer: Printer, bytes: Uint8Array): Promise<void> {
  const ears: ((byte: number) => void)[] = []
  let gone: string | undefined
  const ends = {
    onData: (data: Uint8Array) => {
      for (const byte of data) for (const ear of ears) ear(byte)
    },
    onClose: (reason: string) => {
      gone = reason
    },
  }
  let wire: Wire
  try {
    wire = await opened(printer, ends)
  } catch (error) {
    throw fail('PRINTER_AWAY', { name: reasonOf(error) })
  }
  try {
    if ((await statusOf(wire, ears, 1)) === 'offline') throw fail('PRINTER_COVER')
    if ((await statusOf(wire, ears, 4)) === 'paper-out') throw fail('PRINTER_PAPER')
    wire.write(bytes)
    // What answers after the label has read it to its end; a printer that never answers is given a moment.
    await statusOf(wire, ears, 4)
    if (gone !== undefined) throw fail('PRINTER_AWAY', { name: gone })
    await wait(LET_GO_MS)
  } finally {
    await wire.close()
  }
}

function opened(
  { host, port = USUAL_PORT, path, ...rest }: Printer,
  ends: Parameters<typeof openTcpWire>[1],
): Promise<Wire> {
  const signal = AbortSignal.timeout(OPEN_WITHIN_MS)
  const bus = { id: rest.id, name: rest.name }
  if (path === undefined) return openTcpWire({ ...bus, transport: 'stream-tcp', host, port } as Bus, ends, signal)
  const baudRate = rest.baudRate === undefined ? {} : { baudRate: rest.baudRate }
  return openSerialWire({ ...bus, transport: 'stream-serial', path, ...baudRate }, ends, signal)
}

/** What the printer says of itself; undefined where it says nothing: many cheap ones do not. */
function statusOf(wire: Wire, ears: ((byte: number) => void)[], n: 1 | 4) {
  return new Promise<ReturnType<typeof readStatus>>((resolve) => {
    const done = (status: ReturnType<typeof readStatus>) => {
      clearTimeout(limit)
      ears.splice(ears.indexOf(ear), 1)
      resolve(status)
    }
    const limit = setTimeout(() => done(undefined), STATUS_WITHIN_MS)
    const ear = (byte: number) => {
      const status = readStatus(n, byte)
      if (status !== undefined) done(status)
    }
    ears.push(ear)
    wire.write(askStatus(n))
  })
}
