import { createServer, type IncomingMessage, type Server } from 'node:http'
import { reasonOf } from '@zaojun/core'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { FAULTS } from './simulated-unit.ts'
import type { Simulator } from './simulator.ts'

const MOST_BYTES = 4096
const HOST = '127.0.0.1'
const Order = Compile(
  Type.Union([
    Type.Object({
      do: Type.Literal('set'),
      unit: Type.String(),
      channel: Type.String(),
      value: Type.Optional(Type.Union([Type.Number(), Type.Boolean(), Type.String(), Type.Null()])),
    }),
    Type.Object({ do: Type.Literal('kill'), unit: Type.String() }),
    Type.Object({ do: Type.Literal('revive'), unit: Type.String() }),
    Type.Object({
      do: Type.Literal('inject'),
      unit: Type.String(),
      fault: Type.Enum(FAULTS),
      times: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    Type.Object({
      do: Type.Literal('tell'),
      unit: Type.String(),
      event: Type.String(),
      fields: Type.Record(Type.String(), Type.Union([Type.Number(), Type.Boolean(), Type.String()])),
      key: Type.Optional(Type.String()),
    }),
    Type.Object({ do: Type.Literal('unplug'), bus: Type.String() }),
    Type.Object({ do: Type.Literal('plug'), bus: Type.String() }),
  ]),
)

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += part.length
    if (bytes > MOST_BYTES) throw new Error('the order is too long')
    parts.push(part)
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'))
}

async function carryOut(simulator: Simulator, order: unknown): Promise<void> {
  if (!Order.Check(order)) throw new Error('no such order: set, tell, kill, revive, inject, unplug, plug')
  if (order.do === 'set') simulator.set(order.unit, order.channel, order.value)
  else if (order.do === 'tell') simulator.tell(order.unit, order.event, order.fields, order.key)
  else if (order.do === 'inject') simulator.inject(order.unit, order.fault, order.times)
  else if (order.do === 'kill') simulator.kill(order.unit)
  else if (order.do === 'revive') simulator.revive(order.unit)
  else if (order.do === 'plug') await simulator.plug(order.bus)
  else await simulator.unplug(order.bus)
}

/** A small door on this machine to play with the kitchen: `GET /` says what there is, `POST /` takes one order. */
export function openControl(simulator: Simulator, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const say = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    // Another site's page in a browser must not drive the kitchen, simulated or not.
    if (request.headers.origin !== undefined) say(403, { code: 'SIMULATOR_ORIGIN', message: 'not from a web page' })
    else if (request.method === 'GET') say(200, { ports: simulator.ports, ...simulator.kitchen() })
    else
      bodyOf(request)
        .then((order) => carryOut(simulator, order))
        .then(
          () => say(200, {}),
          (error) => say(422, { code: 'SIMULATOR_ORDER', message: reasonOf(error) }),
        )
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => resolve(server))
  })
}
