import { type Calibration, type Correction, calibrationsInForce, correctionOf, type Registry } from '@zaojun/core'

/** The corrections in force, by unit and channel, as the registry's calibrations make them. */
export class Corrections {
  private byUnit = new Map<string, Map<string, Correction>>()
  private calibrations: readonly Calibration[] = []

  follow({ calibrations = [] }: Registry): void {
    if (calibrations === this.calibrations) return
    this.calibrations = calibrations
    this.byUnit = new Map(
      [...new Set(calibrations.map(({ unit }) => unit))].map((id) => {
        const corrections = new Map<string, Correction>()
        for (const [channel, calibration] of calibrationsInForce(calibrations, id)) {
          const correction = correctionOf(calibration)
          if (correction !== undefined) corrections.set(channel, correction)
        }
        return [id, corrections]
      }),
    )
  }

  of(unit: string): ReadonlyMap<string, Correction> | undefined {
    return this.byUnit.get(unit)
  }
}
