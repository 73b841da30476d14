import { Match, Template } from 'aws-cdk-lib/assertions';
import { IngestStack } from '../../../lib/constructs/ingest/ingest-stack';
import { aManagedEnvironment, INGEST, MANAGED } from '../../support/builders/sites';
import { anApp } from '../../support/programs/cdk-app';

function template(environment = aManagedEnvironment()): Template {
  return Template.fromStack(new IngestStack(anApp(), 'IngestStack-sydney', { environment, folder: 'test/fixtures' }));
}

type Resource = { readonly Type: string; readonly Properties: Record<string, unknown> } & Record<string, unknown>;
const resources = (of: Template): Record<string, Resource> => of.toJSON().Resources;
const ofType = (of: Template, type: string): readonly Resource[] =>
  Object.values(resources(of)).filter(({ Type }) => Type === type);
const ELB = 'AWS::ElasticLoadBalancingV2';

const whole = template();

describe('the permanent resources', () => {
  test('have fixed logical ids, and are retained', () => {
    expect(resources(whole).Vpc).toMatchObject({ Type: 'AWS::EC2::VPC', UpdateReplacePolicy: 'Retain' });
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

  test('do not change when a zone is appended', () => {
    const other = template(
      aManagedEnvironment({ availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'] }),
    );
    for (const id of ['Vpc', 'Studies', 'EndpointsSubnet1', 'BalancersSubnet2', 'TasksSubnet1']) {
      expect(resources(whole)[id]).toBeDefined();
      expect(resources(other)[id]).toEqual(resources(whole)[id]);
    }
  });
});

describe('the access logs', () => {
  test('can be written only by the load balancers of the cells of this account', () => {
    const policies = JSON.stringify(ofType(whole, 'AWS::S3::BucketPolicy').map(({ Properties }) => Properties));
    expect(policies).toContain('/cells/*/AWSLogs/111122223333/*');
    for (const principal of ['logdelivery.elasticloadbalancing.amazonaws.com', 'delivery.logs.amazonaws.com'])
      expect(policies).toContain(principal);
    expect(policies).toContain('"aws:SourceAccount":"111122223333"');
  });
});

describe('the trust store', () => {
  test('contains the CA bundle, as an asset named by its content hash', () => {
    whole.hasResourceProperties(`${ELB}::TrustStore`, {
      CaCertificatesBundleS3Key: Match.stringLikeRegexp('^[0-9a-f]{64}\\.pem$'),
    });
    whole.resourceCountIs(`${ELB}::TrustStoreRevocation`, 0);
  });

  test('contains the revocation lists', () => {
    const managed = { ...MANAGED, revocationLists: ['certs/ca.crl.pem'] };
    const environment = aManagedEnvironment({ ingest: { domain: INGEST.domain, managed } });
    template(environment).hasResourceProperties(`${ELB}::TrustStoreRevocation`, {
      RevocationContents: [{ S3Key: Match.stringLikeRegexp('^[0-9a-f]{64}\\.pem$'), S3Bucket: Match.anyValue() }],
    });
  });
});

describe('stored data', () => {
  test('studies: encrypted with our key, versioned, no public access, TLS only', () => {
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

  test('the index: two zones, encrypted, backups of five weeks, TLS only, not reachable from outside', () => {
    expect(resources(whole).Database?.Properties).toMatchObject({
      Engine: 'postgres',
      MultiAZ: true,
      StorageEncrypted: true,
      BackupRetentionPeriod: 35,
      DeletionProtection: true,
      PubliclyAccessible: false,
    });
    whole.hasResourceProperties('AWS::RDS::DBParameterGroup', {
      Parameters: { 'rds.force_ssl': '1', max_connections: '900' },
    });
    const ingress = ofType(whole, 'AWS::EC2::SecurityGroupIngress').filter(({ Properties }) =>
      JSON.stringify(Properties.GroupId).includes('DatabaseSecurityGroup'),
    );
    expect(ingress.map(({ Properties }) => [Properties.FromPort, Properties.ToPort])).toEqual([[5433, 5433]]);
    expect(JSON.stringify(ingress[0]?.Properties.SourceSecurityGroupId)).toContain('CellAccess');
  });

  test('the database’s password has no character that breaks Orthanc’s configuration', () => {
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
  test('no gateway, NAT, peering or route: AWS services are reached only through endpoints', () => {
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

  test('no rule allows all addresses, in or out', () => {
    const rules = [
      ...ofType(whole, 'AWS::EC2::SecurityGroup').flatMap(({ Properties }) => [
        ...((Properties.SecurityGroupIngress as object[] | undefined) ?? []),
        ...((Properties.SecurityGroupEgress as object[] | undefined) ?? []),
      ]),
      ...ofType(whole, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties),
      ...ofType(whole, 'AWS::EC2::SecurityGroupEgress').map(({ Properties }) => Properties),
    ];
    expect(rules.length).toBeGreaterThan(5);
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
      // Their names are fixed: a log group that was retained after a failed first deploy would make the second deploy fail.
      if (Properties.LogGroupName !== undefined)
        expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
      expect(Properties.KmsKeyId).toEqual({ 'Fn::ImportValue': 'heartlab-sydney-key-arn' });
    }
  });
});

describe('the exports for sites', () => {
  test('all exist and have fixed names', () => {
    const exports = (of: Template) =>
      Object.values<{ Export?: { Name: string } }>(of.toJSON().Outputs).flatMap(({ Export }) => Export?.Name ?? []);
    expect(exports(whole)).toEqual([
      'heartlab-sydney-ingest-vpc-id',
      'heartlab-sydney-ingest-endpoint-subnet-1-id',
      'heartlab-sydney-ingest-endpoint-subnet-2-id',
      'heartlab-sydney-ingest-balancer-subnet-1-id',
      'heartlab-sydney-ingest-balancer-subnet-2-id',
      'heartlab-sydney-ingest-task-subnet-1-id',
      'heartlab-sydney-ingest-task-subnet-2-id',
      'heartlab-sydney-ingest-cell-access-group-id',
      'heartlab-sydney-ingest-cluster-name',
      'heartlab-sydney-ingest-studies-bucket-name',
      'heartlab-sydney-ingest-access-log-bucket-name',
      'heartlab-sydney-ingest-key-arn',
      'heartlab-sydney-ingest-trust-store-arn',
      'heartlab-sydney-ingest-database-host',
      'heartlab-sydney-ingest-cell-database-provider-arn',
      'heartlab-sydney-ingest-delivery-zone-id',
    ]);
    expect(exports(template())).toEqual(exports(whole));
    whole.hasResourceProperties('AWS::Route53::HostedZone', {
      Name: 'heartlab.internal.',
      VPCs: [{ VPCId: { Ref: 'Vpc' }, VPCRegion: 'ap-southeast-2' }],
    });
  });

  test('the template contains nothing of a site’s stack', () => {
    expect(JSON.stringify(whole.toJSON())).not.toMatch(/SiteStack|"Fn::ImportValue":"(?!heartlab-sydney-)/);
  });

  test('fails if the environment has no managed ingest', () => {
    const environment = { ...aManagedEnvironment(), ingest: { domain: 'ingest.example' } };
    expect(() => template(environment)).toThrow('environment sydney has no ingest.managed');
  });
});
