import type { Node, NodeAPI, NodeDef } from 'node-red'
import { gatewayOf } from '../shared/gateway-node.ts'
import { linkStatus } from '../shared/link-status.ts'
import { migrate, text } from '../shared/migrate.ts'
import { kitOf } from '../shared/node-kit.ts'
import { messageOf, readingOf, type WireReading } from '../shared/reading.ts'
import { ageText, statusOf } from '../shared/status.ts'
import { valueText } from '../shared/value-text.ts'
import { filterOf } from './filter.ts'
import { migrations } from './migrations.ts'

const AGE_EVERY_MS = 10_000

export default function register(RED: NodeAPI): void {
  function KitchenReadingIn(this: Node, raw: NodeDef): void {
    RED.nodes.createNode(this, raw)
    const kit = kitOf(RED, this)
    const config = migrate(raw as unknown as Record<string, unknown>, migrations)
    const link = gatewayOf(RED, text(config, 'gateway'))?.link
    if (link === undefined) {
      kit.show(statusOf.unset(kit.translate, 'no-gateway'))
      this.warn(kit.translate('hint.no-gateway'))
      return
    }
    let last: WireReading | undefined
    const show = () => {
      const offline = linkStatus(kit.translate, link.state)
      if (offline !== undefined) kit.show(offline)
      else if (last === undefined) kit.show(statusOf.waiting(kit.translate))
      else {
        const age = last.wall === null ? kit.translate('age.unknown') : ageText(kit.translate, kit.now() - last.wall)
        const shown = `${valueText(last.value, undefined, kit.language)} · ${age}`
        kit.show(last.quality === 'good' ? statusOf.good(shown) : statusOf.doubtful(shown))
      }
    }
    const output = text(config, 'output') === 'object' ? 'object' : 'value'
    const unsubscribe = link.subscribe(filterOf(config), (entry, latest) => {
      const reading = readingOf(entry)
      if (reading === undefined) return
      last = reading
      show()
      if (!latest) this.send(messageOf(reading, output, undefined))
      else if (config.latest === true) this.send({ ...messageOf(reading, output, undefined), latest: true })
    })
    const onState = kit.guard.wrap(show)
    link.onState.add(onState)
    kit.every(AGE_EVERY_MS, show)
    kit.guard.onClose(() => {
      unsubscribe()
      link.onState.delete(onState)
    })
    show()
  }
  RED.nodes.registerType('kitchen-reading-in', KitchenReadingIn)
}
