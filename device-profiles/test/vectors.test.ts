import { describe, expect, it } from 'vitest'
import { loadCatalogue, vectorFault } from '../src/index.ts'

const { profiles } = loadCatalogue()

describe.each([...profiles.values()])('$id', (profile) => {
  it.each(profile.vectors)('$title', (vector) => {
    expect(vectorFault(profile, vector)).toBeUndefined()
  })

  it('says where it comes from', () => {
    expect(profile.source.join('').length).toBeGreaterThan(40)
  })
})

describe('a vector that does not hold is seen', () => {
  const named = (id: string) => {
    const profile = profiles.get(id)
    if (!profile) throw new Error(id)
    return profile
  }
  const request = '01 04 00 01 00 02 20 0B'

  it('by a wrong value', () => {
    const vector = { title: 't', request, reply: '01 04 04 01 31 02 6C AA FA', values: { 'air-temperature': 30.6 } }
    expect(vectorFault(named('xy-md02'), vector)).toBe('air-temperature reads 30.5')
  })

  it('by a request the poller would not make', () => {
    const vector = { title: 't', request: '01 04 00 00 00 08 F1 CC', reply: '01', values: {} }
    expect(vectorFault(named('xy-md02'), vector)).toContain('does not make this request')
  })

  it('by an error that does not happen', () => {
    const vector = { title: 't', request, reply: '01 04 04 01 31 02 6C AA FA', error: 'wrong-checksum' }
    expect(vectorFault(named('xy-md02'), vector)).toBe('gives no error')
  })

  it('by a frame that should not have decoded', () => {
    const vector = { title: 't', stream: '02 2B 30 30 30 30 30 30 30 31 42 03', frames: 0, discarded: 12 }
    expect(vectorFault(named('yaohua-xk3190-a9'), vector)).toBe('gives 1 frames')
  })

  it('by a command that writes something else', () => {
    const hex = '01 05 00 00 FF 00 8C 3A'
    const vector = { title: 't', command: 'close', channel: 'valve-1-closed', request: hex, reply: hex }
    expect(vectorFault(named('waveshare-relay-8ch'), vector)).toBe('the command gives 01 05 00 00 00 00 CD CA')
  })
})
