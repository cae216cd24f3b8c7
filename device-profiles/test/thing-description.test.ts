import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../src/index.ts'
import { OPC_30200_CLASSES } from '../src/wot/opc-30200.ts'
import { thingOf } from '../src/wot/thing.ts'

/** What W3C WoT Thing Description 1.1 §5.3 demands of a description, and the Modbus binding of a form. */
const MODBUS_FORM = {
  'modv:entity': Type.Optional(Type.Enum(['Coil', 'DiscreteInput', 'HoldingRegister', 'InputRegister'] as const)),
  'modv:function': Type.Optional(
    Type.Enum([
      'readCoil',
      'readDiscreteInput',
      'readHoldingRegisters',
      'readInputRegisters',
      'writeSingleCoil',
      'writeSingleHoldingRegister',
      'writeMultipleHoldingRegisters',
    ] as const),
  ),
  'modv:type': Type.Optional(Type.String({ pattern: '^xsd:(boolean|short|unsignedShort|int|unsignedInt|float)$' })),
  'modv:zeroBasedAddressing': Type.Optional(Type.Boolean()),
  'modv:mostSignificantByte': Type.Optional(Type.Boolean()),
  'modv:mostSignificantWord': Type.Optional(Type.Boolean()),
  'modv:pollingTime': Type.Optional(Type.Number({ minimum: 0 })),
  'modv:timeout': Type.Optional(Type.Number({ minimum: 0 })),
}
const formOf = (ops: string) =>
  Type.Object({
    href: Type.String({ pattern: '^[a-z0-9.+-]+://[^ ]+$' }),
    op: Type.Union([Type.String({ pattern: ops }), Type.Array(Type.String({ pattern: ops }), { minItems: 1 })]),
    contentType: Type.String({ pattern: '^[a-z]+/[a-z0-9.+-]+$' }),
    ...MODBUS_FORM,
  })
const titled = { title: Type.String({ minLength: 1 }), titles: Type.Record(Type.String(), Type.String()) }
const dataType = Type.Enum(['boolean', 'integer', 'number', 'string', 'object', 'array', 'null'] as const)
const ThingDescription = Compile(
  Type.Object({
    '@context': Type.Tuple([
      Type.Literal('https://www.w3.org/2022/wot/td/v1.1'),
      Type.Record(Type.String(), Type.String()),
    ]),
    '@type': Type.Array(Type.String(), { minItems: 1 }),
    id: Type.String({ pattern: '^urn:' }),
    ...titled,
    version: Type.Object({ instance: Type.String() }),
    securityDefinitions: Type.Record(Type.String(), Type.Object({ scheme: Type.String() }), { minProperties: 1 }),
    security: Type.String(),
    properties: Type.Record(
      Type.String(),
      Type.Object({
        ...titled,
        type: dataType,
        readOnly: Type.Boolean(),
        forms: Type.Array(formOf('^(read|observe|unobserve)property$'), { minItems: 1 }),
      }),
    ),
    actions: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object({ ...titled, forms: Type.Array(formOf('^invokeaction$'), { minItems: 1 }) }),
      ),
    ),
    events: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object({
          data: Type.Object({ type: Type.Literal('object') }),
          forms: Type.Array(formOf('^(subscribe|unsubscribe)event$'), { minItems: 1 }),
        }),
      ),
    ),
  }),
)

const { kinds, profiles } = loadCatalogue()
const place = { host: '192.0.2.7', port: 502, address: 3 }
const named = (id: string) => {
  const profile = profiles.get(id)
  if (!profile) throw new Error(id)
  return thingOf(profile, kinds, place) as Record<string, Record<string, Record<string, unknown>>>
}

describe('a profile as a WoT Thing Description', () => {
  it('is a Thing Description 1.1, whichever profile it is', () => {
    for (const profile of profiles.values()) {
      const thing = thingOf(profile, kinds, place)
      expect([
        profile.id,
        [...ThingDescription.Errors(thing)].map(({ instancePath, message }) => `${instancePath} ${message}`),
      ]).toEqual([profile.id, []])
      expect(Object.keys(thing['@context'] as object[])).toHaveLength(2)
      expect(Object.keys(thing.securityDefinitions as object)).toContain(thing.security)
    }
  })

  it('says where and how each register is read', () => {
    const { properties } = named('xy-md02')
    expect(properties?.['air-temperature']).toMatchObject({
      type: 'number',
      unit: 'Cel',
      minimum: -40,
      'zj:scale': 0.1,
      forms: [
        {
          href: 'modbus+tcp://192.0.2.7:502/3/1?quantity=1',
          'modv:entity': 'InputRegister',
          'modv:function': 'readInputRegisters',
          'modv:type': 'xsd:short',
        },
      ],
    })
  })

  it('says what an order writes, and leaves out those that never go out', () => {
    expect(named('zaojun-contract-smart-burner').actions?.['shut-off']).toMatchObject({
      'zj:to': false,
      forms: [{ href: 'modbus+tcp://192.0.2.7:502/3/0?quantity=1', 'modv:function': 'writeSingleCoil' }],
    })
    for (const profile of profiles.values()) if (!profile.verified) expect(named(profile.id).actions).toBeUndefined()
  })

  it('uses the words of OPC 30200 where it has them', () => {
    const thing = named('zaojun-contract-oil-temp-online')
    expect(thing['@type']).toContain('ck:FryerDeviceType')
    expect(thing.properties?.['oil-temperature']?.['@type']).toEqual(['ck:ActualTemperature'])
    expect(named('zaojun-contract-dishwasher').properties?.phase?.['@type']).toEqual(['ck:ProgramMode'])
  })

  it('names in a kind only what OPC 30200 has, in the class it has it in and in its unit', () => {
    const wrong: string[] = []
    for (const { id, opc30200, points } of kinds.values()) {
      const classes = opc30200 === undefined ? Object.values(OPC_30200_CLASSES) : [OPC_30200_CLASSES[opc30200]]
      if (classes.includes(undefined)) wrong.push(`${id}: ${opc30200}`)
      for (const [key, { opc30200: term, unit }] of Object.entries(points)) {
        if (term === undefined) continue
        const fits = classes.some((variables) => variables?.[term] !== undefined && variables[term].unit === unit)
        if (!fits) wrong.push(`${id}.${key}: ${term} in ${unit}`)
      }
    }
    expect(wrong).toEqual([])
    expect([...kinds.values()].filter(({ opc30200 }) => opc30200).length).toBeGreaterThan(3)
  })

  it('keeps a power in percent apart from the watts of the standard', () => {
    expect(named('zaojun-contract-smart-burner').properties?.power?.['@type']).toBeUndefined()
    expect(named('zaojun-contract-smart-burner').properties?.['pan-present']?.['@type']).toEqual(['ck:IsPanDetected'])
  })

  it('gives a probe the word for what it measures and no class of machine', () => {
    const thing = named('pt100-8ch')
    expect(thing['@type']).toEqual(['Thing'])
    expect(thing.properties?.['probe-1']?.['@type']).toContain('ck:ActualCoreTemperature')
  })
})
