import type { Registry } from '@zaojun/core'
import type { Buses } from './buses.ts'

const OF_UNITS = ['unit', 'terminal']

/**
 * A password has changed: the bus it belongs to is made anew, so that nothing stays connected under the old one.
 * `bus.<id>`, `unit.<id>` and `terminal.<unit>` name whose it is.
 */
export async function followSecret(
  name: string,
  { units }: Pick<Registry, 'units'>,
  buses: Pick<Buses, 'renew'>,
): Promise<void> {
  const [word, ...rest] = name.split('.')
  const id = rest.join('.')
  const bus =
    word === 'bus' ? id : OF_UNITS.includes(word ?? '') ? units.find((unit) => unit.id === id)?.bus : undefined
  if (bus !== undefined) await buses.renew([bus])
}
