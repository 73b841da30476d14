import fc from 'fast-check';
import { gateConfiguration } from '../../lib/ingest/gate';
import { gateStart, passwordVariable } from '../../lib/ingest/gate-start';
import { FromEnvironment, orthancJson } from '../../lib/ingest/json-text';
import { s3Storage, serverConfiguration } from '../../lib/ingest/server';
import { type IngestSite, ingestSites } from '../../lib/ingest/sites';
import { aFleet, anEnvironment, aSite } from '../support/fixtures';

const GATE = {
  address: '0.0.0.0',
  ports: { mtls: 8443, basic: 8444, inner: 8080 },
  serverPort: 8042,
  certificate: '/run/gate/tls.crt',
  certificateKey: '/run/gate/tls.key',
  folder: '/run/gate',
  reads: 'existence' as const,
  idleSeconds: 300,
};
const SERVER = {
  httpPort: 8042,
  dicomPort: 11112,
  aeTitle: 'HEARTLAB',
  idleSeconds: 300,
  database: {
    host: 'db.example',
    port: 5432,
    name: 'stow',
    userVariable: 'DATABASE_USER',
    passwordVariable: 'DATABASE_PASSWORD',
  },
  storage: s3Storage('a-bucket', 'ap-southeast-2'),
  plugins: ['/plugins/a.so'],
  folder: '/tmp',
};

const siteName = fc.stringMatching(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/);
const aeTitle = fc.oneof(
  fc.stringMatching(/^[!-[\]-~]([ -[\]-~]{0,14}[!-[\]-~])?$/),
  // So that one title stands in several places.
  fc.constantFrom('CT1', 'PACS'),
);
const sites: fc.Arbitrary<readonly IngestSite[]> = fc
  .uniqueArray(
    fc.record({
      site: siteName,
      auth: fc.constantFrom('mtls' as const, 'basic' as const),
      callingAeTitles: fc.array(aeTitle, { maxLength: 3 }),
      deliveries: fc.array(
        fc.record({ aeTitle, host: fc.constant('a.delivery.example'), port: fc.integer({ min: 1, max: 65534 }) }),
        { maxLength: 3 },
      ),
    }),
    { selector: ({ site }) => site, maxLength: 12 },
  )
  .map((all) => all.map((one) => ({ ...one, host: `${one.site}.ingest.example`, passwordGeneration: undefined })));

/** The entries of one map of the gate. */
const entries = (text: string, variable: string): readonly string[] =>
  [
    ...(new RegExp(`\\$${variable} \\{\\n([^}]*)\\n {4}\\}`).exec(text)?.[1] ?? '').matchAll(
      /^ +("[^"]*") ("[^"]*");$/gm,
    ),
  ].map(([, key, value]) => `${key} ${value}`);

describe('of any fleet', () => {
  test('the gate knows every site at its own door alone', () => {
    fc.assert(
      fc.property(sites, (all) => {
        const text = gateConfiguration({ ...GATE, sites: all });
        const door = (auth: string): readonly string[] =>
          all.filter((one) => one.auth === auth).map(({ site, host }) => `"${host} ${site}" "site"`);
        expect(entries(text, 'certificate_verdict')).toEqual(door('mtls'));
        expect(entries(text, 'user_verdict').slice(0, -1)).toEqual(door('basic'));
        expect(entries(text, 'host_site')).toHaveLength(all.length);
      }),
    );
  });

  test('the start script hashes a password for each basic site and no other', () => {
    fc.assert(
      fc.property(sites, (all) => {
        const script = gateStart({ ...GATE, sites: all }, '/run/gate.conf');
        const enrolled = [...script.matchAll(/^enrol (\S+) (\S+) /gm)].map(([, site, variable]) => [site, variable]);
        const wanted = all.filter(({ auth }) => auth === 'basic').map(({ site }) => [site, passwordVariable(site)]);
        expect(enrolled).toEqual(wanted);
      }),
    );
  });

  test('no two sites share a password’s variable', () => {
    fc.assert(
      fc.property(siteName, siteName, (one, other) => {
        fc.pre(one !== other);
        expect(passwordVariable(one)).not.toBe(passwordVariable(other));
      }),
    );
  });

  test('the server knows every AE title, as it is; whoever calls may C-ECHO and C-STORE, in all entries of the title', () => {
    fc.assert(
      fc.property(sites, (all) => {
        const text = serverConfiguration({ ...SERVER, sites: all });
        // What Orthanc does to the text before it parses it.
        const known = JSON.parse(text.replaceAll(/\$\{[^}]*\}/g, 'REPLACED'));
        expect(known.PostgreSQL).toMatchObject({ Username: 'REPLACED', Password: 'REPLACED', Lock: false });
        const modalities: Readonly<Record<string, Readonly<Record<string, unknown>>>> = known.DicomModalities;
        const calling = all.flatMap(({ callingAeTitles }) => callingAeTitles);
        for (const [name, modality] of Object.entries(modalities)) {
          const allowed = Object.keys(modality).filter((key) => key.startsWith('Allow') && modality[key] === true);
          expect(allowed).toEqual(calling.includes(String(modality.AET)) ? ['AllowEcho', 'AllowStore'] : []);
          expect(name).toMatch(/^(from|to)-/);
        }
        for (const { site, callingAeTitles, deliveries } of all) {
          for (const [index, title] of callingAeTitles.entries())
            expect(modalities[`from-${site}-${index + 1}`]?.AET).toBe(title);
          for (const [index, { aeTitle: title, host, port }] of deliveries.entries())
            expect(modalities[`to-${site}-${index + 1}`]).toMatchObject({ AET: title, Host: host, Port: port });
        }
        expect(Object.keys(modalities)).toHaveLength(
          calling.length + all.flatMap(({ deliveries }) => deliveries).length,
        );
      }),
    );
  });

  test('Orthanc’s JSON is the value that it was made of, without a dollar', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = orthancJson(value as Parameters<typeof orthancJson>[0]);
        expect(text).not.toContain('$');
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(() => new FromEnvironment('A}"')).toThrow('is not an environment variable');
  });
});

describe('refuses', () => {
  const one: IngestSite = {
    ...{ site: 'a-site', host: 'a-site.ingest.example', auth: 'basic' },
    ...{ passwordGeneration: 1, callingAeTitles: [], deliveries: [] },
  };

  test.each([
    ['a name that is nginx', { ...one, site: 'a" "site"; }' }],
    ['a name that is shell', { ...one, site: 'a$(id)' }],
    ['a host name that is nginx', { ...one, host: 'a.b"; }' }],
    ['a host name with a line break', { ...one, host: 'a.b\n' }],
  ])('%s', (_, site) => {
    expect(() => gateConfiguration({ ...GATE, sites: [site] })).toThrow('is not a');
    expect(() => gateStart({ ...GATE, sites: [site] }, '/run/gate.conf')).toThrow('is not a');
  });

  test.each([
    ['a folder with a space', { folder: '/a b' }],
    ['a certificate with a quote', { certificate: '/a"b' }],
    ['an idle timeout under 300 s', { idleSeconds: 299 }],
    ['a port that is none', { ports: { ...GATE.ports, mtls: 0 } }],
  ])('%s', (_, change) => {
    expect(() => gateConfiguration({ ...GATE, sites: [one], ...change })).toThrow(/is not a|idle timeout/);
  });
});

test('the sites of an environment, with what the ingest needs of each', () => {
  const here = aSite();
  const stores = aSite({
    site: 'with-dimse',
    dicom: {
      stow: { auth: 'basic', passwordGeneration: 3 },
      dimse: { ports: [104], callingAeTitles: ['CT1', 'CT2'] },
      deliverTo: [
        { aeTitle: 'PACS1', address: '10.20.1.15', port: 11112 },
        { aeTitle: 'PACS2', address: '10.20.1.16', port: 11112 },
      ],
    },
  });
  const elsewhere = aSite({ site: 'elsewhere', environment: 'oregon' });
  const fleet = aFleet([here, stores, elsewhere], [anEnvironment(), anEnvironment({}, 'oregon')]);
  expect(ingestSites(fleet, 'sydney')).toEqual([
    {
      site: 'auckland-heart',
      host: 'auckland-heart.ingest.sydney.heartlab.example',
      auth: 'mtls',
      passwordGeneration: undefined,
      callingAeTitles: [],
      deliveries: [],
    },
    {
      site: 'with-dimse',
      host: 'with-dimse.ingest.sydney.heartlab.example',
      auth: 'basic',
      passwordGeneration: 3,
      callingAeTitles: ['CT1', 'CT2'],
      deliveries: [
        { aeTitle: 'PACS1', host: 'with-dimse.heartlab.internal', port: 11112 },
        { aeTitle: 'PACS2', host: 'with-dimse.heartlab.internal', port: 11113 },
      ],
    },
  ]);
  const basic = aFleet([aSite({ dicom: { stow: { auth: 'basic' } } })]);
  expect(ingestSites(basic, 'sydney')[0]?.passwordGeneration).toBe(1);
  expect(() => ingestSites(fleet, 'nowhere')).toThrow('there is no environment "nowhere"');
});

test('two gates of one fleet are the same bytes, and hold no secret', () => {
  const all = ingestSites(aFleet(), 'sydney');
  expect(gateConfiguration({ ...GATE, sites: all })).toBe(gateConfiguration({ ...GATE, sites: all }));
  expect(serverConfiguration({ ...SERVER, sites: all })).toMatch(/"Password": "\$\{DATABASE_PASSWORD\}"/);
});
