export { bindPoints } from './bind.ts'
export { type Catalogue, loadCatalogue } from './catalogue.ts'
export { catalogueError } from './errors.ts'
export { Kind, KindCommand, KindPoint } from './kind.ts'
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
