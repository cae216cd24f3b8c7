import { calibrationsInForce, type Device, isOverdue, type Registry } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import { type SetupWarning, setupWarnings } from '../setup/warnings.ts'

/** What should be said of a device beside its health: `calibration-overdue`, or a set-up warning. */
export class DeviceNotes {
  private readonly catalogue: Catalogue
  private readonly today: (timeZone: string) => string | null
  private registry: Registry | undefined
  private warned: SetupWarning[] = []

  /** `today`: the date in a time zone, `2027-03-31`; null while the box does not know it. */
  constructor(catalogue: Catalogue, today: (timeZone: string) => string | null) {
    this.catalogue = catalogue
    this.today = today
  }

  follow(registry: Registry): void {
    this.registry = registry
    this.warned = setupWarnings(registry, this.catalogue)
  }

  warnings(): SetupWarning[] {
    return this.warned
  }

  of({ id, points }: Device): string[] {
    const { registry } = this
    if (registry === undefined) return []
    const notes = this.warned.filter(({ device }) => device === id).map(({ code }): string => code)
    const today = registry.calibrations === undefined ? null : this.today(registry.site.timeZone)
    if (today === null) return notes
    const bound = Object.values(points)
    for (const unit of new Set(bound.map((binding) => binding.unit)))
      for (const calibration of calibrationsInForce(registry.calibrations ?? [], unit).values())
        if (isOverdue(calibration, today) && !notes.includes('calibration-overdue')) notes.push('calibration-overdue')
    return notes
  }
}
