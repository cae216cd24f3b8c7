import { catalogueFiles, loadCatalogue, SHIPPED } from './src/catalogue.ts'
import { writeParsed } from './src/parsed.ts'

/** Parses the shipped catalogue once, so that a box does not at every start. */
writeParsed(
  catalogueFiles(SHIPPED).map(({ bytes }) => bytes),
  () => loadCatalogue(),
)
