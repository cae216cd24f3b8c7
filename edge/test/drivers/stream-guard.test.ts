import { fromHex, type Profile, paramsOf, type Vector } from '@zaojun/device-profiles'
import { grammarFault } from '@zaojun/device-profiles/stream/check-grammar'
import { requestBytes } from '@zaojun/device-profiles/stream/request'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deniedSaying, type GuardedSpeaker } from '../../src/drivers/stream/guard.ts'
import { catalogue, rolesOf } from './rig.ts'

type Never = Extract<Vector, { never: string }>
const CLEAR = { kinds: catalogue.kinds, harm: () => undefined }

function profileOf(id: string): Profile {
  const profile = catalogue.profiles.get(id)
  if (!profile) throw new Error(id)
  return profile
}
function speaker(profile: Profile, address?: string, stated = {}): GuardedSpeaker {
  const roles = rolesOf([{ id: 'unit', bus: 'line', profile: profile.id }]).get('unit') ?? []
  return { address, profile, params: paramsOf(profile, stated).params, roles }
}
const scale = speaker(profileOf('aandd-request'))
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const streams = [...catalogue.profiles.values()].filter(({ stream }) => stream !== undefined)

/** A scale whose order to tare is also polled, under another name: what no check of names can see. */
function taredByPolling(): Profile {
  const profile = structuredClone(profileOf('aandd-request'))
  const requests = profile.stream?.requests
  if (requests) requests.look = { hex: '54 0D 0A', answers: ['done'], everyMs: 1000 }
  return profile
}

describe('the gate of byte streams', () => {
  it('[D4] lets a scale be asked, zeroed and tared', () => {
    for (const said of ['Q\r\n', 'Z\r\n', 'T\r\n']) expect(deniedSaying(bytes(said), [scale], CLEAR)).toBeUndefined()
  })

  it.each([
    ['what no profile words', 'OFF\r\n', 'denied-not-a-command'],
    ['an order with a tail', 'T\r\nT\r\n', 'denied-not-a-command'],
    ['half an order', 'T', 'denied-not-a-command'],
    ['nothing at all', '', 'denied-not-a-command'],
  ])('[D4] refuses %s', (_title, said, reason) => {
    expect(deniedSaying(bytes(said), [scale], CLEAR)).toBe(reason)
  })

  it('refuses everything where no unit is configured', () => {
    expect(deniedSaying(bytes('Q\r\n'), [], CLEAR)).toBe('denied-unknown-unit')
  })

  it('[D4] judges an order as an order, also where the profile polls with the same bytes', () => {
    const { roles } = scale
    const unbound = { ...speaker(taredByPolling()), roles: roles.filter(({ point }) => point !== 'net') }
    expect(deniedSaying(bytes('T\r\n'), [unbound], CLEAR)).toBe('denied-not-bound')
    const draft = speaker({ ...taredByPolling(), verified: false })
    expect(deniedSaying(bytes('T\r\n'), [draft], CLEAR)).toBe('denied-unverified-profile')
  })

  it('[D4] judges bytes as the order of any unit of the line, whichever unit asks with them', () => {
    const asking = speaker(taredByPolling(), 'A')
    const draft = speaker({ ...profileOf('aandd-request'), verified: false }, 'B')
    expect(deniedSaying(bytes('T\r\n'), [asking, draft], CLEAR)).toBe('denied-unverified-profile')
  })

  const never = streams.flatMap((profile) =>
    profile.vectors.flatMap((vector) => ('never' in vector ? [{ id: profile.id, ...(vector as Never) }] : [])),
  )
  it.each(never)('refuses what $id says must never go out: $title', ({ id, never: hex, params }) => {
    const profile = profileOf(id)
    const unit = speaker(profile, profile.stream?.address ? '12345678' : undefined, params)
    expect(deniedSaying(fromHex(hex), [unit], CLEAR)).toMatch(/^denied-/)
  })

  it('lets nothing through, of all bytes there are, but the questions and orders of the profile', () => {
    const known = ['Q\r\n', 'Z\r\n', 'T\r\n']
    const near = fc
      .tuple(fc.constantFrom(...known), fc.nat(4), fc.nat(255))
      .map(([text, at, byte]) => bytes(text).with(Math.min(at, text.length - 1), byte))
    fc.assert(
      fc.property(fc.oneof(near, fc.uint8Array({ maxLength: 12 })), (said) => {
        const passes = deniedSaying(said, [scale], CLEAR) === undefined
        return passes === known.includes(String.fromCharCode(...said))
      }),
      { numRuns: 5000 },
    )
  })
})

describe('the check of a grammar', () => {
  it('refuses a profile that polls with the bytes of an order', () => {
    expect(grammarFault(taredByPolling())).toEqual({ name: 'look is asked again and again', path: 'commands/tare' })
  })

  it('refuses one that begins with an order that carries a value', () => {
    const profile = structuredClone(profileOf('aandd-request'))
    const { requests } = profile.stream ?? {}
    if (!requests || !profile.commands?.tare) throw new Error('no requests')
    requests['take-tare'] = { text: 'PT,{value}\r\n', answers: ['done'] }
    requests.begin = { text: 'PT,12\r\n', atStart: true }
    expect(grammarFault(profile)).toEqual({ name: 'begin is asked again and again', path: 'commands/tare' })
  })

  it.each(streams)('finds no order among the questions of $id', (profile) => {
    expect(grammarFault(profile)).toBeUndefined()
    const questions = Object.entries(profile.stream?.requests ?? {}).filter(([, { everyMs }]) => everyMs !== undefined)
    for (const [name] of questions) {
      const address = profile.stream?.address ? '1' : undefined
      const made = profile.stream && requestBytes(profile.stream, name, { address })
      if (made instanceof Uint8Array)
        expect(deniedSaying(made, [{ ...speaker(profile, address), roles: [] }], CLEAR)).toBeUndefined()
    }
  })
})
