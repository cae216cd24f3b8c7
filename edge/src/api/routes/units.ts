import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id, type Unit as RegisteredUnit, Registry, uncorrected } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { registryError, replaceUnit } from '../../registry/index.ts'
import { BusRow, ChannelRow, Trace, Unit, UnitRow } from '../schemas.ts'
import { needsSession } from '../session.ts'

const ById = Type.Object({ id: Id })

export const unitRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/api/units', { schema: { response: { 200: Type.Array(UnitRow) } } }, async () => {
    const { buses, registry, notes } = app.box
    const running = new Map(buses.all().flatMap((driver) => driver.stats().units.map((unit) => [unit.unit, unit])))
    return registry.current.units.map((unit) => {
      const { health = 'connecting' as const, polls = 0, answers = 0, reason } = running.get(unit.id) ?? {}
      const warnings = notes.warnings().filter((warning) => warning.unit === unit.id)
      return { ...unit, health, polls, answers, reason, ...(warnings.length === 0 ? {} : { warnings }) }
    })
  })
  app.get(
    '/api/units/:id/trace',
    { schema: { params: ById, response: { 200: Trace } } },
    async ({ params: { id } }) => ({ lines: app.box.buses.trace(id) }),
  )
  app.get(
    '/api/units/:id/channels',
    { schema: { params: ById, response: { 200: Type.Array(ChannelRow) } } },
    async ({ params: { id } }) => {
      const unit = app.box.registry.current.units.find((row) => row.id === id)
      if (unit === undefined) throw registryError('REGISTRY_UNIT_UNKNOWN', { name: id, place: id })
      return channelRows(unit)
    },
  )
  app.post(
    '/api/units/:id/replace',
    {
      preHandler: needsSession(app),
      schema: {
        description: 'A new unit takes the place of a broken one; its devices keep their history',
        params: ById,
        body: Type.Object(
          {
            ...Type.Pick(Unit, ['address', 'serialNumber', 'params']).properties,
            profile: Type.Optional(Id),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ unit: Id, registry: Registry }) },
      },
    },
    async ({ params: { id }, body }) => {
      const { registry, catalogue, clock } = app.box
      const at = clock.now().wall
      const after = await registry.change((before, memory) =>
        replaceUnit(before, catalogue, id, { ...body, at }, memory),
      )
      return { unit: after.formerUnits?.find((former) => former.id === id)?.replacedBy ?? id, registry: after }
    },
  )
  app.get('/api/buses', { schema: { response: { 200: Type.Array(BusRow) } } }, async () =>
    app.box.buses.all().map((driver) => driver.stats()),
  )

  function channelRows({ id, profile }: RegisteredUnit): Static<typeof ChannelRow>[] {
    const { catalogue, channels, clock, corrections, registry } = app.box
    const newest = channels.of(id)
    const now = clock.mono()
    const bound = registry.current.devices.flatMap((device) =>
      device.state === 'retired'
        ? []
        : Object.entries(device.points).flatMap(([point, binding]) =>
            binding.unit === id ? [{ channel: binding.channel, device: device.id, point }] : [],
          ),
    )
    return Object.entries(catalogue.profiles.get(profile)?.channels ?? {}).map(([channel, spec]) => {
      const sample = newest.get(channel)
      const correction = corrections.of(id)?.get(channel)
      const { value = null, quality = 'stale' as const, reason = 'no-data' } = sample ?? {}
      const isCorrected = correction !== undefined && sample?.calibration === correction.id
      return {
        channel,
        name: spec.name,
        kind: spec.value,
        ...(spec.unit === undefined ? {} : { unit: spec.unit }),
        ...('derive' in spec.from ? { derived: true } : {}),
        value,
        quality,
        ...(quality === 'good' ? {} : { reason }),
        ...(sample === undefined ? {} : { age: Math.max(0, Math.round(now - sample.mono)) }),
        ...(typeof value === 'number' ? { read: isCorrected ? uncorrected(correction, value) : value } : {}),
        ...(sample?.calibration === undefined ? {} : { calibration: sample.calibration }),
        points: bound.filter((each) => each.channel === channel).map(({ device, point }) => ({ device, point })),
      }
    })
  }
}
