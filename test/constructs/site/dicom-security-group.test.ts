import { aSite } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

interface Rule {
  readonly CidrIp: string;
  readonly FromPort: number;
  readonly ToPort: number;
  readonly IpProtocol: string;
  readonly Description: string;
}

const cidrs = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `10.${index}.0.0/16`);

/** The rules of each group, by its logical id. */
function rules(hospitalCidrs: readonly string[], ports?: readonly number[]): Readonly<Record<string, readonly Rule[]>> {
  const site = aSite({
    network: { hospitalCidrs, cloudCidr: '100.64.0.0/26' },
    dicom: { stow: { auth: 'mtls' }, ...(ports === undefined ? {} : { dimse: { ports } }) },
  });
  const groups = siteTemplate(site).findResources('AWS::EC2::SecurityGroup');
  return Object.fromEntries(
    Object.entries(groups).map(([id, { Properties }]) => [id, Properties.SecurityGroupIngress]),
  );
}

const text = ({ CidrIp, IpProtocol, FromPort, ToPort }: Rule): string =>
  `${CidrIp} ${IpProtocol} ${FromPort}-${ToPort}`;

describe('DicomSecurityGroup', () => {
  test('only 443 is open if the site file has no DIMSE port', () => {
    expect(rules(['10.20.0.0/22']).DicomSecurityGroup?.map(text)).toEqual(['10.20.0.0/22 tcp 443-443']);
  });

  test('each DIMSE port is open exactly if the site file has it, and only for the hospital CIDRs', () => {
    expect(rules(['10.20.0.0/22', '10.30.0.0/16'], [2762, 104]).DicomSecurityGroup?.map(text)).toEqual([
      '10.20.0.0/22 tcp 443-443',
      '10.20.0.0/22 tcp 104-104',
      '10.20.0.0/22 tcp 2762-2762',
      '10.30.0.0/16 tcp 443-443',
      '10.30.0.0/16 tcp 104-104',
      '10.30.0.0/16 tcp 2762-2762',
    ]);
  });

  test('every rule has a description, in characters that EC2 accepts', () => {
    for (const { Description } of rules(['10.20.0.0/22'], [104, 11112, 2762]).DicomSecurityGroup ?? []) {
      expect(Description).toMatch(/^DICOM[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]+ from the hospital$/);
    }
  });

  test('no egress is allowed: the only rule is for the host itself, and replaces the default rule that allows all', () => {
    siteTemplate(aSite()).hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [{ CidrIp: '127.0.0.1/32', IpProtocol: '-1' }],
    });
  });

  test('15 CIDRs with all four ports fill one group; the 16th opens another', () => {
    const sizes = (count: number) => Object.values(rules(cidrs(count), [104, 11112, 2762])).map(({ length }) => length);
    expect(sizes(15)).toEqual([60]);
    expect(sizes(16)).toEqual([60, 4]);
    expect(sizes(50)).toEqual([60, 60, 60, 20]);
  });

  test('adding a port or appending a CIDR moves no rule to another group', () => {
    const before = rules(cidrs(20), [104]);
    for (const after of [rules(cidrs(20), [104, 11112, 2762]), rules(cidrs(31), [104])]) {
      for (const [id, group] of Object.entries(before)) {
        expect(after[id]?.map(text)).toEqual(expect.arrayContaining(group.map(text)));
      }
    }
  });

  test('all groups are on the endpoint', () => {
    const site = aSite({ network: { hospitalCidrs: cidrs(31), cloudCidr: '100.64.0.0/26' } });
    siteTemplate(site).hasResourceProperties('AWS::EC2::VPCEndpoint', {
      SecurityGroupIds: ['DicomSecurityGroup', 'DicomSecurityGroup2', 'DicomSecurityGroup3'].map((id) => ({
        'Fn::GetAtt': [id, 'GroupId'],
      })),
    });
  });
});
