import { type Catalogue, loadCatalogue, type Profile, vectorFault } from '@zaojun/device-profiles'
import { liveCheck } from '../live-check.ts'
import { type Lost, pureRoundTrip, wireRoundTrip } from '../round-trip.ts'
import { flagsOf, Misuse, type Verb } from '../verb.ts'

const SIGNS = { passed: '✓', failed: '✗', noted: '·' }

function profileOf({ profiles }: Catalogue, id: string | undefined): Profile {
  const profile = id === undefined ? undefined : profiles.get(id)
  if (profile === undefined) throw new Misuse(`没有这个型号 / no such profile: ${id ?? ''}`)
  return profile
}

const shown = ({ channel, meant, read, reason }: Lost): string =>
  `${channel}: ${meant} → ${read ?? '—'}${reason === undefined ? '' : ` (${reason})`}`

/** Vectors, codec against codec, then over a wire of this machine; how many things went wrong. */
async function tryOne(profile: Profile, catalogue: Catalogue): Promise<number> {
  const faults = profile.vectors.flatMap((vector) => {
    const fault = vectorFault(profile, vector)
    return fault === undefined ? [] : [`${vector.title}: ${fault}`]
  })
  const pure = pureRoundTrip(profile).map(shown)
  const wire = await wireRoundTrip(profile, catalogue)
  const skipped = 'skipped' in wire ? `  未上线路 / no wire here: ${wire.skipped}` : ''
  const wrong = [...faults, ...pure, ...('skipped' in wire ? [] : wire.map(shown))]
  console.log(`${wrong.length === 0 ? '✓' : '✗'} ${profile.id}  ${profile.vectors.length} 样例 / vectors${skipped}`)
  for (const line of wrong) console.log(`    ${line}`)
  return wrong.length
}

async function live(catalogue: Catalogue, args: ReturnType<typeof parse>): Promise<number> {
  const { flags, on } = args
  const profile = profileOf(catalogue, flags.profile)
  const judged = await liveCheck(profile, catalogue, {
    target: { ...flags, at: flags.live ?? '' },
    orders: on.has('commands'),
    ...(flags.secret === undefined
      ? {}
      : {
          secrets: new Map([
            ['unit.unit', flags.secret],
            ['bus.line', flags.secret],
          ]),
        }),
    progress: ({ zh, en }) => console.error(`… ${zh} / ${en}`),
  })
  for (const { verdict, code, text } of judged)
    console.log(`${SIGNS[verdict]} ${code.padEnd(16)} ${text.zh} / ${text.en}`)
  const failures = judged.filter(({ verdict }) => verdict === 'failed').length
  console.log(failures === 0 ? '符合 / conforms' : `不符合：${failures} 处 / does not conform: ${failures}`)
  return failures === 0 ? 0 : 1
}

const parse = (args: string[]) =>
  flagsOf(
    args,
    {
      live: 'string',
      profile: 'string',
      address: 'string',
      baud: 'string',
      framing: 'string',
      secret: 'string',
      ca: 'string',
      cert: 'string',
      key: 'string',
      commands: 'boolean',
    },
    1,
  )

export default {
  summary: { zh: '试验型号：样例、模拟器往返、真机', en: 'try a profile: vectors, simulator and back, a real unit' },
  usage: `zaojun profile test [id]
  样例逐一核对，再让模拟器在本机线路上说、真驱动读，逐通道比较；不给编号时试全部。
  checks every vector, then lets the simulator speak on a wire of this machine and the real driver read it.

zaojun profile test --live ADDRESS --profile ID [--address N] [--commands]
  对真机做约定符合性检查 / the contract's conformance check against a real unit
  ADDRESS    tcp://host:port，串口路径 / a serial path，mqtt://host:port（外部代理 / outside broker），
             listen://host:port（等它来连 / wait for it to dial in）
  --framing rtu    TCP 上走 RTU 帧 / RTU frames over TCP
  --baud N         串口速率 / serial speed
  --ca FILE        mqtts://host:port：签发代理证书的 CA；--cert、--key 为自己的 / who signed the broker; our own
  --secret TEXT    设备或总线的口令 / password of unit or bus
  --commands       也发出不改变现状的命令，有害的永不发出 / also give orders that change nothing, never harmful ones`,
  async run(args) {
    const parsed = parse(args)
    const catalogue = loadCatalogue()
    if (parsed.flags.live !== undefined) return live(catalogue, parsed)
    const [id] = parsed.words
    const profiles = id === undefined ? [...catalogue.profiles.values()] : [profileOf(catalogue, id)]
    let wrong = 0
    for (const profile of profiles) wrong += await tryOne(profile, catalogue)
    console.log(`${profiles.length} 个型号 / profiles, ${wrong} 处不符 / faults`)
    return wrong === 0 ? 0 : 1
  },
} satisfies Verb
