import type { Bilingual } from '#pipeline/model/dataset.ts'

/** What each check of looks measures, for people. */
export const LOOK_TEXTS = {
  'wall-share': { sv: 'Vanligaste väggen längs 200 m gata, där den är som vanligast', en: 'Commonest wall along 200 m of street, where it is most common' },
  'equal-neighbours': { sv: 'Grannhus med samma vägg', en: 'Neighbouring houses with the same wall' },
  'glass-share': { sv: 'Glas i fasaderna', en: 'Glass in the facades' },
  'top-kinds-least': { sv: 'Olika ytor på en hektar, där de är färst', en: 'Different surfaces on a hectare, where they are fewest' },
  'top-kinds-most': { sv: 'Olika ytor på en hektar, där de är flest', en: 'Different surfaces on a hectare, where they are most' },
  'single-cells': { sv: 'Ensamma rutor som inte liknar någon granne', en: 'Single cells unlike all their neighbours' },
  floating: { sv: 'Block som svävar', en: 'Floating blocks' },
  loose: { sv: 'Sand och grus utan stöd', en: 'Sand and gravel without support' },
  'bare-leaves': { sv: 'Löv utan stam i närheten', en: 'Leaves with no trunk near' },
  'open-water': { sv: 'Vatten bredvid luft', en: 'Water beside air' },
  'street-level': { sv: 'Tvärsnitt av gator som inte är plana', en: 'Cross-sections of streets that are not level' },
  'street-step': { sv: 'Högsta steget längs en gata', en: 'Highest step along a street' },
  'street-kinks': { sv: 'Knixar upp och ner längs gator', en: 'Humps and dips along streets' },
  'roof-roughness': { sv: 'Takens ojämnhet', en: 'Roughness of roofs' },
  'roof-colours': { sv: 'Byggnader med mer än en takfärg', en: 'Buildings with more than one roof colour' },
  doors: { sv: 'Byggnader mot gata med en dörr som går att nå', en: 'Buildings on a street with a door one can reach' },
} as const satisfies Record<string, Bilingual>

export type LookTextId = keyof typeof LOOK_TEXTS

/** Units as they are written after a figure. */
export const UNIT_TEXTS: Readonly<Record<string, Bilingual>> = {
  '%': { sv: '%', en: '%' },
  share: { sv: '%', en: '%' },
  m: { sv: 'm', en: 'm' },
  block: { sv: 'block', en: 'blocks' },
  blocks: { sv: 'block', en: 'blocks' },
  kinds: { sv: 'slag', en: 'kinds' },
  'per 100 m': { sv: 'per 100 m', en: 'per 100 m' },
}
