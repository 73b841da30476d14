import { Match, Template } from 'aws-cdk-lib/assertions';
import { FleetError } from '../../lib/constructs/fleet-error';
import { IngestStack } from '../../lib/constructs/ingest-stack';
import { ingestSites } from '../../lib/ingest/sites';
import type { Environment, Site } from '../../lib/site/model';
import { anApp } from '../support/app';
import { aDeliveringSite, aFleet, aManagedEnvironment, aSite, INGEST, MANAGED } from '../support/fixtures';

const basic = (site: string, passwordGeneration?: number): Site =>
  aSite({
    site,
    dicom: { stow: { auth: 'basic', ...(passwordGeneration === undefined ? {} : { passwordGeneration }) } },
  });

function template(sites: readonly Site[], environment: Environment = aManagedEnvironment()): Template {
  const stack = new IngestStack(anApp(), 'IngestStack-sydney', {
    environment,
    sites: ingestSites(aFleet(sites, [environment]), environment.name),
    folder: 'test/fixtures',
  });
  return Template.fromStack(stack);
}

interface ContainerDefinition {
  readonly Name: string;
  readonly Image: unknown;
  readonly EntryPoint: readonly string[];
  readonly EnvironmentFiles: readonly { readonly Type: string; readonly Value: string }[];
  readonly Environment?: readonly { readonly Name: string }[];
  readonly Secrets?: readonly { readonly Name: string; readonly ValueFrom: unknown }[];
  readonly [other: string]: unknown;
}

function containers(of: Template): Readonly<Record<'gate' | 'server', ContainerDefinition>> {
  const [task] = Object.values(of.findResources('AWS::ECS::TaskDefinition'));
  const all = task?.Properties.ContainerDefinitions as readonly ContainerDefinition[];
  const named = (name: string): ContainerDefinition => {
    const found = all.find(({ Name }) => Name === name);
    if (found === undefined) throw new Error(`there is no container ${name}`);
    return found;
  };
  return { gate: named('gate'), server: named('server') };
}

const whole = template([aSite(), basic('perth-clinic', 2)]);

describe('the tasks', () => {
  test('are two, in isolated subnets of different zones, on Fargate, and a deploy that fails is rolled back', () => {
    whole.hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: 2,
      LaunchType: 'FARGATE',
      AvailabilityZoneRebalancing: 'ENABLED',
      EnableExecuteCommand: false,
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          AssignPublicIp: 'DISABLED',
          Subnets: [{ Ref: 'TasksSubnet1' }, { Ref: 'TasksSubnet2' }],
        },
      },
    });
    const zones = ['TasksSubnet1', 'TasksSubnet2'].map(
      (id) => whole.toJSON().Resources[id].Properties.AvailabilityZone,
    );
    expect(new Set(zones).size).toBe(2);
  });

  test('are reached at the gate’s door and at the DIMSE port alone, the server’s HTTP by nobody', () => {
    const { gate, server } = containers(whole);
    expect(gate.PortMappings).toEqual([8443, 8444].map((port) => expect.objectContaining({ ContainerPort: port })));
    expect(server.PortMappings).toEqual([expect.objectContaining({ ContainerPort: 11112 })]);
    const ports = Object.values(whole.findResources('AWS::EC2::SecurityGroupIngress'))
      .filter(({ Properties }) => JSON.stringify(Properties.GroupId).includes('TaskGroup'))
      .map(({ Properties }) => [Properties.FromPort, Properties.ToPort]);
    expect(ports.sort()).toEqual([
      [11112, 11112],
      [11112, 11112],
      [8443, 8443],
      [8444, 8444],
    ]);
  });

  test('are images by digest, without capabilities, on a file system that can’t be written', () => {
    for (const container of Object.values(containers(whole))) {
      expect(JSON.stringify(container.Image)).toMatch(/@sha256:[0-9a-f]{64}/);
      expect(container).toMatchObject({
        ReadonlyRootFilesystem: true,
        LinuxParameters: { Capabilities: { Drop: ['ALL'] } },
        MountPoints: [{ ReadOnly: false }],
      });
      expect(container).not.toHaveProperty('Privileged');
    }
  });

  test('fails when an image is not one by digest of a private repository', () => {
    for (const gate of ['nginx:1.27', '111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/nginx:latest']) {
      const environment = {
        ...aManagedEnvironment(),
        ingest: { domain: INGEST.domain, managed: { ...MANAGED, gate } },
      };
      expect(() => template([], environment as unknown as Environment)).toThrow(/not an image by digest/);
    }
  });

  test('get their configuration as a file named by its content, and a change of a site changes its name', () => {
    const file = (of: Template, name: 'gate' | 'server') => containers(of)[name].EnvironmentFiles[0]?.Value;
    expect(file(whole, 'gate')).toMatch(
      /^arn:aws:s3:::cdk-hnb659fds-assets-111122223333-ap-southeast-2\/[0-9a-f]{64}\.env$/,
    );
    expect(file(template([aSite()]), 'gate')).not.toBe(file(whole, 'gate'));
    expect(file(template([aDeliveringSite()]), 'server')).not.toBe(file(template([aSite()]), 'server'));
    expect(file(template([aSite(), basic('perth-clinic', 2)]), 'gate')).toBe(file(whole, 'gate'));
    const all = aManagedEnvironment({ ingest: { domain: INGEST.domain, managed: { ...MANAGED, reads: 'all' } } });
    expect(file(template([aSite(), basic('perth-clinic', 2)], all), 'gate')).not.toBe(file(whole, 'gate'));
  });

  test('may do what they need before they start, and the running ones still may while others replace them', () => {
    const policies = (of: Template) => of.findResources('AWS::IAM::ManagedPolicy');
    const [service] = Object.values(whole.findResources('AWS::ECS::Service'));
    expect(Object.keys(policies(whole))).toHaveLength(2);
    expect(service?.DependsOn).toEqual(expect.arrayContaining(Object.keys(policies(whole))));
    expect(policies(template([aDeliveringSite(), basic('perth-clinic', 3)]))).toEqual(policies(whole));
  });

  test('may keep studies and read them, nothing else', () => {
    const [policy] = Object.entries(whole.findResources('AWS::IAM::ManagedPolicy')).filter(([id]) =>
      id.includes('TaskPolicy'),
    );
    const actions = policy?.[1].Properties.PolicyDocument.Statement.flatMap(
      ({ Action }: { Action: string | readonly string[] }) => Action,
    );
    expect(actions.sort()).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      's3:DeleteObject',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
  });
});

describe('passwords', () => {
  test('are made by Secrets Manager, one for each basic site, and reach the gate alone', () => {
    whole.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'heartlab/perth-clinic/stow-password-2',
      GenerateSecretString: { PasswordLength: 40, ExcludePunctuation: true },
      KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] },
      Tags: Match.arrayWith([{ Key: 'heartlab:site', Value: 'perth-clinic' }]),
    });
    const { gate, server } = containers(whole);
    expect(gate.Secrets).toEqual([
      { Name: 'STOW_PASSWORD_PERTH_CLINIC', ValueFrom: { Ref: 'StowPasswordperthDashclinicG2' } },
    ]);
    expect(JSON.stringify(server.Secrets)).not.toContain('StowPassword');
  });

  test('raising passwordGeneration makes another secret for that site alone', () => {
    const secrets = (of: Template): readonly string[] =>
      Object.keys(of.findResources('AWS::SecretsManager::Secret')).filter((id) => id.startsWith('StowPassword'));
    const before = template([basic('perth-clinic'), basic('dublin-clinic')]);
    const after = template([basic('perth-clinic', 2), basic('dublin-clinic')]);
    expect(secrets(before)).toEqual(['StowPasswordperthDashclinicG1', 'StowPassworddublinDashclinicG1']);
    expect(secrets(after)).toEqual(['StowPasswordperthDashclinicG2', 'StowPassworddublinDashclinicG1']);
  });
});

describe('300 sites in one environment, which have short names and no DIMSE', () => {
  const name = (index: number): string => `s${`${index}`.padStart(3, '0')}`;
  const sites = Array.from({ length: 300 }, (_, index) => basic(name(index), 10));
  const large = template(sites);
  const json = large.toJSON();

  test('stay under CloudFormation’s limits: 500 resources, 1 MB, 200 outputs, 200 parameters', () => {
    expect(Object.keys(json.Resources).length).toBeLessThanOrEqual(450);
    // As CDK writes the template.
    expect(Buffer.byteLength(JSON.stringify(json, undefined, 1))).toBeLessThan(800_000);
    expect(Object.keys(json.Outputs).length).toBeLessThan(200);
    expect(Object.keys(json.Parameters ?? {}).length).toBeLessThan(200);
  });

  test('and their task definition under ECS’s 64 KB, with the ARNs that stand there after the deploy', () => {
    const [task] = Object.values(large.findResources('AWS::ECS::TaskDefinition'));
    const deployed = JSON.stringify(task?.Properties, (_, value) => {
      if (typeof value !== 'object' || value === null || !('Ref' in value)) return value;
      const secret = json.Resources[value.Ref]?.Properties.Name;
      return secret === undefined
        ? value
        : `arn:aws:secretsmanager:ap-southeast-2:111122223333:secret:${secret}-AbCdEf`;
    });
    expect(deployed).toContain(`secret:heartlab/${name(299)}/stow-password-10-AbCdEf`);
    expect(Buffer.byteLength(deployed)).toBeLessThan(65_536);
  });

  test('with an AE title each: no container could start, and no template is made', () => {
    const many = sites.map((site, index) =>
      aSite({ ...site, dicom: { stow: { auth: 'mtls' }, dimse: { ports: [104], callingAeTitles: [`CT${index}`] } } }),
    );
    let lines: readonly string[] = [];
    try {
      template(many);
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      ({ lines } = error);
    }
    expect(lines).toEqual([
      expect.stringMatching(
        /^environment sydney: makes a configuration of 12\d{4} bytes for the server of its ingest, and Fargate starts no container with more than 120000: 300 sites with 300 callingAeTitles and 0 entries of deliverTo; take out /,
      ),
    ]);
  });

  test('and their policies under IAM’s 6,144 characters', () => {
    const policies = Object.values(large.findResources('AWS::IAM::ManagedPolicy'));
    expect(policies).toHaveLength(2);
    for (const { Properties } of policies)
      expect(JSON.stringify(Properties.PolicyDocument).replace(/\s/g, '').length).toBeLessThan(6_144);
  });
});
