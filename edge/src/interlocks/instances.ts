import type { Device, Registry } from '@zaojun/core'
import { type Catalogue, causeAsRule, type Interlock, type InterlockAct, type Rule } from '@zaojun/device-profiles'
import { Judge } from '../alarms/judge.ts'
import { judges, labelOf } from '../alarms/placements.ts'

/** One condition of an interlock at one device. */
export type Cause = { rule: Rule; device: Device; point: string; judge: Judge }
/** One device an interlock orders. */
export type Target = { act: InterlockAct; device: Device }
/** An interlock at work in one zone, or at one device where it orders only what trips it. */
export type Instance = { key: string; interlock: Interlock; zone: string; causes: Cause[]; targets: Target[] }

/** The instances that follow from the registry. One without targets is listed too: it can do nothing, and says so. */
export function instancesOf(
  registry: Registry,
  { interlocks, kinds }: Pick<Catalogue, 'interlocks' | 'kinds'>,
): Instance[] {
  const devices = registry.devices.filter(({ state }) => state !== 'retired')
  const targetsOf = (interlock: Interlock, near: Device[], itself: Device | undefined): Target[] =>
    interlock.acts.flatMap((act) =>
      near
        .filter((device) => device.kind === act.kind && (act.itself !== true || device.id === itself?.id))
        .filter((device) =>
          Object.entries(act.labels ?? {}).every(
            ([label, choice]) => labelOf(device, kinds.get(device.kind), label) === choice,
          ),
        )
        .map((device) => ({ act, device })),
    )
  return [...interlocks.values()].flatMap((interlock): Instance[] => {
    const causes = interlock.causes.flatMap((cause) => {
      const rule = causeAsRule(interlock, cause)
      if (!('point' in rule.watch)) return []
      const { point } = rule.watch
      return devices
        .filter((device) => judges(rule, device, kinds.get(device.kind), registry))
        .map((device): Cause => ({ rule, device, point, judge: new Judge(rule) }))
    })
    const lone = interlock.acts.every(({ itself }) => itself === true)
    const places = new Set(causes.map(({ device }) => (lone ? device.id : device.zone)))
    return [...places].map((place): Instance => {
      const here = causes.filter(({ device }) => place === (lone ? device.id : device.zone))
      const zone = here[0]?.device.zone ?? ''
      const near = devices.filter((device) => device.zone === zone)
      const targets = targetsOf(interlock, near, lone ? here[0]?.device : undefined)
      return { key: `${interlock.id}.${place}`, interlock, zone, causes: here, targets }
    })
  })
}
