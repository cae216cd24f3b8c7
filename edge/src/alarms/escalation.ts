import { CALLED, ESCALATION, type EscalationPlan, Id, SEVERITIES } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import TypeValue from 'typebox/value'
import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { fail } from './errors.ts'

const META_KEY = 'escalation'
const MOST_STEPS = 5
const DAY_MINUTES = 1440
const closed = { additionalProperties: false }

export const EscalationRow = Type.Object(
  {
    steps: Type.Array(
      Type.Object({ minutes: Type.Integer({ minimum: 1, maximum: DAY_MINUTES }), calls: Type.Enum(CALLED) }, closed),
      { maxItems: MOST_STEPS, description: 'Minutes without acknowledgement, ascending, and who is called then' },
    ),
    repeatMinutes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: DAY_MINUTES,
        description: 'The last is called again every so many minutes until somebody acknowledges',
      }),
    ),
  },
  closed,
)
/** What a site decided, by whom and why; severities it leaves out are as shipped. */
export const EscalationDecision = Type.Object(
  {
    plan: Type.Object(
      {
        major: Type.Optional(EscalationRow),
        critical: Type.Optional(EscalationRow),
        warn: Type.Optional(EscalationRow),
        info: Type.Optional(EscalationRow),
      },
      closed,
    ),
    reason: Type.String({ minLength: 1, maxLength: 400 }),
    by: Id,
    at: Type.Union([Type.Integer(), Type.Null()]),
  },
  closed,
)
export type EscalationDecision = Static<typeof EscalationDecision>

/** Who is called when nobody acknowledges, as this site decided it. Each decision is an event. */
export class EscalationSettings {
  private readonly ledger: Ledger
  private readonly clock: BoxClock
  private decided: EscalationDecision | undefined

  constructor(ledger: Ledger, clock: BoxClock, meta: Record<string, string>) {
    this.ledger = ledger
    this.clock = clock
    const kept: unknown = JSON.parse(meta[META_KEY] ?? 'null')
    if (TypeValue.Check(EscalationDecision, kept)) this.decided = kept
  }

  decision(): EscalationDecision | undefined {
    return this.decided
  }

  /** What is in force. */
  plan(): EscalationPlan {
    return { ...ESCALATION, ...this.decided?.plan }
  }

  /** Throws `ESCALATION_ORDER`, `ESCALATION_CRITICAL`. */
  async decide(decision: Omit<EscalationDecision, 'at'>): Promise<EscalationDecision> {
    for (const severity of SEVERITIES) {
      const steps = decision.plan[severity]?.steps ?? []
      if (steps.some(({ minutes }, index) => minutes <= (steps[index - 1]?.minutes ?? 0)))
        throw fail('ESCALATION_ORDER', { name: severity, place: `body/plan/${severity}/steps` })
    }
    if (decision.plan.critical?.steps.length === 0)
      throw fail('ESCALATION_CRITICAL', { place: 'body/plan/critical/steps' })
    const decided = { ...decision, at: this.clock.now().wall }
    await this.ledger.append(
      { type: 'event', event: 'escalation-decided', data: decided },
      { urgent: true, note: { key: META_KEY, value: JSON.stringify(decided) } },
    )
    this.decided = decided
    return decided
  }
}
