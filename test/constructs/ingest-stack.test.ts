import { Match, Template } from 'aws-cdk-lib/assertions';
import { IngestStack } from '../../lib/constructs/ingest-stack';
import { serverContainer } from '../../lib/ingest/containers';
import { ingestSites } from '../../lib/ingest/sites';
import type { Site } from '../../lib/site/model';
import { environmentOf } from '../ingest/programs/environment-file';
import { anApp } from '../support/app';
import { aFleet, aManagedEnvironment, aSite, INGEST, MANAGED } from '../support/fixtures';

const BASIC = aSite({ site: 'perth-clinic', dicom: { stow: { auth: 'basic' } } });

function template(sites: readonly Site[] = [aSite(), BASIC], environment = aManagedEnvironment()): Template {
  const stack = new IngestStack(anApp(), 'IngestStack-sydney', {
    environment,
    sites: ingestSites(aFleet(sites, [environment]), environment.name),
    folder: 'test/fixtures',
  });
  return Template.fromStack(stack);
}

type Resource = { readonly Type: string; readonly Properties: Record<string, unknown> } & Record<string, unknown>;
const resources = (of: Template): Record<string, Resource> => of.toJSON().Resources;
const ofType = (of: Template, type: string): readonly Resource[] =>
  Object.values(resources(of)).filter(({ Type }) => Type === type);
const ELB = 'AWS::ElasticLoadBalancingV2';

const whole = template();

function resource(id: string): Resource {
  const found = resources(whole)[id];
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}

describe('what a hospital would notice if it were replaced', () => {
  test('has logical ids that are a contract, and is kept should it ever be', () => {
    for (const [id, type] of [
      ['MtlsNlb', `${ELB}::LoadBalancer`],
      ['MtlsAlb', `${ELB}::LoadBalancer`],
      ['MtlsService', 'AWS::EC2::VPCEndpointService'],
      ['BasicNlb', `${ELB}::LoadBalancer`],
      ['BasicAlb', `${ELB}::LoadBalancer`],
      ['BasicService', 'AWS::EC2::VPCEndpointService'],
      ['Vpc', 'AWS::EC2::VPC'],
    ] as const)
      expect(resources(whole)[id]).toMatchObject({ Type: type, UpdateReplacePolicy: 'Retain' });
    for (const [id, type] of [
      ['Studies', 'AWS::S3::Bucket'],
      ['Database', 'AWS::RDS::DBInstance'],
      ['Key', 'AWS::KMS::Key'],
    ] as const)
      expect(resources(whole)[id]).toMatchObject({
        Type: type,
        UpdateReplacePolicy: 'Retain',
        DeletionPolicy: 'Retain',
      });
  });

  test('stays as it is when sites come and go, certificates change, a zone is appended', () => {
    const other = template(
      [BASIC, aSite({ site: 'another-one', dicom: { stow: { auth: 'basic', passwordGeneration: 3 } } })],
      aManagedEnvironment({ availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'] }),
    );
    for (const id of [
      'MtlsService',
      'BasicService',
      'Vpc',
      'Studies',
      'EndpointsSubnet1',
      'DoorsSubnet2',
      'TasksSubnet1',
    ])
      expect(resources(other)[id]).toEqual(resources(whole)[id]);
    for (const id of ['MtlsNlb', 'BasicNlb', 'MtlsAlb', 'BasicAlb']) {
      const { Subnets: before, ...rest } = resources(whole)[id]?.Properties ?? {};
      const { Subnets: after, ...others } = resources(other)[id]?.Properties ?? {};
      expect(others).toEqual(rest);
      expect(after).toEqual([...(before as unknown[]), { Ref: 'DoorsSubnet3' }]);
    }
  });
});

describe('the doors', () => {
  const balancers = (type: string) =>
    Object.entries(resources(whole)).filter(
      ([, { Type, Properties }]) => Type === `${ELB}::LoadBalancer` && Properties.Type === type,
    );
  const attributes = (id: string): Record<string, unknown> =>
    Object.fromEntries(
      (resource(id).Properties.LoadBalancerAttributes as { Key: string; Value: unknown }[]).map(({ Key, Value }) => [
        Key,
        Value,
      ]),
    );

  test('are two NLBs, across zones, with PrivateLink left to the endpoint service', () => {
    expect(balancers('network').map(([id]) => id)).toEqual(['MtlsNlb', 'BasicNlb']);
    for (const [id, { Properties }] of balancers('network')) {
      expect(Properties).toMatchObject({
        Scheme: 'internal',
        EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
      });
      expect(attributes(id)).toMatchObject({ 'load_balancing.cross_zone.enabled': 'true' });
      expect(Properties.SecurityGroups).toHaveLength(1);
    }
  });

  test('let in only what comes through an endpoint of the account itself', () => {
    for (const id of ['MtlsService', 'BasicService'])
      expect(resources(whole)[id]?.Properties).toMatchObject({ AcceptanceRequired: false });
    const permissions = ofType(whole, 'AWS::EC2::VPCEndpointServicePermissions');
    expect(permissions.map(({ Properties }) => Properties.AllowedPrincipals)).toEqual(
      Array.from({ length: 2 }, () => [
        { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root']] },
      ]),
    );
    // No group of an NLB lets anything in by itself.
    const nlbGroups = Object.entries(resources(whole)).filter(([id]) => /NlbGroup[0-9A-F]{8}$/.test(id));
    expect(nlbGroups).toHaveLength(2);
    for (const [, { Properties }] of nlbGroups) expect(Properties.SecurityGroupIngress).toBeUndefined();
    for (const { Properties } of ofType(whole, 'AWS::EC2::SecurityGroupIngress'))
      expect(JSON.stringify(Properties.GroupId)).not.toContain('NlbGroup');
  });

  test('bear with an index that fails over: a server that waits for it is not stopped', () => {
    const { environmentFile } = serverContainer({ sites: [], reads: 'existence', region: 'ap-southeast-2' });
    const configuration = Buffer.from(environmentOf(environmentFile).ORTHANC_JSON_0 ?? '', 'base64').toString();
    const { MaximumConnectionRetries, ConnectionRetryInterval } = JSON.parse(configuration).PostgreSQL;
    const stow = ofType(whole, `${ELB}::TargetGroup`).filter(({ Properties }) => Properties.Protocol === 'HTTPS');
    expect(stow).toHaveLength(2);
    for (const { Properties } of stow)
      expect(
        Number(Properties.HealthCheckIntervalSeconds) * Number(Properties.UnhealthyThresholdCount),
      ).toBeGreaterThan(MaximumConnectionRetries * ConnectionRetryInterval);
  });

  test('take 443 to the ALB, and the DIMSE ports to one target group', () => {
    const listeners = ofType(whole, `${ELB}::Listener`).map(({ Properties }) => Properties);
    for (const door of ['Mtls', 'Basic']) {
      const own = listeners.filter(({ LoadBalancerArn }) => (LoadBalancerArn as { Ref: string }).Ref === `${door}Nlb`);
      expect(own.map(({ Port, Protocol }) => `${Protocol} ${Port}`)).toEqual([
        'TCP 443',
        'TCP 104',
        'TCP 11112',
        'TLS 2762',
      ]);
      const targets = own.map(({ DefaultActions }) => JSON.stringify(DefaultActions));
      expect(new Set(targets.slice(1)).size).toBe(1);
      expect(targets[0]).not.toBe(targets[1]);
      expect(own[3]).toMatchObject({
        Certificates: [
          { CertificateArn: expect.stringContaining('arn:aws:acm:ap-southeast-2:111122223333:certificate/') },
        ],
      });
    }
  });

  test('name a TLS policy of today wherever TLS ends, never the default', () => {
    const secure = ofType(whole, `${ELB}::Listener`).filter(({ Properties }) => Properties.Protocol !== 'TCP');
    // Per door: STOW, health, DIMSE over TLS.
    expect(secure).toHaveLength(6);
    for (const { Properties } of secure)
      expect(Properties.SslPolicy).toBe('ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09');
  });

  test('ask for a client certificate at the mTLS door alone, and mind its expiry', () => {
    const stow = (door: string) =>
      ofType(whole, `${ELB}::Listener`).find(
        ({ Properties }) =>
          (Properties.LoadBalancerArn as { Ref: string }).Ref === `${door}Alb` && Properties.Port === 443,
      )?.Properties;
    expect(stow('Mtls')).toMatchObject({
      MutualAuthentication: { Mode: 'verify', IgnoreClientCertificateExpiry: false, TrustStoreArn: expect.anything() },
    });
    expect(stow('Basic')).not.toHaveProperty('MutualAuthentication');
  });

  test('serve POST and GET below /dicomweb/, the health path for the NLB, and 404 for everything else', () => {
    const rules = ofType(whole, `${ELB}::ListenerRule`).map(({ Properties }) => ({
      listener: (Properties.ListenerArn as { Ref: string }).Ref.replace(/[0-9A-F]{8}$/, ''),
      conditions: Properties.Conditions,
    }));
    const only = (path: string, methods: readonly string[]) => [
      { Field: 'path-pattern', PathPatternConfig: { Values: [path] } },
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: methods } },
    ];
    expect(rules).toEqual(
      ['Mtls', 'Basic'].flatMap((door) => [
        { listener: `${door}AlbStowListener`, conditions: only('/dicomweb/*', ['POST', 'GET']) },
        { listener: `${door}AlbHealthListener`, conditions: only('/health', ['GET']) },
      ]),
    );
    for (const { Properties } of ofType(whole, `${ELB}::Listener`)) {
      if ((Properties.LoadBalancerArn as { Ref: string }).Ref.endsWith('Alb'))
        expect(Properties.DefaultActions).toEqual([
          expect.objectContaining({
            Type: 'fixed-response',
            FixedResponseConfig: expect.objectContaining({ StatusCode: '404' }),
          }),
        ]);
    }
    // The NLB asks the listener without a client certificate, and only the NLB's group reaches that.
    whole.resourcePropertiesCountIs(
      `${ELB}::TargetGroup`,
      {
        TargetType: 'alb',
        Port: 443,
        HealthCheckPort: '8443',
        HealthCheckPath: '/health',
        HealthCheckProtocol: 'HTTPS',
      },
      2,
    );
    const health = ofType(whole, 'AWS::EC2::SecurityGroupIngress').filter(
      ({ Properties }) => Properties.FromPort === 8443 && JSON.stringify(Properties.GroupId).includes('AlbGroup'),
    );
    expect(health).toHaveLength(2);
    for (const { Properties } of health) expect(JSON.stringify(Properties.SourceSecurityGroupId)).toContain('NlbGroup');
  });

  test('drop invalid headers, wait at least 300 s, and log who came to an encrypted bucket', () => {
    for (const [id] of balancers('application')) {
      const found = attributes(id);
      expect(found).toMatchObject({
        'routing.http.drop_invalid_header_fields.enabled': 'true',
        'access_logs.s3.enabled': 'true',
        'connection_logs.s3.enabled': 'true',
        'deletion_protection.enabled': 'true',
      });
      expect(Number(found['idle_timeout.timeout_seconds'])).toBeGreaterThanOrEqual(300);
      // PrivateLink forgets a silent connection after 350 s: the ALB must be the one that ends it.
      expect(Number(found['idle_timeout.timeout_seconds'])).toBeLessThan(350);
      const logs = found['access_logs.s3.bucket'] as { Ref: string };
      expect(resources(whole)[logs.Ref]?.Properties).toHaveProperty('BucketEncryption');
    }
  });
});

describe('the trust store', () => {
  test('holds the CA bundle, as an asset named by its content', () => {
    whole.hasResourceProperties(`${ELB}::TrustStore`, {
      CaCertificatesBundleS3Key: Match.stringLikeRegexp('^[0-9a-f]{64}\\.pem$'),
    });
    whole.resourceCountIs(`${ELB}::TrustStoreRevocation`, 0);
  });

  test('and the revocation lists', () => {
    const managed = { ...MANAGED, revocationLists: ['certs/ca.crl.pem'] };
    const environment = aManagedEnvironment({ ingest: { domain: INGEST.domain, managed } });
    template([aSite()], environment).hasResourceProperties(`${ELB}::TrustStoreRevocation`, {
      RevocationContents: [{ S3Key: Match.stringLikeRegexp('^[0-9a-f]{64}\\.pem$'), S3Bucket: Match.anyValue() }],
    });
  });
});

describe('what is kept', () => {
  test('studies: encrypted with our key, every version, no public way, TLS alone', () => {
    whole.hasResource('AWS::S3::Bucket', {
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              ServerSideEncryptionByDefault: {
                SSEAlgorithm: 'aws:kms',
                KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] },
              },
            },
          ],
        },
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    });
    const lifecycle = JSON.stringify(resources(whole).Studies?.Properties.LifecycleConfiguration);
    expect(lifecycle).not.toContain('Expiration');
  });

  test('the index: two zones, encrypted, backed up for five weeks, TLS alone, not reachable from outside', () => {
    expect(resources(whole).Database?.Properties).toMatchObject({
      Engine: 'postgres',
      MultiAZ: true,
      StorageEncrypted: true,
      BackupRetentionPeriod: 35,
      DeletionProtection: true,
      PubliclyAccessible: false,
    });
    whole.hasResourceProperties('AWS::RDS::DBParameterGroup', { Parameters: { 'rds.force_ssl': '1' } });
    const ingress = ofType(whole, 'AWS::EC2::SecurityGroupIngress').filter(({ Properties }) =>
      JSON.stringify(Properties.GroupId).includes('DatabaseSecurityGroup'),
    );
    expect(ingress.map(({ Properties }) => [Properties.FromPort, Properties.ToPort])).toEqual([[5433, 5433]]);
    expect(JSON.stringify(ingress[0]?.Properties.SourceSecurityGroupId)).toContain('TaskGroup');
  });

  test('the database’s password has nothing that Orthanc’s configuration would trip over', () => {
    const generated = ofType(whole, 'AWS::SecretsManager::Secret').find(({ Properties }) =>
      JSON.stringify(Properties.GenerateSecretString).includes('orthanc'),
    );
    const { ExcludeCharacters = '' } = (generated?.Properties.GenerateSecretString ?? {}) as {
      ExcludeCharacters?: string;
    };
    for (const character of ['"', '\\', '$', "'"]) expect(ExcludeCharacters).toContain(character);
  });
});

describe('no internet', () => {
  test('neither gateway nor NAT nor peering nor a route: AWS services through endpoints alone', () => {
    for (const type of [
      'InternetGateway',
      'NatGateway',
      'VPCPeeringConnection',
      'Route',
      'EgressOnlyInternetGateway',
      'EIP',
    ])
      whole.resourceCountIs(`AWS::EC2::${type}`, 0);
    const services = ofType(whole, 'AWS::EC2::VPCEndpoint').map(({ Properties }) =>
      `${Properties.ServiceName}`.replace('com.amazonaws.ap-southeast-2.', ''),
    );
    expect(services.sort()).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3', 'secretsmanager']);
    whole.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      ServiceName: 'com.amazonaws.ap-southeast-2.s3',
      DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: 'AllResolvers' },
    });
    for (const { Properties } of ofType(whole, 'AWS::EC2::VPCEndpoint'))
      expect(Properties).toMatchObject({ VpcEndpointType: 'Interface', PrivateDnsEnabled: true });
  });

  test('no rule lets anything in from, or out to, anywhere', () => {
    const rules = [
      ...ofType(whole, 'AWS::EC2::SecurityGroup').flatMap(({ Properties }) => [
        ...((Properties.SecurityGroupIngress as object[] | undefined) ?? []),
        ...((Properties.SecurityGroupEgress as object[] | undefined) ?? []),
      ]),
      ...ofType(whole, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties),
      ...ofType(whole, 'AWS::EC2::SecurityGroupEgress').map(({ Properties }) => Properties),
    ];
    expect(rules.length).toBeGreaterThan(15);
    for (const rule of rules) {
      expect(JSON.stringify(rule)).not.toMatch(/\/0"|::\/0/);
      expect(rule).toHaveProperty('Description');
    }
  });

  test('the default security group is emptied, flows are logged', () => {
    whole.resourceCountIs('Custom::HeartLabDefaultSecurityGroup', 1);
    whole.hasResourceProperties('AWS::EC2::FlowLog', { ResourceId: { Ref: 'Vpc' }, TrafficType: 'ALL' });
    for (const { Properties, DeletionPolicy, UpdateReplacePolicy } of ofType(whole, 'AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays).toBe(365);
      // Their names are fixed: one that stayed when the first deploy fails would be in the second one's way.
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
      expect(Properties.KmsKeyId).toEqual({ 'Fn::ImportValue': 'heartlab-sydney-key-arn' });
    }
  });
});

describe('what the sites use', () => {
  test('is exported under fixed names, always', () => {
    const exports = (of: Template) =>
      Object.values<{ Export?: { Name: string } }>(of.toJSON().Outputs).flatMap(({ Export }) => Export?.Name ?? []);
    expect(exports(whole)).toEqual([
      'heartlab-sydney-ingest-mtls-service',
      'heartlab-sydney-ingest-basic-service',
      'heartlab-sydney-ingest-vpc-id',
      'heartlab-sydney-ingest-endpoint-subnet-1-id',
      'heartlab-sydney-ingest-endpoint-subnet-2-id',
      'heartlab-sydney-ingest-delivery-source-group-id',
      'heartlab-sydney-ingest-delivery-zone-id',
    ]);
    expect(exports(template([]))).toEqual(exports(whole));
    whole.hasResourceProperties('AWS::Route53::HostedZone', {
      Name: 'heartlab.internal.',
      VPCs: [{ VPCId: { Ref: 'Vpc' }, VPCRegion: 'ap-southeast-2' }],
    });
  });

  test('nothing of a site’s stack is known here', () => {
    expect(JSON.stringify(whole.toJSON())).not.toMatch(/SiteStack|"Fn::ImportValue":"(?!heartlab-sydney-)/);
  });

  test('fails where the environment has no managed ingest', () => {
    const environment = { ...aManagedEnvironment(), ingest: { domain: 'ingest.example' } };
    expect(() => template([], environment)).toThrow('environment sydney has no ingest.managed');
  });
});
