import { FAILURE_REASONS, type ObjectUids, type StoreOutcome } from '../store/outcome';

/**
 * The Store Instances Response Module (DICOM PS3.18, annex I.1, table I.1-1), as DICOM JSON (PS3.18, annex F) and as the Native
 * DICOM Model in XML (PS3.19, section A.1).
 */

interface Attribute {
  readonly tag: string;
  readonly vr: 'LO' | 'UI' | 'UR' | 'US' | 'SQ';
  readonly keyword: string;
  readonly values: readonly (string | number | readonly Attribute[])[];
}

/** Attributes in the order of their tags. */
export type ResponseModule = readonly Attribute[];

const retrieveUrl = (url: string | undefined): Attribute => ({
  tag: '00081190',
  vr: 'UR',
  keyword: 'RetrieveURL',
  values: url === undefined ? [] : [url],
});

/** Not part of the module: the attribute for a text in C-STORE responses (PS3.7, annex C), at most 64 characters. */
const errorComment = (text: string): Attribute => ({
  tag: '00000902',
  vr: 'LO',
  keyword: 'ErrorComment',
  values: [text],
});

/** The SOP Instance Reference macro (PS3.3, table 10-11). */
const reference = ({ sopClass, sopInstance }: Pick<ObjectUids, 'sopClass' | 'sopInstance'>): readonly Attribute[] => [
  { tag: '00081150', vr: 'UI', keyword: 'ReferencedSOPClassUID', values: [sopClass] },
  { tag: '00081155', vr: 'UI', keyword: 'ReferencedSOPInstanceUID', values: [sopInstance] },
];

const sequence = (tag: string, keyword: string, items: readonly (readonly Attribute[])[]): readonly Attribute[] =>
  items.length === 0 ? [] : [{ tag, vr: 'SQ', keyword, values: items }];

export interface ResponseOptions {
  /** The base URL of QIDO-RS and WADO-RS, without a slash at the end. */
  readonly baseUrl: string;
  readonly largestObjectBytes: number;
}

export function responseModule(
  outcomes: readonly StoreOutcome[],
  { baseUrl, largestObjectBytes }: ResponseOptions,
): ResponseModule {
  const stored = outcomes.flatMap((outcome) => (outcome.kind === 'stored' ? [outcome.uids] : []));
  const failures = outcomes.flatMap((outcome) => {
    if (outcome.kind === 'stored') return [];
    const { sopClass, sopInstance } = outcome.uids;
    const macro = sopClass === undefined || sopInstance === undefined ? undefined : { sopClass, sopInstance };
    const { code } = FAILURE_REASONS[outcome.reason];
    const reason: Attribute = { tag: '00081197', vr: 'US', keyword: 'FailureReason', values: [code] };
    const comment =
      outcome.reason === 'too-large' ? [errorComment(`At most ${largestObjectBytes} bytes are accepted.`)] : [];
    return [{ macro, reason, comment }];
  });
  const studies = [...new Set(stored.map(({ study }) => study))];
  const [study] = studies;
  return [
    // The URL of the study. If the body had several studies, there is no common URL.
    retrieveUrl(studies.length === 1 ? `${baseUrl}/studies/${study}` : undefined),
    ...sequence(
      '00081198',
      'FailedSOPSequence',
      failures.flatMap(({ macro, reason, comment }) =>
        macro === undefined ? [] : [[...comment, ...reference(macro), reason]],
      ),
    ),
    ...sequence(
      '00081199',
      'ReferencedSOPSequence',
      stored.map((uids) => [
        ...reference(uids),
        retrieveUrl(`${baseUrl}/studies/${uids.study}/series/${uids.series}/instances/${uids.sopInstance}`),
      ]),
    ),
    // Failures of objects without UIDs (table I.1-1).
    ...sequence(
      '0008119A',
      'OtherFailuresSequence',
      failures.flatMap(({ macro, reason, comment }) => (macro === undefined ? [[...comment, reason]] : [])),
    ),
  ];
}

export const toJson = (module: ResponseModule): string => JSON.stringify(jsonOf(module));

const jsonOf = (attributes: readonly Attribute[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    attributes.map(({ tag, vr, values }) => [
      tag,
      {
        vr,
        ...(values.length > 0 && { Value: values.map((value) => (isItem(value) ? jsonOf(value) : value)) }),
      },
    ]),
  );

export const toXml = (module: ResponseModule): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">${xmlOf(module)}</NativeDicomModel>\n`;

const xmlOf = (attributes: readonly Attribute[]): string =>
  attributes
    .map(({ tag, vr, keyword, values }) => {
      const content = values.map((value, index) =>
        isItem(value)
          ? `<Item number="${index + 1}">${xmlOf(value)}</Item>`
          : `<Value number="${index + 1}">${escaped(String(value))}</Value>`,
      );
      return `<DicomAttribute tag="${tag}" vr="${vr}" keyword="${keyword}">${content.join('')}</DicomAttribute>`;
    })
    .join('');

const isItem = (value: string | number | readonly Attribute[]): value is readonly Attribute[] =>
  typeof value === 'object';

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
