import type { Kind } from '../kind.ts'
import type { Profile } from '../profile.ts'
import type { Vector } from '../vector.ts'
import type { Scalar } from '../words.ts'

const ADDRESS = 'unit-1'
const TIME = '2026-11-23T12:00:00+08:00'

/** Vectors of a derived profile: an everyday report, a point said to be stale, half a message, each event, each order. */
export function derivedVectors(kind: Kind, profile: Profile): Vector[] {
  const topic = (name: string): { topic?: string } => {
    const template = profile.mqtt?.topics[name]?.topic
    return template === undefined ? {} : { topic: template.replaceAll('{address}', ADDRESS) }
  }
  const values = Object.fromEntries(
    Object.entries(profile.channels).map(([key, { simulate }]) => [key, simulate?.nominal ?? 0]),
  )
  const [first = '', spare = ''] = Object.keys(kind.points)
  const qualified = { [first]: { value: null, quality: 'stale', reason: 'sensor-lost' } }
  return [
    {
      title: 'everyday readings',
      message: { json: { v: 1, time: TIME, points: values } },
      address: ADDRESS,
      ...topic('readings'),
      values,
    },
    {
      title: 'a point whose sensor is lost, and none of the others',
      message: { json: { v: 1, time: TIME, points: qualified } },
      address: ADDRESS,
      ...topic('readings'),
      values: { [first]: null },
      reasons: { [first]: 'sensor-lost' },
    },
    {
      title: 'half a message',
      message: { text: `{"v":1,"points":{"${spare}":` },
      address: ADDRESS,
      ...topic('readings'),
      error: 'not-json',
    },
    ...Object.keys(kind.events ?? {}).map((event): Vector => {
      const fields = fieldsOf(kind, event)
      return {
        title: `event: ${event}`,
        message: { json: { v: 1, id: 'e-1', event, time: TIME, fields } },
        address: ADDRESS,
        ...topic('events'),
        events: { [event]: fields },
      }
    }),
    ...Object.entries(profile.commands ?? {}).flatMap(([command, spec]): Vector[] => {
      const { send, channels, limits, to } = spec
      const [channel] = channels
      if (send?.text === undefined || channel === undefined) return []
      const value = limits?.min
      const text = send.text
        .replace('{id}', '')
        .replace('{expires}', '')
        .replace('{value}', String(value ?? to ?? ''))
      const order = profile.mqtt?.orders?.orders?.replaceAll('{address}', ADDRESS)
      return [
        {
          title: `order: ${command}`,
          command,
          channel,
          ...(value === undefined ? {} : { value }),
          sends: { text },
          address: ADDRESS,
          ...(order === undefined ? {} : { topic: order }),
        },
      ]
    }),
  ]
}

/** An example of every field of an event. */
function fieldsOf(kind: Kind, event: string): Record<string, Scalar> {
  const fields: Record<string, Scalar> = {}
  for (const [name, { value, states = {} }] of Object.entries(kind.events?.[event]?.fields ?? {})) {
    if (value === 'number') fields[name] = 1
    else fields[name] = value === 'boolean' ? true : (Object.keys(states)[0] ?? `${name} 1`)
  }
  return fields
}
