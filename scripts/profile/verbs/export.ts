import { writeFileSync } from 'node:fs'
import { loadCatalogue } from '@zaojun/device-profiles'
import { thingOf } from '@zaojun/device-profiles/wot/thing'
import { addressOf } from '../one-unit.ts'
import { flagsOf, Misuse, type Verb } from '../verb.ts'

const MODBUS_PORT = 502
const MQTT_PORT = 1883
const HTTP_PORT = 80

export default {
  summary: { zh: '导出为 WoT 物描述', en: 'export as a WoT Thing Description' },
  usage: `zaojun profile export --wot ID [--at HOST:PORT] [--address N] [--out FILE]
  W3C WoT Thing Description 1.1，带 Modbus、MQTT、HTTP 绑定；OPC 30200 有的词用它的词。
  with the Modbus, MQTT and HTTP bindings, and the words of OPC 30200 where it has them.`,
  async run(args) {
    const { flags, words } = flagsOf(args, { wot: 'string', at: 'string', address: 'string', out: 'string' }, 0)
    if (flags.wot === undefined || words.length > 0) throw new Misuse('--wot ID')
    const { kinds, profiles } = loadCatalogue()
    const profile = profiles.get(flags.wot)
    if (profile === undefined) throw new Misuse(`没有这个型号 / no such profile: ${flags.wot}`)
    const usual = profile.modbus ? MODBUS_PORT : profile.mqtt ? MQTT_PORT : HTTP_PORT
    const at = /^([^:/]+)(?::([0-9]{1,5}))?$/.exec(flags.at ?? '127.0.0.1')
    if (at === null) throw new Misuse(`--at ${flags.at}`)
    const [transport = 'modbus-tcp'] = profile.transports
    const place = {
      host: at[1] ?? '127.0.0.1',
      port: Number(at[2] ?? usual),
      address: flags.address ?? addressOf(profile, transport),
    }
    const text = `${JSON.stringify(thingOf(profile, kinds, place), null, 2)}\n`
    if (flags.out === undefined) process.stdout.write(text)
    else writeFileSync(flags.out, text)
    return 0
  },
} satisfies Verb
