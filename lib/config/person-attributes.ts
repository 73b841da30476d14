/** The DICOM attributes that identify a person, in the notations of keywords, dictionaries and databases. */
export const PERSON_NAME = [
  "(?:other[ _-]?|issuer[ _-]?of[ _-]?)?pat(?:ient)?(?:'?s)?[ _-]?(?:name|ids?|birth|sex|age|size|weight|address|comment|mother|phone|telephone|insurance|religious|alternative)[a-z_-]*",
  "(?:referring|performing|requesting|attending|consulting|reading)[ _-]?physician(?:'?s)?[a-z_-]*",
  '(?:name[ _-]?of[ _-]?)?physicians?[ _-]?(?:of|reading)[ _-]?[a-z]+|responsible[ _-]?person|operators?[ _-]?name',
  'patient(?=\\s{0,4}(?:[:=]|\\[(?!removed)))|mrn(?=\\s{0,4}[:=#])|medical[ _-]?record[ _-]?(?:number|no)',
  'accession(?:[ _-]?(?:number|no|nr|#)|(?=\\s{0,4}[:=]))|(?:study|admission)[ _-]?(?:id|description)|requested[ _-]?procedure[ _-]?description',
].join('|');
/** Their tags, with or without the comma. */
export const PERSON_TAG =
  '\\b(?:0010,?\\s?[0-9a-f]{4}|0008,?\\s?(?:0050|0080|0081|0090|1030|1048|1050|1060|1070)|0020,\\s?0010|00(?:32|38|40),\\s?[0-9a-f]{4})\\b';
