/** The words every part speaks. Wire codes of quality and origin are their index in these lists: append only. */
export const QUALITIES = ['good', 'uncertain', 'bad', 'stale'] as const
export const ORIGINS = ['measured', 'manual', 'simulated'] as const
/** `synced`: set by NTP or a battery clock · `set`: set by hand · `unsynced`: runs, not checked · `unknown`: never set since boot. */
export const CLOCKS = ['synced', 'set', 'unsynced', 'unknown'] as const
export const COMMAND_RESULTS = ['accepted', 'confirmed', 'refused', 'timed-out'] as const

/** Series key of a reading: `<device>/<point>`. */
export const seriesKey = (device: string, point: string): string => `${device}/${point}`
