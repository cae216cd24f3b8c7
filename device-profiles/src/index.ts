export { bindPoints } from './bind.ts'
export { type Catalogue, loadCatalogue } from './catalogue.ts'
export { ONE_WAY } from './check-profile.ts'
export { commandPdu } from './commands.ts'
export { catalogueError } from './errors.ts'
export { Kind, KindCommand, KindPoint } from './kind.ts'
export { type Params, POLL_PARAM, paramsOf, type Scalar } from './params.ts'
export {
  Behaviour,
  Channel,
  DerivedSource,
  Param,
  Profile,
  ProfileCommand,
  RegisterSource,
  type Table,
  Vector,
} from './profile.ts'
export { type ChannelValues, UnitDecoder } from './unit-decoder.ts'
export { bad, type ChannelValue, good } from './value.ts'
export { fromHex, toHex, vectorFault } from './vectors.ts'
