import type { Bilingual } from '#pipeline/model/dataset.ts'
import type { ProblemCode } from '#pipeline/model/problem.ts'

/** For each problem: what it is, what became of the object, and what to do about it where the data is kept. */
export interface ProblemText {
  what: Bilingual
  became: Bilingual
  remedy: Bilingual
}

export const PROBLEM_TEXTS: Readonly<Record<ProblemCode, ProblemText>> = {
  'null-geometry': {
    what: { sv: 'Objektet saknar geometri', en: 'The object has no geometry' },
    became: { sv: 'Det är utelämnat.', en: 'It was left out.' },
    remedy: {
      sv: 'Rita objektet, fyll i dess koordinater, eller ta bort raden ur registret om den inte längre avser något.',
      en: 'Draw the object, fill in its coordinates, or delete the row if it no longer stands for anything.',
    },
  },
  'empty-geometry': {
    what: { sv: 'Geometrin är tom', en: 'The geometry is empty' },
    became: { sv: 'Objektet är utelämnat.', en: 'The object was left out.' },
    remedy: {
      sv: 'Rita om objektet eller ta bort det; tomma geometrier blir ofta kvar efter klippning.',
      en: 'Redraw the object or delete it; empty geometries are often left over from clipping.',
    },
  },
  'invalid-geometry': {
    what: { sv: 'Ytan korsar eller nuddar sig själv', en: 'The polygon crosses or touches itself' },
    became: { sv: 'Den är lagad och använd; formen kan ha ändrats lite.', en: 'It was repaired and used; its shape may have changed a little.' },
    remedy: {
      sv: 'Kör geometrikontrollen i ditt GIS och rätta ytan vid den angivna punkten.',
      en: 'Run the geometry check of your GIS and correct the polygon at the place given.',
    },
  },
  'unrepairable-geometry': {
    what: { sv: 'Ytan är så trasig att den inte går att laga', en: 'The polygon is too broken to be repaired' },
    became: { sv: 'Objektet är utelämnat.', en: 'The object was left out.' },
    remedy: { sv: 'Rita om objektet från grunden.', en: 'Redraw the object from scratch.' },
  },
  'wrong-geometry-type': {
    what: { sv: 'Geometrin är av fel slag för lagret', en: 'The geometry is of a kind the layer does not take' },
    became: { sv: 'Objektet är utelämnat.', en: 'The object was left out.' },
    remedy: {
      sv: 'Flytta objektet till ett lager för punkter, linjer respektive ytor, eller filtrera bort det i lagrets definition.',
      en: 'Move the object to a layer of points, lines or polygons as it should be, or filter it out in the layer’s definition.',
    },
  },
  'curved-geometry': {
    what: { sv: 'Geometrin har bågar', en: 'The geometry has curves' },
    became: { sv: 'Bågarna är ersatta av korta raka linjer.', en: 'The curves were replaced by short straight lines.' },
    remedy: {
      sv: 'Inget behöver göras. Exportera med raka segment om du själv vill bestämma hur tätt brytpunkterna ligger.',
      en: 'Nothing needs doing. Export straight segments if you want to decide yourself how close the vertices lie.',
    },
  },
  'outside-area': {
    what: { sv: 'Koordinaterna ligger långt utanför kommunen', en: 'The coordinates lie far outside the municipality' },
    became: { sv: 'Objektet är utelämnat.', en: 'The object was left out.' },
    remedy: {
      sv: 'Kontrollera att östlig och nordlig koordinat inte är omkastade och att rätt koordinatsystem är angivet.',
      en: 'Check that easting and northing are not swapped, and that the right coordinate system is stated.',
    },
  },
  'duplicate-id': {
    what: { sv: 'Samma id används av flera objekt', en: 'Several objects have the same id' },
    became: { sv: 'Alla är använda; de senare har fått ett tillägg till sitt id.', en: 'All were used; the later ones had something added to their id.' },
    remedy: {
      sv: 'Ge objekten var sitt id. Tills dess kan deras id ändras från en utgåva till nästa.',
      en: 'Give each object an id of its own. Until then their ids may change from one release to the next.',
    },
  },
  'duplicate-geometry': {
    what: { sv: 'Samma form finns två gånger', en: 'The same shape is there twice' },
    became: { sv: 'Det första objektet är använt, det andra utelämnat.', en: 'The first object was used, the second left out.' },
    remedy: { sv: 'Ta bort dubbletten, eller slå ihop de två objektens uppgifter.', en: 'Delete the duplicate, or join the attributes of the two.' },
  },
  'missing-id': {
    what: { sv: 'Objektet saknar id', en: 'The object has no id' },
    became: { sv: 'Det är använt, med ett id som räknats fram ur formen.', en: 'It was used, with an id made from its shape.' },
    remedy: {
      sv: 'Fyll i id-kolumnen; annars får objektet ett nytt id varje gång formen ändras.',
      en: 'Fill in the id column; otherwise the object gets a new id whenever its shape changes.',
    },
  },
  'bad-number': {
    what: { sv: 'Ett värde som ska vara ett tal är det inte', en: 'A value that should be a number is not' },
    became: { sv: 'Objektet är använt utan värdet.', en: 'The object was used without the value.' },
    remedy: { sv: 'Rätta värdet; skriv enheter och kommentarer i en annan kolumn.', en: 'Correct the value; write units and remarks in another column.' },
  },
  'unknown-value': {
    what: { sv: 'Ett värde finns inte i uppslagslistan', en: 'A value is missing from the lookup list' },
    became: { sv: 'Objektet är använt utan värdet.', en: 'The object was used without the value.' },
    remedy: {
      sv: 'Rätta värdet om det är felskrivet. Är det nytt i registret: lägg till det i uppslagslistan i lagrets definition.',
      en: 'Correct the value if it is misspelt. If it is new in the register, add it to the lookup in the layer’s definition.',
    },
  },
  'bad-text': {
    what: { sv: 'Text innehåller tecken som inte går att läsa', en: 'A text holds characters that cannot be read' },
    became: { sv: 'Texten är använd, med ersättningstecken.', en: 'The text was used, with replacement characters.' },
    remedy: {
      sv: 'Ange rätt teckenkodning för källan, eller exportera den på nytt i UTF-8.',
      en: 'State the source’s character encoding, or export it again in UTF-8.',
    },
  },
  'implausible-value': {
    what: { sv: 'Ett värde är orimligt stort eller litet', en: 'A value is implausibly large or small' },
    became: { sv: 'Objektet är använt utan värdet.', en: 'The object was used without the value.' },
    remedy: { sv: 'Kontrollera värdet och dess enhet (meter, decimeter, centimeter).', en: 'Check the value and its unit (metres, decimetres, centimetres).' },
  },
  'too-small': {
    what: { sv: 'Objektet är för litet för att synas', en: 'The object is too small to be seen' },
    became: { sv: 'Det är utelämnat.', en: 'It was left out.' },
    remedy: {
      sv: 'Kontrollera om det är ett ritfel, till exempel en flisa mellan två ytor. Är det rätt behöver inget göras.',
      en: 'Check whether it is a drawing error, such as a sliver between two polygons. If it is right, nothing needs doing.',
    },
  },
  'no-height': {
    what: { sv: 'Inget säger hur högt objektet är', en: 'Nothing tells how high the object is' },
    became: { sv: 'Det är ritat med en höjd som är vanlig för sin storlek.', en: 'It was drawn with a height usual for its size.' },
    remedy: {
      sv: 'Fyll i höjd eller antal våningar, eller uppdatera ytmodellen. Är huset rivet: ta bort det.',
      en: 'Fill in the height or the number of storeys, or update the surface model. If the building is gone, delete it.',
    },
  },
  'overlaps-another': {
    what: { sv: 'Två objekt gör anspråk på samma mark', en: 'Two objects claim the same ground' },
    became: { sv: 'Båda är ritade; det ena får marken de delar.', en: 'Both were drawn; one of them gets the ground they share.' },
    remedy: {
      sv: 'Rätta gränsen mellan objekten, eller ta bort det som ersatts.',
      en: 'Correct the border between the objects, or delete the one that was replaced.',
    },
  },
  'nodata-inside': {
    what: { sv: 'Rastret har hål inne i området', en: 'The raster has holes inside the area' },
    became: { sv: 'Hålen är lämnade eller fyllda från ett annat lager.', en: 'The holes were left, or filled from another layer.' },
    remedy: { sv: 'Fyll hålen i källan, eller lägg till ett lager som täcker dem.', en: 'Fill the holes in the source, or add a layer that covers them.' },
  },
  'above-limit': {
    what: { sv: 'Objektet är högre än vad en värld rymmer', en: 'The object is higher than a world can hold' },
    became: { sv: 'Det är utelämnat.', en: 'It was left out.' },
    remedy: {
      sv: 'Kontrollera höjden och dess enhet. Är den rätt: sänk zeroY i rutnätet eller verticalScale i världen.',
      en: 'Check the height and its unit. If it is right, lower zeroY in the grid or verticalScale in the world.',
    },
  },
  'hidden-by-another': {
    what: { sv: 'Objektet döljs helt av ett annat', en: 'Another object hides this one completely' },
    became: { sv: 'Bara det andra syns.', en: 'Only the other is seen.' },
    remedy: { sv: 'Ta bort det objekt som ersatts, eller dubbletten.', en: 'Delete the object that was replaced, or the duplicate.' },
  },
  'layer-empty': {
    what: { sv: 'Lagret har inget i området', en: 'The layer has nothing in the area' },
    became: { sv: 'Världen är gjord utan lagret.', en: 'The world was made without the layer.' },
    remedy: {
      sv: 'Kontrollera att källan täcker området, att filtret inte tar bort allt och att koordinatsystemet är rätt.',
      en: 'Check that the source covers the area, that the filter does not remove everything, and that the coordinate system is right.',
    },
  },
  underground: {
    what: { sv: 'Objektet ligger under jord', en: 'The object lies underground' },
    became: { sv: 'Det är utelämnat: tunnlar ritas inte.', en: 'It was left out: tunnels are not drawn.' },
    remedy: { sv: 'Inget behöver göras, om det verkligen ligger under jord.', en: 'Nothing needs doing, if it truly lies underground.' },
  },
  'no-ground': {
    what: { sv: 'Objektet ligger där världen saknar mark', en: 'The object lies where the world has no ground' },
    became: { sv: 'Det är utelämnat.', en: 'It was left out.' },
    remedy: {
      sv: 'Lägg till ett marklager som täcker platsen, eller gör världens område mindre.',
      en: 'Add a terrain layer that covers the place, or make the world’s area smaller.',
    },
  },
}
