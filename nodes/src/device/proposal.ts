import type { DeviceProposal } from '@zaojun/core'
import { isId, isName, within } from '../shared/checks.ts'
import { type Config, text, whole } from '../shared/migrate.ts'

/** What a device node proposes, or the status key that says what is missing. `unit` is the picked unit's id. */
export function proposalOf(
  config: Config,
  kind: string,
  node: string,
  unit: string,
): { proposal: DeviceProposal } | { missing: 'no-id' | 'no-zone' | 'no-unit' | 'no-name' | 'bad-position' } {
  const id = text(config, 'device')
  const zone = text(config, 'zone')
  const name = text(config, 'name') || id
  const position = whole(config, 'position')
  if (!isId(id)) return { missing: 'no-id' }
  if (!isId(zone)) return { missing: 'no-zone' }
  if (!isName(name)) return { missing: 'no-name' }
  if (!isId(unit)) return { missing: 'no-unit' }
  if (!within(position, 1, 64)) return { missing: 'bad-position' }
  return { proposal: { id, kind, name, zone, unit, node, ...(position === undefined ? {} : { position }) } }
}
