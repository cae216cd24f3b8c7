import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id } from '@zaojun/core'
import { type CatalogueRule, Rule } from '@zaojun/device-profiles'
import Type from 'typebox'
import { fail } from '../../alarms/errors.ts'
import { placements } from '../../alarms/placements.ts'
import { inForce, RuleSetting } from '../../alarms/rule-setting.ts'
import { tryRule } from '../../alarms/trial.ts'
import { actorOf } from '../actor.ts'
import { ADMIN } from '../session.ts'

const DAY_MS = 86_400_000
const MAX_TRIAL_DAYS = 31
const closed = { additionalProperties: false }
const ById = Type.Object({ id: Id })

/** A rule and what holds of it here. `inForce`: it judges; `advisory`: it does not sound until a person confirms it. */
const RuleRow = Type.Object({
  ...Rule.properties,
  jurisdiction: Id,
  inForce: Type.Boolean(),
  advisory: Type.Boolean(),
  devices: Type.Array(Id, { description: 'Where it judges' }),
  setting: Type.Optional(RuleSetting),
  outdated: Type.Optional(
    Type.Literal(true, { description: 'The rule has changed since the site decided: look at the setting again' }),
  ),
})
const { rule: _rule, ruleVersion: _ruleVersion, at: _at, by: _by, ...Decided } = RuleSetting.properties
const Decision = Type.Object({ ...Decided, by: Type.Optional(Id) }, closed)
const { reason: _reason, ...Tried } = Decided

const Outcome = Type.Object({
  device: Id,
  alarms: Type.Array(Type.Object({ from: Type.Integer(), to: Type.Union([Type.Integer(), Type.Null()]) })),
  unseen: Type.Boolean({ description: 'What the rule asks of the room around was taken as met' }),
})

export const ruleRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const alarming = () => app.box.alarming

  const ruleOf = (id: string): CatalogueRule => {
    const rule = alarming()
      .watcher.all()
      .find((each) => each.id === id)
    if (rule === undefined) throw fail('RULE_UNKNOWN', { name: id, place: id })
    return rule
  }
  /** Rows as everything stands now. */
  const rowMaker = () => {
    const { watcher, settings } = alarming()
    const inForce = new Map(watcher.inForce().map((rule) => [rule.id, rule]))
    const places = Map.groupBy(watcher.places(), ({ rule }) => rule.id)
    return (rule: CatalogueRule) => {
      const active = inForce.get(rule.id)
      const setting = settings.all().get(rule.id)
      return {
        ...rule,
        inForce: active !== undefined,
        advisory: active?.advisory ?? rule.citation.verified === 'memory',
        devices: places.get(rule.id)?.map(({ device }) => device.id) ?? [],
        ...(setting === undefined ? {} : { setting }),
        ...(setting !== undefined && (setting.ruleVersion ?? 1) < rule.version ? { outdated: true as const } : {}),
      }
    }
  }

  app.get('/api/rules', { schema: { response: { 200: Type.Object({ rules: Type.Array(RuleRow) }) } } }, async () => ({
    rules: alarming().watcher.all().map(rowMaker()),
  }))
  app.put(
    '/api/rules/:id',
    { schema: { params: ById, body: Decision, response: { 200: RuleRow } } },
    async (request) => {
      const { by: said, ...decision } = request.body
      const by = actorOf(app, request, 'change-rule', said)
      const rule = ruleOf(request.params.id)
      await alarming().settings.decide(rule, { ...decision, by })
      return rowMaker()(rule)
    },
  )
  app.post(
    '/api/rules/:id/trial',
    {
      schema: {
        description: 'What the rule, with these settings, would have done with what was measured',
        params: ById,
        body: Type.Object(
          { ...Tried, days: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_TRIAL_DAYS })) },
          closed,
        ),
        response: { 200: Type.Object({ from: Type.Integer(), to: Type.Integer(), outcomes: Type.Array(Outcome) }) },
      },
    },
    async ({ params: { id }, body: { days = 7, ...tried } }) => {
      const { ledger, registry, catalogue, clock } = app.box
      const active = inForce(ruleOf(id), { ...tried, enabled: true, rule: id, by: ADMIN, at: null, reason: 'trial' })
      const to = clock.now().wall ?? Date.now()
      const span = { from: to - days * DAY_MS, to }
      const places = active === undefined ? [] : placements([active], registry.current, catalogue)
      const outcomes = []
      for (const place of places) outcomes.push(await tryRule(ledger, place, span))
      return { ...span, outcomes }
    },
  )
}
