import fc from 'fast-check';
import { defineEnvironment, defineFleet, defineSite, defineVpn } from '../../lib/config/define';
import { FleetError } from '../../lib/config/fleet-error';
import { loadFleet } from '../../lib/config/load/load';
import { problemText } from '../../lib/config/problem';
import { documentedEnvironment, documentedSite, folderOf } from '../support/builders/site-folder';

/** Objects from an author can have any content: JavaScript has no types. */
type Anything = Readonly<Record<string, unknown>>;
const fleetOf = (folder: string, environments: readonly Anything[], sites: readonly Anything[]) =>
  defineFleet({ folder, environments, sites } as never);

const sydney = () => ({ name: 'sydney', ...documentedEnvironment() });

function errorsOf(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof FleetError) return error.lines;
    throw error;
  }
  return [];
}

describe('objects and files', () => {
  test('the examples give the same fleet as objects and as files', () => {
    const { fleet } = loadFleet('examples/fleet');
    if (fleet === undefined) throw new Error('the examples have errors');
    expect(defineFleet(fleet)).toEqual(fleet);
  });

  /** Paths of a site, each with values that are usually invalid there. */
  const places = [
    ['site'],
    ['environment'],
    ['network', 'hospitalCidrs'],
    ['network', 'cloudCidr'],
    ['vpn'],
    ['vpn', 'gateway', 'publicIp'],
    ['vpn', 'gateway', 'asn'],
    ['vpn', 'routing'],
    ['vpn', 'ipsec'],
    ['vpn', 'tunnels'],
    ['dicom', 'dimse', 'ports'],
    ['dicom', 'stow', 'auth'],
    ['directConnect'],
    ['more'],
  ] as const;
  const value = fc.oneof(
    fc.constantFrom<unknown>('', 'eifu', 'static', '10.20.0.300/22', '100.64.0.0/24', '10.0.0.1', 'sidney'),
    fc.constantFrom<unknown>(0, 1.5, 7224, null, true, [], {}, [11112, 11112], ['10.20.0.0/22', '10.20.1.0/24']),
  );
  const changed = (changes: readonly (readonly [readonly string[], unknown])[]): Anything => {
    const site = structuredClone<Record<string, unknown>>(documentedSite());
    for (const [path, content] of changes) {
      let at = site;
      for (const key of path.slice(0, -1)) {
        const next = at[key];
        if (typeof next !== 'object' || next === null) return site;
        at = next as Record<string, unknown>;
      }
      at[path.at(-1) ?? ''] = structuredClone(content);
    }
    return site;
  };

  test('objects and files have the same errors, all at once, with the same paths', () => {
    const broken = new Set<string>();
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.constantFrom<readonly string[]>(...places), value), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const site = changed(changes);
          const folder = folderOf({
            'environments.yaml': { sydney: documentedEnvironment() },
            'auckland-heart.yaml': site,
          });
          const problems = loadFleet(folder).problems.filter(({ severity }) => severity === 'error');
          // A file also has a file name, besides `site`.
          const ofFile = problems
            .filter(({ rule }) => rule !== 'site-is-file-name')
            .map((problem) => problemText(problem).replace('a site file', 'a site'));
          const ofObject = errorsOf(() => fleetOf(folder, [sydney()], [site]));
          const texts = ofObject.map((line) => line.replace(/^(site [^:]*|sites\[0\]): /, ''));
          expect(texts.toSorted()).toEqual(ofFile.toSorted());
          for (const text of texts) broken.add(text);
        },
      ),
      { numRuns: 100 },
    );
    expect(broken.size).toBeGreaterThan(15);
  });
});

describe('defineFleet', () => {
  test('reports the errors of every object, and those between objects', () => {
    const other = { ...documentedSite(), site: 'other-clinic', name: '' };
    const folder = folderOf({});
    const lines = errorsOf(() => fleetOf(folder, [{ ...sydney(), account: '1' }], [documentedSite(), other]));
    expect(lines).toContainEqual(
      expect.stringMatching(/^environment sydney: account: "1" is not an AWS account number/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^site other-clinic: name: .*; write it like/));
    expect(lines).toContainEqual(expect.stringMatching(/^site auckland-heart: network\.cloudCidr: .*other-clinic/));
    expect(lines).toContainEqual(expect.stringMatching(/^site other-clinic: network\.cloudCidr: .*auckland-heart/));
  });

  test('refuses two hospitals or two environments with the same name', () => {
    const lines = errorsOf(() => fleetOf(folderOf({}), [sydney(), sydney()], [documentedSite(), documentedSite()]));
    expect(lines).toContain('environments[1]: environment sydney is defined twice; give each environment its own name');
    expect(lines).toContain('sites[1]: site auckland-heart is defined twice; give each site its own name');
  });

  test('passes warnings to the caller, and returns the fleet', () => {
    const warnings: string[] = [];
    const site = structuredClone(documentedSite());
    const [first] = site.directConnect.virtualInterfaces;
    if (first === undefined) throw new Error('the documented site has no virtual interface');
    // Two interfaces on one connection fail together.
    const second = {
      ...first,
      name: 'secondary',
      vlan: 102,
      peering: { hospital: '169.254.201.1/30', aws: '169.254.201.2/30' },
    };
    site.directConnect.virtualInterfaces.push(second);
    const folder = folderOf({ 'environments.yaml': { sydney: documentedEnvironment() }, 'auckland-heart.yaml': site });
    defineFleet({ folder, environments: [sydney()], sites: [site] as never, onWarning: (line) => warnings.push(line) });
    const ofFiles = loadFleet(folder).problems.map((problem) => `site auckland-heart: ${problemText(problem)}`);
    expect(warnings).not.toEqual([]);
    expect(warnings).toEqual(ofFiles);
  });
});

describe('one object at a time', () => {
  const folder = folderOf({});
  const environment = () => defineEnvironment(sydney(), { folder });

  test('an environment and a site get their defaults', () => {
    const site = defineSite({ ...documentedSite(), vpn: undefined } as never, environment());
    expect(site.acknowledge).toEqual([]);
    expect(environment().ingest.managed?.largestObjectMiB).toBe(512);
  });

  test('a missing certificate file is reported', () => {
    expect(errorsOf(() => defineEnvironment(sydney(), { folder: 'no-such-folder' }))).toEqual([
      expect.stringMatching(/^environment sydney: ingest\.managed\.clientCaBundle: /),
    ]);
  });

  test('a site must name the environment that is passed with it', () => {
    const lines = errorsOf(() => defineSite({ ...documentedSite(), environment: 'sidney' } as never, environment()));
    expect(lines).toEqual([
      expect.stringMatching(/^site auckland-heart: environment: "sidney" is not .* did you mean sydney/),
    ]);
  });

  test('a VPN alone gets its defaults, errors for every invalid value, and the rules that need only the VPN', () => {
    const gateway = { publicIp: '203.0.113.10', device: 'cisco-asa' } as const;
    expect(defineVpn({ gateway, routing: 'static', ipsec: 'strong' })).toMatchObject({
      awsAsn: 64512,
      tunnels: [{ keyGeneration: 1 }, { insideCidr: '169.254.100.4/30' }],
    });
    expect(errorsOf(() => defineVpn({ gateway, routing: 'bgp', ipsec: 'strong' }))).toEqual([
      expect.stringMatching(/^vpn: gateway.*asn/),
    ]);
    expect(
      errorsOf(() => defineVpn({ gateway: { ...gateway, publicIp: '10.0.0.1' }, routing: 'rip' } as never)),
    ).toEqual(expect.arrayContaining([expect.stringMatching(/^vpn: routing: /), expect.stringMatching(/^vpn: ipsec/)]));
  });
});
