export { bindPoints } from './bind.ts'
export {
  type Addition,
  type Catalogue,
  type CatalogueContent,
  type CatalogueFile,
  catalogueFiles,
  loadCatalogue,
} from './catalogue.ts'
export { Behaviour, Channel, DerivedSource, FieldSource, RegisterSource, type Table } from './channel.ts'
export { unitFactor } from './check-form.ts'
export { causeAsRule } from './check-interlock.ts'
export { ProfileCommand } from './command.ts'
export { type CommandWrite, commandPdu } from './commands.ts'
export { deviceRules } from './device-rules.ts'
export { catalogueError } from './errors.ts'
export { type DutyPlan, Form, FormField } from './form.ts'
export { Interlock, type InterlockAct, type InterlockCause } from './interlock.ts'
export { Kind, KindCommand, KindEvent, KindLabel, KindPoint, Personal } from './kind.ts'
export { messageFields } from './message/decode.ts'
export { type ToldEvent, toldEvents } from './message/events.ts'
export { type Fields, type GivenMessage, isError, MESSAGE_FIELD, ownTime } from './message/message.ts'
export { type MessageOrder, type Sent, sendingOf } from './message/sending.ts'
export { makePack, type PackDraft, rawPublicKey } from './pack/make-pack.ts'
export { isRefusal, type OpenedPack, openPack, type PackGround, type TrustedKey } from './pack/open-pack.ts'
export { MAX_PACK_BYTES, PACK_CONTENT_TYPE, PACK_SUFFIX } from './pack/pack.ts'
export { numberOf, type Params, POLL_PARAM, paramsOf } from './params.ts'
export { Param, Profile } from './profile.ts'
export { ProfileEvent } from './profile-event.ts'
export { QUANTITIES, type QuantitySpec } from './quantity.ts'
export { type CatalogueRule, COMPARISONS, Rule, RuleFile, type Surrounding, type Watch } from './rule.ts'
export { isGood, isRejection, type StyleNote, styleNotes, unboundChannels } from './style.ts'
export { type ChannelValues, UnitDecoder } from './unit-decoder.ts'
export { bad, type ChannelValue, good } from './value.ts'
export { Vector } from './vector.ts'
export { fromHex, toHex, vectorFault } from './vectors.ts'
export type { Scalar } from './words.ts'
