import type { Bus, Unit } from '@zaojun/core'
import type { DriverContext } from '../driver.ts'

/**
 * The password a unit must know: its own (`unit.<id>`) before that of its bus (`bus.<id>`). `open` where there is none
 * and the units are simulated; undefined where nobody may pass.
 */
export function passwordOf(
  unit: Pick<Unit, 'id'>,
  bus: Bus,
  context: Pick<DriverContext, 'secret'>,
): { secret: string } | 'open' | undefined {
  const secret = context.secret(`unit.${unit.id}`) ?? context.secret(`bus.${bus.id}`)
  if (secret !== undefined && secret !== '') return { secret }
  return bus.simulated === true ? 'open' : undefined
}
