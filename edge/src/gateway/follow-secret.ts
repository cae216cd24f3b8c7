import type { Registry } from '@zaojun/core'
import type { Buses } from './buses.ts'

/**
 * A password has changed: the bus it belongs to is made anew, so that nothing stays connected under the old one.
 * `bus.<id>` and `unit.<id>` name whose it is.
 */
export async function followSecret(
  name: string,
  { units }: Pick<Registry, 'units'>,
  buses: Pick<Buses, 'renew'>,
): Promise<void> {
  const [word, ...rest] = name.split('.')
  const id = rest.join('.')
  const bus = word === 'bus' ? id : word === 'unit' ? units.find((unit) => unit.id === id)?.bus : undefined
  if (bus !== undefined) await buses.renew([bus])
}
