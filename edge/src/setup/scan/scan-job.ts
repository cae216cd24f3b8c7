import { setTimeout as pause } from 'node:timers/promises'
import { type Bus, reasonOf, ZaojunError } from '@zaojun/core'
import { type Profile, toHex } from '@zaojun/device-profiles'
import { type PollBlock, planBlocks } from '@zaojun/device-profiles/modbus/blocks'
import { type ReadRange, readPdu } from '@zaojun/device-profiles/modbus/pdu'
import type { BusDriver, ProbeAnswer } from '../../drivers/driver.ts'
import { presenceReads } from './reads.ts'
import { type BlockAnswer, ranked, suggestionOf } from './recognise.ts'
import { type Found, fail, type LineSettings, type Scan } from './shapes.ts'

const SERIAL_WITHIN_MS = 200
const NETWORK_WITHIN_MS = 600
const CONNECT_WITHIN_MS = 6_000
const LOOK_EVERY_MS = 20
const SHOWN_SUGGESTIONS = 3
const SHOWN_ANSWERS = 12
/** What a gateway says for a unit it cannot reach (Modbus Application Protocol V1.1b3, section 7). */
const ABSENT = ['no-answer', 'exception-10', 'exception-11']
const ILLEGAL_FUNCTION = 'exception-1'

/** A driver to scan with: `undo` gives the line back, `fault` is why it could not be had. */
export type ScanLine = { driver: BusDriver; undo(): Promise<void>; fault(): string | undefined }
/** One line setting to try, and the driver that does. */
export type ScanPass = { line: LineSettings; open(): Promise<ScanLine> }

/** Walks the addresses of a scan, over every setting. `view` is what people see and changes as it goes. */
export class ScanJob {
  readonly view: Scan
  private readonly passes: ScanPass[]
  private readonly profiles: Profile[]
  private readonly onProgress: () => void
  private stopped = false

  constructor(view: Scan, passes: ScanPass[], profiles: Profile[], onProgress: () => void) {
    this.view = view
    this.passes = passes
    this.profiles = profiles
    this.onProgress = onProgress
  }

  /** Settles when all is done, cancelled or failed; never rejects. */
  async run(): Promise<void> {
    const { view } = this
    try {
      for (const pass of this.passes) {
        if (this.stopped) break
        await this.pass(pass)
      }
      view.state = this.stopped ? 'cancelled' : 'done'
    } catch (error) {
      view.state = 'failed'
      const coded = error instanceof ZaojunError ? error : fail('SCAN_LINE', { name: reasonOf(error) })
      view.error = { code: coded.code, message: coded.message, ...(coded.zh === undefined ? {} : { zh: coded.zh }) }
    }
    delete view.now
    this.onProgress()
  }

  cancel(): void {
    this.stopped = true
  }

  private async pass({ line, open }: ScanPass): Promise<void> {
    const { driver, undo, fault } = await open()
    try {
      await this.connected(driver, fault)
      const { from, to, thorough = false } = this.view.request
      const reads = presenceReads(this.profiles, thorough)
      const known = new Set(this.view.known.map(({ address }) => address))
      for (let address = from; address <= to && !this.stopped; address++) {
        this.view.now = { address, line }
        if (!known.has(address)) await this.address(new AddressProbe(driver, address, this.withinMs()), line, reads)
        this.view.done++
        this.onProgress()
      }
    } finally {
      await undo()
    }
  }

  private withinMs(): number {
    const serial = this.view.bus.transport === 'modbus-rtu'
    return this.view.request.withinMs ?? (serial ? SERIAL_WITHIN_MS : NETWORK_WITHIN_MS)
  }

  private async connected(driver: BusDriver, fault: () => string | undefined): Promise<void> {
    for (let waited = 0; !driver.stats().connected; waited += LOOK_EVERY_MS) {
      const why = fault() ?? (waited >= CONNECT_WITHIN_MS ? placeOf(this.view.bus) : undefined)
      if (why !== undefined) throw fail('SCAN_LINE', { name: why })
      if (this.stopped) return
      await pause(LOOK_EVERY_MS)
    }
  }

  private async address(probe: AddressProbe, line: LineSettings, reads: ReadRange[]): Promise<void> {
    const present = await this.presence(probe, reads)
    if (present === undefined) return
    const found: Found = { address: probe.address, line, answers: probe.answers, suggestions: [] }
    if (present !== '') found.trouble = present
    this.view.found.push(found)
    this.onProgress()
    const suggestions = []
    for (const profile of this.profiles) {
      if (this.stopped) break
      this.view.now = { address: probe.address, line, profile: profile.id }
      const blocks = planBlocks(profile)
      const suggestion = suggestionOf(profile, blocks, await probe.answersTo(blocks))
      if (suggestion !== undefined) suggestions.push(suggestion)
      this.onProgress()
    }
    found.suggestions = ranked(suggestions).slice(0, SHOWN_SUGGESTIONS)
  }

  /** Undefined: nobody there; '': it answers; else what was wrong with the answer. */
  private async presence(probe: AddressProbe, reads: ReadRange[]): Promise<string | undefined> {
    let trouble: string | undefined
    for (const range of reads) {
      if (this.stopped) return undefined
      const answer = await probe.read(range)
      if ('data' in answer || answer.error.startsWith('exception-')) {
        if ('data' in answer || !ABSENT.includes(answer.error)) return ''
      } else if (answer.error === 'bus-disconnected') throw fail('SCAN_LINE', { name: placeOf(this.view.bus) })
      else if (!ABSENT.includes(answer.error)) trouble ??= answer.error
    }
    return trouble
  }
}

/** One address on one line: asks each thing once and remembers what came. */
class AddressProbe {
  readonly address: number
  readonly answers: Found['answers'] = []
  private readonly driver: BusDriver
  private readonly withinMs: number
  private readonly held = new Map<string, ProbeAnswer>()
  private readonly illegal = new Set<string>()

  constructor(driver: BusDriver, address: number, withinMs: number) {
    this.driver = driver
    this.address = address
    this.withinMs = withinMs
  }

  async read({ table, address, count }: ReadRange): Promise<ProbeAnswer> {
    const key = `${table} ${address} ${count}`
    const before = this.held.get(key)
    if (before !== undefined) return before
    if (this.illegal.has(table)) return { error: ILLEGAL_FUNCTION, frame: new Uint8Array() }
    const range = { table, address, count }
    const answer = (await this.driver.probe?.(this.address, range, this.withinMs)) ?? {
      error: 'bus-disconnected',
      frame: new Uint8Array(),
    }
    this.held.set(key, answer)
    const error = 'error' in answer ? answer.error : undefined
    if (error === ILLEGAL_FUNCTION) this.illegal.add(table)
    if (error !== 'no-answer' && this.answers.length < SHOWN_ANSWERS)
      this.answers.push({
        sent: toHex(Uint8Array.of(this.address, ...readPdu(range))),
        got: toHex(answer.frame),
        ...(error === undefined ? {} : { error }),
      })
    return answer
  }

  /** The answers to a profile's reads; after the first that fails the rest are not asked: it is not this one. */
  async answersTo(blocks: PollBlock[]): Promise<BlockAnswer[]> {
    const answers: BlockAnswer[] = []
    for (const block of blocks) {
      const answer = await this.read(block)
      answers.push(answer)
      if ('error' in answer) break
    }
    return answers
  }
}

const placeOf = ({ path, host, port, name }: Partial<Bus>): string => path ?? (host ? `${host}:${port}` : (name ?? ''))
