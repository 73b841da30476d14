import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnResource, Fn, Stack, Token, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { report as printFigures } from './report';

/**
 * The lower bound: `TEMPLATES OUTDIR CONTEXT-JSON [REPORT]`. The same resources as L1s in an app without files, rules and constructs.
 * The time for converting templates to the properties of L1s is subtracted. With REPORT, the validation report of our app, the packs
 * check the app too, and it acknowledges the same findings on its stacks. An empty OUTDIR is that of the CDK's command.
 */
const [templates = '', outdir = '', context = '{}', report = ''] = process.argv.slice(2);

type L1 = new (scope: Construct, id: string, props: object) => CfnResource;
const MODULES: Readonly<Record<string, object>> = {
  CloudWatch: cloudwatch,
  EC2: ec2,
  IAM: iam,
  KMS: kms,
  Lambda: lambda,
  Logs: logs,
  Route53: route53,
  SNS: sns,
};

/** Documents that L1s do not convert. */
const VERBATIM = /(Document|KeyPolicy|Variables)$/;

/** `phase1DhGroupNumbers` for Phase1DHGroupNumbers. */
function camel(name: string): string {
  const words = name.replace(/([A-Z]+)(?=[A-Z][a-z])|([A-Z]+)(?=$|\d)/g, (run) => run[0] + run.slice(1).toLowerCase());
  return words.charAt(0).toLowerCase() + words.slice(1);
}

function convert(value: unknown, verbatim: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => convert(item, verbatim));
  if (typeof value !== 'object' || value === null) return value;
  const [[key, inner] = ['', undefined]] = Object.entries(value);
  if (key === 'Ref' && typeof inner === 'string') return Fn.ref(inner);
  if (key === 'Fn::GetAtt' && Array.isArray(inner)) return Fn.getAtt(String(inner[0]), String(inner[1])).toString();
  if (key === 'Fn::ImportValue') return Fn.importValue(String(inner));
  if (key.startsWith('Fn::')) return Token.asString(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      verbatim ? name : camel(name),
      convert(item, verbatim || VERBATIM.test(name)),
    ]),
  );
}

/** The ids without their resource: an acknowledgement on a stack applies to all of its resources. */
function acknowledgedIds(file: string): readonly string[] {
  const {
    pluginReports,
  }: { pluginReports: readonly { suppressedViolations?: readonly { acknowledgedId: string }[] }[] } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  const ids = pluginReports.flatMap(({ suppressedViolations = [] }) => suppressedViolations);
  return [...new Set(ids.map(({ acknowledgedId }) => acknowledgedId).filter((id) => !id.startsWith('HeartLab::')))];
}

interface L1Resource {
  readonly id: string;
  readonly create: (stack: Stack) => CfnResource;
  readonly dependsOn: readonly string[];
}

function l1Resource(id: string, resource: Record<string, unknown>): L1Resource {
  const type = String(resource.Type);
  const [, service = '', kind = ''] = type.split('::');
  const L1Class = (MODULES[service] as Record<string, L1> | undefined)?.[`Cfn${kind}`];
  const dependsOn = [resource.DependsOn ?? []].flat().map(String);
  if (L1Class === undefined) {
    const properties = resource.Properties as Record<string, unknown>;
    return { id, dependsOn, create: (stack) => new CfnResource(stack, id, { type, properties }) };
  }
  const props = convert(resource.Properties ?? {}, false) as object;
  return { id, dependsOn, create: (stack) => new L1Class(stack, id, props) };
}

const start = process.cpuUsage();
const stacks = readdirSync(templates)
  .filter((name) => name.endsWith('.template.json'))
  .map((name) => {
    const template: { Resources: Record<string, Record<string, unknown>> } = JSON.parse(
      readFileSync(join(templates, name), 'utf8'),
    );
    return {
      name: name.replace('.template.json', ''),
      resources: Object.entries(template.Resources).map(([id, resource]) => l1Resource(id, resource)),
    };
  });
const { user, system } = process.cpuUsage(start);

const app = new App({ outdir: outdir === '' ? undefined : outdir, context: JSON.parse(context) });
const acknowledged = report === '' ? [] : acknowledgedIds(report);
for (const { name, resources } of stacks) {
  const stack = new Stack(app, name, { env: { account: '111122223333', region: 'ap-southeast-2' } });
  if (acknowledged.length > 0)
    Validations.of(stack).acknowledge(
      ...acknowledged.map((id) => ({ id, reason: 'The same finding is acknowledged in our app.' })),
    );
  const created = new Map(resources.map(({ id, create }) => [id, create(stack)]));
  for (const { id, dependsOn } of resources) {
    for (const other of dependsOn) {
      const dependency = created.get(other);
      if (dependency !== undefined) created.get(id)?.addResourceDependency(dependency);
    }
  }
}
if (report !== '') {
  // Loaded only here: without checks the app does not load it either.
  const { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks }: typeof import('cdk-nag') = require('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(), new HIPAASecurityChecks(), new NIST80053R5Checks());
}
app.synth();
printFigures((user + system) / 1000);
