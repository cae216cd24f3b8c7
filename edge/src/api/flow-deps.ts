import type { CatalogueSummary, Entry } from '@zaojun/core'
import type { FlowDeps } from '../flows/index.ts'
import type { Box } from '../gateway/box.ts'
import { summaryOf } from '../gateway/catalogue-summary.ts'
import { serialPorts } from '../setup/serial-ports.ts'

/** Orders from flows carry this name. */
const FLOW = 'flow'

/** What flows may see and do of the box, and nothing else. */
export function flowDeps(box: Box): FlowDeps {
  const { registry, ledger, healths, commands, report } = box
  return {
    box: box.identity.id,
    token: () => box.flowToken,
    registry: () => registry.current,
    catalogue: () => pickersOf(box),
    generation: (source) => registry.generation(source),
    applySnapshot: (snapshot, source) => registry.applySnapshot(snapshot, source),
    latest: () => latestEntries(box),
    onEntries: (listener) => ledger.onCommitted(listener),
    onRegistry: (listener) => registry.onChange(listener),
    health: () => healths.all(),
    onHealth: (listener) => healths.onChange(listener),
    command: (order, accepted) => commands.give({ ...order, by: FLOW }, accepted),
    recordEvent: async (event) => {
      const seq = await ledger.append({ type: 'event', ...event }, { urgent: true })
      const kind = registry.current.devices.find(({ id }) => id === event.device)?.kind
      if (kind !== undefined) box.alarming.watcher.hear({ ...event, kind })
      return seq
    },
    report: ({ code, message, place }) => report.fault({ code, message, place: place ?? 'flows' }),
  }
}

/** What the editor's dialogs offer: the catalogue, the ports of this box, and who spoke without being known. */
const pickersOf = ({ catalogue, registry, buses }: Box): CatalogueSummary => ({
  ...summaryOf(catalogue),
  serialPorts: serialPorts(registry.current.buses),
  strangers: buses.all().flatMap((driver) => {
    const { bus, strangers = [] } = driver.stats()
    return strangers.map((each) => ({ bus, ...each }))
  }),
})

/** Current values as entries: stamped with when they arrived, and the seq of the last recorded one. */
function* latestEntries({ points, clock }: Box): Iterable<Entry> {
  const now = clock.now()
  for (const { reading, mono, seq } of points.all()) {
    const wall = now.wall === null ? null : now.wall - (now.mono - mono)
    if (seq !== null) yield { seq, era: now.era, mono, wall, clock: now.clock, ...reading }
  }
}
