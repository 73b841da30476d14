import { siteStackName } from '../../lib/config/naming/stack-contract';
import type { HospitalImpact } from '../../lib/review/impact';
import { reviewJson } from '../../lib/review/json';
import { LONGEST_COMMENT, reviewMarkdown } from '../../lib/review/markdown/document';
import { aSide, aWholeSide, type Editable, edited, reviewOf } from '../support/builders/reviews';
import { aManagedEnvironment, anEnvironment, aSite } from '../support/builders/sites';

/** The effect of a change of our code or of shared stacks, on templates that are edited like such a change. */

const FRAME = { base: { ref: 'main', commit: '0'.repeat(40) }, remarks: [], complaints: [] };
const stack = siteStackName('auckland-heart');
const side = aSide([aSite()]);
const impactOf = (change: Parameters<typeof edited>[2], expected: HospitalImpact, of = side, name = stack) => {
  const { sites } = reviewOf(of, edited(of, name, change));
  expect(sites[0]?.impact).toBe(expected);
  return sites[0];
};

describe('a site template that our code changes', () => {
  test('another service behind the endpoint replaces it', () => {
    const found = impactOf(({ Resources }) => {
      (Resources.StowEndpoint ?? never()).Properties.ServiceName = 'com.amazonaws.vpce.x.vpce-svc-1';
    }, 'hospital');
    expect(found?.message).toContain("HeartLab's endpoint has new addresses");
  });
  test('another logical id of a resource that a hospital notices is a replacement', () => {
    const renamed = (id: string, impact: HospitalImpact) =>
      impactOf(({ Resources }) => {
        const moved = Resources[id] ?? never();
        delete Resources[id];
        Resources[`${id}Renamed`] = moved;
      }, impact);
    for (const id of ['StowEndpoint', 'Subnet1']) renamed(id, 'hospital');
    for (const id of ['VpnConnection', 'VpnGateway', 'Vpc', 'CustomerGateway']) renamed(id, 'not-allowed');
  });
  test('another logical id of an alarm is not', () => {
    impactOf(({ Resources }) => {
      const [id = ''] = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm') ?? [];
      Resources.OtherAlarm = Resources[id] ?? never();
      delete Resources[id];
    }, 'cloud');
  });
  test.each(['CidrBlock', 'EnableDnsSupport'])('%s of the VPC', (name) => {
    impactOf(
      ({ Resources }) => {
        (Resources.Vpc ?? never()).Properties[name] = name === 'CidrBlock' ? '100.64.9.0/26' : false;
      },
      name === 'CidrBlock' ? 'not-allowed' : 'cloud',
    );
  });
  test('a property of the connection', () =>
    void impactOf(({ Resources }) => {
      (Resources.VpnConnection ?? never()).Properties.StaticRoutesOnly = true;
    }, 'not-allowed'));
  test('tags do not affect the hospital', () =>
    void impactOf(({ Resources }) => {
      (Resources.VpnConnection ?? never()).Properties.Tags = [];
    }, 'cloud'));
  test('a new rule of a security group opens a port', () => {
    const found = impactOf(({ Resources }) => {
      ((Resources.DicomSecurityGroup ?? never()).Properties.SecurityGroupIngress as object[]).push({
        CidrIp: '0.0.0.0/0',
        IpProtocol: 'tcp',
        FromPort: 8080,
        ToPort: 8080,
      });
    }, 'hospital');
    expect(found?.securityGroups).toEqual([
      {
        kind: 'opened',
        group: 'DicomSecurityGroup',
        direction: 'in',
        protocol: 'tcp',
        ports: '8080',
        peer: '0.0.0.0/0',
      },
    ]);
  });
  test('an option of both tunnels without a setting', () =>
    void impactOf(({ Resources }) => {
      for (const tunnel of (Resources.VpnTunnels ?? never()).Properties.Tunnels as Record<string, unknown>[])
        tunnel.DPDTimeoutAction = 'clear';
    }, 'one-tunnel'));
  test('an unknown resource is added', () => {
    impactOf(({ Resources }) => {
      Resources.New = { Type: 'AWS::New::Thing', Properties: {} };
    }, 'cloud');
  });
  test('a replaced unknown resource has the worst impact', () => {
    const before = edited(side, stack, ({ Resources }) => {
      Resources.Thing = { Type: 'AWS::New::Thing', Properties: {} };
    });
    const found = impactOf(
      ({ Resources }) => {
        delete Resources.Thing;
      },
      'hospital',
      before,
    );
    // It isn't known what the hospital would have to do.
    expect(found?.message).toBeUndefined();
  });
  test.each(['Conditions', 'Mappings', 'Transform', 'Parameters', 'Rules'])('%s', (section) => {
    const found = impactOf((template) => {
      template[section] = section === 'Transform' ? 'AWS::Serverless-2016-10-31' : { New: {} };
    }, 'cloud');
    expect(JSON.stringify(found?.effects)).toContain(section);
  });
  test('Metadata, DependsOn and form are not nothing', () => {
    impactOf(({ Resources }) => {
      (Resources.Vpc ?? never()).Metadata = { a: 1 };
    }, 'cloud');
    impactOf(({ Resources }) => {
      (Resources.Vpc ?? never()).DependsOn = ['Subnet1'];
    }, 'cloud');
    impactOf(({ Resources }) => {
      (Resources.VpnGateway ?? never()).Properties.AmazonSideAsn = '64512';
    }, 'cloud');
  });
  test('a plaintext key is not shown', () => {
    const found = edited(side, stack, ({ Resources }) => {
      (Resources.VpnConnection ?? never()).Properties.VpnTunnelOptionsSpecifications = [
        { PreSharedKey: 'hunter2hunter2' },
      ];
      Resources.Function = {
        Type: 'AWS::Lambda::Function',
        Properties: { Environment: { DB_PASSWORD: 'hunter2hunter2' } },
      };
    });
    const compared = reviewOf(side, found);
    expect(`${reviewMarkdown(compared, FRAME)}${reviewJson(compared, FRAME, 0)}`).not.toContain('hunter2');
    expect(reviewMarkdown(compared, FRAME)).toContain('(not shown)');
  });
});

const never = (): never => {
  throw new RangeError('no such resource');
};

describe('shared stacks', () => {
  const environment = aManagedEnvironment();
  const sites = [
    aSite(),
    aSite({ site: 'basic-one', dicom: { stow: { auth: 'basic' } } }),
    aSite({ site: 'elsewhere', environment: 'hobart' }),
  ];
  const both = aWholeSide(sites, [environment, anEnvironment({}, 'hobart')]);
  const impacts = (change: Parameters<typeof edited>[2], name = 'IngestStack-sydney') =>
    Object.fromEntries(reviewOf(both, edited(both, name, change)).sites.map(({ site, impact }) => [site, impact]));

  test('have no effect without a difference', () =>
    expect(reviewOf(both, both)).toMatchObject({ sites: [], shared: [], untouched: 3 }));
  test('code of the platform affects the cloud side of exactly the hospitals of its environment', () => {
    const found = impacts(({ Resources }) => {
      const id = Object.keys(Resources).find((one) => Resources[one]?.Type === 'AWS::Lambda::Function') ?? '';
      (Resources[id] ?? never()).Properties.Code = { S3Key: 'other' };
    }, 'PlatformStack-sydney');
    expect(found).toEqual({ 'auckland-heart': 'cloud', 'basic-one': 'cloud' });
  });
  test('the CA bundle that hospitals trust is in no template', () => {
    const { sites: found } = reviewOf(both, { ...both, trusted: new Map([['sydney', 'a mark']]) });
    expect(found.map(({ site, impact }) => [site, impact])).toEqual([
      ['auckland-heart', 'hospital'],
      ['basic-one', 'hospital'],
    ]);
  });
  test('require no hospital to act in an environment without one', () => {
    const moved = [anEnvironment({ account: '444455556666' }), anEnvironment({ account: '444455556666' }, 'hobart')];
    const elsewhere = aWholeSide(sites.slice(0, 2), [environment, anEnvironment({}, 'hobart')]);
    const found = reviewOf(elsewhere, { ...elsewhere, environments: [environment, ...moved.slice(1)] });
    expect([found.impact, found.sites]).toEqual(['cloud', []]);
    expect(found.shared.flatMap(({ effects }) => effects.map(({ effect }) => effect.impact))).toEqual(['cloud']);
    const trust = ({ Resources }: Editable): void => {
      const store = Object.values(Resources).find(({ Type }) => Type.endsWith('::TrustStore')) ?? never();
      store.Properties.CaCertificatesBundleS3Key = 'other.pem';
    };
    const basic = aWholeSide(sites.slice(1, 2), [environment]);
    expect(reviewOf(basic, edited(basic, 'IngestStack-sydney', trust)).impact).toBe('cloud');
    const refused = reviewOf(both, { ...both, environments: [environment, ...moved.slice(1)] });
    expect(refused.sites.map(({ site, impact }) => [site, impact])).toEqual([['elsewhere', 'not-allowed']]);
  });
});

describe('added and removed sites', () => {
  const two = aSide([aSite(), aSite({ site: 'second-site' })]);
  test('added', () => {
    const { sites } = reviewOf(side, two);
    expect(sites).toMatchObject([{ site: 'second-site', kind: 'added', impact: 'hospital' }]);
  });
  test('removed', () => {
    const { sites } = reviewOf(two, side);
    expect(sites).toMatchObject([{ site: 'second-site', kind: 'removed', impact: 'hospital' }]);
    expect(sites[0]?.message).toContain('Stop sending');
  });
  test('with a file that the base cannot read', () => {
    expect(reviewOf(side, two, ['second-site']).sites).toMatchObject([{ kind: 'unreadable', impact: 'hospital' }]);
  });
});

describe('a fleet', () => {
  const many = (count: number, changes: (index: number) => object = () => ({})) =>
    aSide(
      Array.from({ length: count }, (_, index) => aSite({ site: `site-${index}`, ...changes(index) })),
      [anEnvironment()],
    );

  test('sites with the same effects are listed once', () => {
    const before = many(12);
    const after = { ...before, trusted: new Map([['sydney', 'a mark']]) };
    const text = reviewMarkdown(reviewOf(before, after), FRAME);
    expect(text).toContain('| 12 hospitals of `sydney` | **hospital must act** |');
    expect(text.match(/^### /gm)).toHaveLength(2);
  });

  test('new hospitals that differ only in their own values share one row and one letter', () => {
    const own = (index: number) => ({
      name: `Clinic ${index}`,
      network: { hospitalCidrs: [`10.${index}.0.0/22`], cloudCidr: `100.64.${index}.0/26` },
      vpn: { ...aSite().vpn, gateway: { publicIp: `203.0.113.${index}`, device: 'fortigate', asn: 65000 + index } },
      ...(index === 7 ? { dicom: { stow: { auth: 'mtls' }, dimse: { ports: [104], callingAeTitles: ['CT1'] } } } : {}),
    });
    const compared = reviewOf(many(0), many(12, own));
    const text = reviewMarkdown(compared, FRAME);
    expect(text).toContain('`site-6`, `site-8`, `site-9` | **hospital must act** |');
    expect(text).toContain('| `site-7` | **hospital must act** |');
    expect(text.match(/^To: /gm)).toHaveLength(2);
    expect(text).toContain('The other hospitals get the same letter with their own values');
    const letters = compared.sites.map(({ message }) => message ?? '');
    for (const index of [0, 11])
      expect(letters.filter((letter) => letter.includes(`- Your subnets: 10.${index}.0.0/22\n`))).toHaveLength(1);
  });

  test('a new hospital that opens a port to more than its own subnets is listed alone', () => {
    const after = edited(many(4), siteStackName('site-2'), ({ Resources }) => {
      ((Resources.DicomSecurityGroup ?? never()).Properties.SecurityGroupIngress as object[]).push({
        CidrIp: '0.0.0.0/0',
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
      });
    });
    const text = reviewMarkdown(reviewOf(many(0), after), FRAME);
    expect(text).toContain('| `site-0`, `site-1`, `site-3` |');
    expect(text).toContain('| `site-2` |');
    expect(text).toContain('`0.0.0.0/0`');
  });

  test('the comment has a maximum length, and names what it omits', () => {
    const before = many(40);
    const after = many(40, (index) => ({
      vpn: { ...aSite().vpn, dpdTimeoutSeconds: 40 + index, tunnels: [{ keyGeneration: 2 }, {}] },
      dicom: { stow: { auth: 'basic' } },
    }));
    const compared = reviewOf(before, after);
    const text = reviewMarkdown(compared, FRAME);
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(text).toContain('Omitted');
    for (let index = 0; index < 40; index++) expect(text).toContain(`| \`site-${index}\` |`);
    const padded = { ...compared, sites: Array.from({ length: 30 }, () => compared.sites).flat() };
    expect(reviewMarkdown(padded, FRAME).length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(JSON.parse(reviewJson(compared, FRAME, 3)).sites).toHaveLength(40);
  });

  test('the order of the sites does not matter', () => {
    const before = many(4);
    const after = many(4, () => ({ vpn: { ...aSite().vpn, startup: 'add' } }));
    const turned = { ...after, templates: new Map([...after.templates].reverse()) };
    expect(reviewMarkdown(reviewOf(before, turned), FRAME)).toBe(reviewMarkdown(reviewOf(before, after), FRAME));
  });
});

describe('a password', () => {
  const environments = [aManagedEnvironment()];
  const basic = (passwordGeneration: number) => aSite({ dicom: { stow: { auth: 'basic', passwordGeneration } } });
  const [one, two, none] = [basic(1), basic(2), aSite()].map((site) => aWholeSide([site], environments));
  const letter = (before = side, after = side) => reviewOf(before, after).sites[0]?.message ?? '';

  test('is requested once when it is new', () =>
    expect(letter(one, two).match(/Enter the new password/g)).toHaveLength(1));
  test('is not requested when it is removed', () => expect(letter(one, none)).not.toContain('Enter the new password'));
});
