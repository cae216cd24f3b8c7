import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { loadCatalogue } from '@zaojun/device-profiles'
import { ROOT } from '../../run.ts'
import { newProfile } from '../new-profile.ts'
import { SKELETON_TRANSPORTS } from '../skeleton.ts'
import { flagsOf, Misuse, type Verb } from '../verb.ts'

export default {
  summary: { zh: '写一个新型号的骨架', en: 'write the skeleton of a new profile' },
  usage: `zaojun profile new KIND ID [--transport ${SKELETON_TRANSPORTS.join('|')}] [--out FILE]
  写出带注释、能通过检查的骨架，逐行改成说明书上的样子；字节流型号请抄最近的文件。
  writes a commented skeleton that lints, to be corrected row by row; for a byte stream copy the nearest file.`,
  async run(args) {
    const { flags, words } = flagsOf(args, { transport: 'string', out: 'string' }, 2)
    const [kindId = '', id = ''] = words
    const { kinds, profiles } = loadCatalogue()
    const kind = kinds.get(kindId)
    if (kind === undefined) throw new Misuse(`没有这种设备 / no such kind: ${kindId}`)
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id))
      throw new Misuse(`编号只用小写字母、数字和 - / lower-case letters, digits and - : ${id}`)
    if (profiles.has(id)) throw new Misuse(`编号已被占用 / the id is taken: ${id}`)
    const transport = SKELETON_TRANSPORTS.find((each) => each === (flags.transport ?? 'modbus'))
    if (transport === undefined) throw new Misuse(`--transport ${flags.transport}`)
    const out = flags.out ?? join(ROOT, 'device-profiles/profiles', kindId, `${id}.yaml`)
    if (existsSync(out)) throw new Misuse(`文件已存在 / the file exists: ${out}`)
    const text = newProfile(kind, id, transport)
    mkdirSync(dirname(out), { recursive: true })
    writeFileSync(out, text)
    console.log(relative(process.cwd(), out))
    return 0
  },
} satisfies Verb
