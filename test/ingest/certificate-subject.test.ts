import fc from 'fast-check';
import { SUBJECT_WITH_ONE_CN } from '../../lib/ingest/certificate-subject';

const cn = (subject: string): string | undefined => new RegExp(SUBJECT_WITH_ONE_CN).exec(subject)?.[1];
/** As OpenSSL and RFC 2253 write a value. */
const escaped = (value: string): string => value.replace(/[,+"\\<>;]|^[ #]| $/g, (character) => `\\${character}`);

describe('the CN of a subject', () => {
  test.each([
    ['CN=auckland-heart'],
    ['CN=auckland-heart,OU=Cardiology,O=Auckland Heart Clinic,C=NZ'],
    ['O=Auckland Heart Clinic,CN=auckland-heart,C=NZ'],
    ['CN=auckland-heart,O=Heart\\, Lung \\+ Co,L='],
    ['CN=auckland-heart,O=M\\C4\\81ori Clinic'],
    ['CN=auckland-heart,O=Māori Clinic'],
    ['CN=auckland-heart,1.2.840.113549.1.9.1=#1601AB'],
    ['CN=auckland-heart,O=x\\,CN=other'],
  ])('%s', (subject) => {
    expect(cn(subject)).toBe('auckland-heart');
  });

  test.each([
    [''],
    ['O=auckland-heart'],
    ['CN=auckland-heart,CN=other'],
    ['CN=other,CN=auckland-heart'],
    ['CN=auckland-heart,cn=other'],
    ['CN=auckland-heart,commonName=other'],
    ['CN=auckland-heart,2.5.4.3=#0C056F74686572'],
    ['CN=auckland-heart,OID.2.5.4.3=other'],
    ['cn=auckland-heart'],
    ['CN=auckland-heart+O=x'],
    ['O=x+CN=auckland-heart'],
    ['CN="auckland-heart"'],
    ['CN=auckland-heart, CN=other'],
    ['CN=auckland-heart, O=x'],
    ['CN=auckland-heart ,O=x'],
    ['CN= auckland-heart'],
    ['CN=auckland\\2Dheart'],
    ['CN=Auckland-heart'],
    ['CN=auckland-heart\\'],
    ['CN=auckland-heart;O=x'],
    ['/CN=auckland-heart'],
    ['CN=auckland-heart,'],
    ['CN=auckland-heart\n'],
  ])('none in %j', (subject) => {
    expect(cn(subject)).toBeUndefined();
  });

  test('whatever stands in the other attributes, it is never taken for the CN', () => {
    const value = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom(
        'x,CN=victim',
        'CN=victim',
        '\\,CN=victim',
        'x\\',
        ' ',
        '#',
        'x+CN=victim',
        '"',
        'x,CN=victim,O=y',
      ),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 3 }), fc.array(value, { maxLength: 3 }), (before, after) => {
        const others = (values: readonly string[]): readonly string[] => values.map((text) => `O=${escaped(text)}`);
        const found = cn([...others(before), 'CN=own-site', ...others(after)].join(','));
        expect(['own-site', undefined]).toContain(found);
      }),
    );
  });

  test('and a writer that escapes nothing gains nothing: a second CN is refused', () => {
    const value = fc.constantFrom('x', 'x,CN=victim', 'CN=victim,O=y', ' x,CN=victim', 'x+CN=victim');
    fc.assert(
      fc.property(value, value, (before, after) => {
        expect(cn(`O=${before},CN=own-site,O=${after}`)).not.toBe('victim');
      }),
    );
  });
});
