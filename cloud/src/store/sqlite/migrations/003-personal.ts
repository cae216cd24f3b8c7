/** Why and how long personal content is held, so that it goes when it is due or its consent is withdrawn. */
export const personal = `
ALTER TABLE part ADD COLUMN basis TEXT;
ALTER TABLE part ADD COLUMN person TEXT;
ALTER TABLE part ADD COLUMN expires INTEGER;
CREATE INDEX part_expires ON part (expires) WHERE expires IS NOT NULL AND erased_at IS NULL;
CREATE INDEX part_person ON part (site, person) WHERE person IS NOT NULL;
ALTER TABLE attachment ADD COLUMN purpose TEXT;
ALTER TABLE attachment ADD COLUMN basis TEXT;
ALTER TABLE attachment ADD COLUMN person TEXT;
ALTER TABLE attachment ADD COLUMN expires INTEGER;
CREATE INDEX attachment_expires ON attachment (expires) WHERE expires IS NOT NULL AND erased_at IS NULL;
CREATE INDEX attachment_person ON attachment (site, person) WHERE person IS NOT NULL;
`
