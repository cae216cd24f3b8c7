import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Bus, DeviceProposal, Id, Unit, ZaojunError } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { parse } from 'yaml'

/** What channels read when the kitchen starts, instead of their model's usual value; orders move them from there. */
const Beginnings = Type.Record(Id, Type.Union([Type.Number(), Type.Boolean(), Type.String()]))

/** What a unit tells of by itself, in a kitchen that lives: one after the other and round again. */
export const Happening = Type.Object(
  {
    unit: Id,
    event: Id,
    everySeconds: Type.Number({ minimum: 1 }),
    each: Type.Array(Type.Record(Id, Type.Union([Type.Number(), Type.Boolean(), Type.String()])), { minItems: 1 }),
  },
  { additionalProperties: false },
)
export type Happening = Static<typeof Happening>

/** A simulated kitchen as one file: its lines, the units on them, and the devices people see. */
export const KitchenPlan = Type.Object(
  {
    buses: Type.Array(
      Type.Interface([Type.Omit(Bus, ['host', 'port', 'path', 'simulated'])], {
        units: Type.Array(Type.Interface([Type.Omit(Unit, ['bus'])], { begins: Type.Optional(Beginnings) }), {
          minItems: 1,
        }),
      }),
    ),
    devices: Type.Array(DeviceProposal),
    happenings: Type.Optional(Type.Array(Happening)),
  },
  { additionalProperties: false },
)
export type KitchenPlan = Static<typeof KitchenPlan>
const shape = Compile(KitchenPlan)

export function readPlan(file: string = join(import.meta.dirname, 'kitchen.yaml')): KitchenPlan {
  const data: unknown = parse(readFileSync(file, 'utf8'))
  if (shape.Check(data)) return data
  const [first] = shape.Errors(data)
  throw new ZaojunError('SIMULATION_PLAN', 422, first?.message ?? 'shape', `${file}${first?.instancePath ?? ''}`)
}

const UNITS_A_BUS = 10

/** A kitchen of `devices` devices, each read `hz` times a second over Modbus TCP, ten units a connection. */
export function largePlan(devices: number, hz: number): KitchenPlan {
  const makes = [
    { profile: 'xy-md02', kind: 'warehouse-climate', zone: 'warehouse', position: false },
    { profile: 'pt100-8ch', kind: 'core-temp-probe', zone: 'cooking', position: true },
    { profile: 'pemtech-pt495', kind: 'gas-monitor', zone: 'cooking', position: false },
    { profile: 'waveshare-relay-8ch', kind: 'safety-valve', zone: 'cooking', position: true },
  ]
  const plan: KitchenPlan = { buses: [], devices: [] }
  for (let n = 0; n < devices; n++) {
    const make = makes[n % makes.length] ?? makes[0]
    if (!make) break
    const line = Math.floor(n / UNITS_A_BUS) + 1
    const bus = plan.buses[line - 1] ?? {
      id: `line-${line}`,
      name: `${line}`,
      transport: 'modbus-tcp' as const,
      units: [],
    }
    plan.buses[line - 1] = bus
    const unit = `unit-${n + 1}`
    const params = { 'poll-ms': Math.max(50, Math.round(1000 / hz)) }
    bus.units.push({ id: unit, profile: make.profile, address: (n % UNITS_A_BUS) + 1, params })
    const id = `${make.kind}-${n + 1}`
    plan.devices.push({
      id,
      kind: make.kind,
      name: id,
      zone: make.zone,
      unit,
      ...(make.position ? { position: 1 } : {}),
    })
  }
  return plan
}
