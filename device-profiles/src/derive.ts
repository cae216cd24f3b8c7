import type { DerivedSource } from './channel.ts'
import { numberOf, type Params } from './params.ts'
import { bad, type ChannelValue, good, scaled, tidy } from './value.ts'

/** Below any division, above the noise of binary fractions. */
const HAIR = 1e-9
const MAX_WINDOW = 1000
const DEFAULT_SAMPLES = 2
const MOST_DECIMALS = 6

/** Works out one derived channel; keeps the short window that stability needs. */
export class Derivation {
  private readonly source: DerivedSource
  private readonly params: Params
  private total = 0
  private window: { mono: number; value: number }[] = []

  constructor(source: DerivedSource, params: Params) {
    this.source = source
    this.params = params
  }

  /** `latest`: what the other channels of this unit read now. */
  next(latest: ReadonlyMap<string, ChannelValue>, mono: number): ChannelValue {
    const { source, params } = this
    if (source.unlessParam && params[source.unlessParam] === true) return bad(source.reason ?? 'not-configured')
    const by = numberOf(source.by, params)
    if (source.derive === 'param') return by === undefined ? bad('not-configured') : good(by)
    const of = source.of === undefined ? undefined : latest.get(source.of)
    if (of?.quality !== 'good' || typeof of.value !== 'number') {
      this.window = []
      return bad(of?.reason ?? 'not-available')
    }
    if (source.derive === 'at-least' || source.derive === 'difference' || source.derive === 'plus') {
      const than = source.than === undefined ? undefined : latest.get(source.than)
      if (than?.quality !== 'good' || typeof than.value !== 'number') return bad(than?.reason ?? 'not-available')
      if (source.derive === 'at-least') return good(of.value >= than.value)
      return good(tidy(source.derive === 'plus' ? of.value + than.value : of.value - than.value))
    }
    if (source.derive === 'signed' || source.derive === 'decimals') {
      const than = source.than === undefined ? undefined : latest.get(source.than)
      if (than?.quality !== 'good') return bad(than?.reason ?? 'not-available')
      if (source.derive === 'signed') return good(than.value === true ? -of.value + 0 : of.value)
      const places = Number(than.value)
      const sound = Number.isInteger(places) && places >= 0 && places <= MOST_DECIMALS
      return sound ? good(scaled(of.value, 10 ** -places, 0)) : bad('unknown-word')
    }
    if (source.derive === 'above') {
      const limit = numberOf(source.limit, params)
      if (limit === undefined) return bad('not-configured')
      return good(of.value > limit + (by ?? 0) * (source.times ?? 1) + HAIR)
    }
    if (source.derive === 'sum') {
      this.total = tidy(this.total + of.value)
      return good(this.total)
    }
    if (by === undefined) return bad('not-configured')
    if (source.derive === 'minus') return good(by === 0 ? of.value : tidy(of.value - by))
    const blocked = source.notWhile !== undefined && latest.get(source.notWhile)?.value === true
    return good(this.still(of.value, mono, by) && !blocked)
  }

  private still(value: number, mono: number, by: number): boolean {
    const { overMs = 0, samples = DEFAULT_SAMPLES } = this.source
    const { window } = this
    window.push({ mono, value })
    while (window.length > MAX_WINDOW || mono - (window[1]?.mono ?? mono) >= overMs) {
      if (window.length < 2) break
      window.shift()
    }
    if (mono - (window[0]?.mono ?? mono) < overMs || window.length < samples) return false
    let [least, most] = [value, value]
    for (const each of window) {
      if (each.value < least) least = each.value
      if (each.value > most) most = each.value
    }
    return most - least <= by + HAIR
  }
}
