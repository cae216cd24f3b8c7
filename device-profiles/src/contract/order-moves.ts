import type { Kind } from '../kind.ts'

/** Orders by name: the points they may move, the first that a kind has, and to what; without `to` the order carries it. */
const MOVES: Record<string, { points: string[]; to?: boolean }> = {
  start: { points: ['running', 'purifier-on'], to: true },
  stop: { points: ['running', 'purifier-on'], to: false },
  'switch-on': { points: ['lamp-on', 'switched-on', 'conditioner-on'], to: true },
  'switch-off': { points: ['lamp-on', 'switched-on', 'conditioner-on'], to: false },
  'fan-start': { points: ['fan-on'], to: true },
  'fan-stop': { points: ['fan-on'], to: false },
  'pump-start': { points: ['pump-on'], to: true },
  'pump-stop': { points: ['pump-on'], to: false },
  'skimmer-start': { points: ['skimmer-on'], to: true },
  'skimmer-stop': { points: ['skimmer-on'], to: false },
  'siren-on': { points: ['siren-on'], to: true },
  'siren-off': { points: ['siren-on'], to: false },
  arm: { points: ['armed'], to: true },
  disarm: { points: ['armed'], to: false },
  unlock: { points: ['locked'], to: false },
  lock: { points: ['locked'], to: true },
  close: { points: ['closed', 'valve-closed'], to: true },
  'shut-off': { points: ['flame-on'], to: false },
  wash: { points: ['washing'], to: true },
  dispense: { points: ['dispensing'], to: true },
  reverse: { points: ['reversing'], to: true },
  defrost: { points: ['defrosting'], to: true },
  'set-target': { points: ['target-temperature', 'portion-target'] },
  'set-target-humidity': { points: ['target-humidity'] },
  'set-session': { points: ['session-target'] },
  'set-duration': { points: ['duration-target'] },
  'set-soak': { points: ['soak-target'] },
  'set-unattended-limit': { points: ['unattended-limit'] },
  'set-emissivity': { points: ['emissivity'] },
  'unlock-cell': { points: ['unlocked-cell'] },
}

/** The point an order of the kind moves and to what; its first point, moved to nothing, where it moves none. */
export function moveOf(kind: Kind, command: string): { point: string; to?: boolean; moves: boolean } {
  const { points = [], to } = MOVES[command] ?? {}
  const point = points.find((each) => kind.points[each] !== undefined)
  if (point === undefined) return { point: Object.keys(kind.points)[0] ?? '', moves: false }
  return { point, moves: true, ...(to === undefined ? {} : { to }) }
}
