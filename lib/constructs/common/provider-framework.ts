import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct, IConstruct } from 'constructs';
import type { BundledFunction } from './bundled-function';

/** Shared by the providers of custom resources that use the CDK's Provider framework. */

/** A private child of a CDK construct. If a newer CDK moves it, synth fails here. */
export function childOf<T extends IConstruct>(
  parent: IConstruct,
  id: string,
  type: abstract new (...args: never[]) => T,
): T {
  const child = parent.node.findChild(id);
  if (!(child instanceof type)) throw new TypeError(`${child.node.path} is not a ${type.name}`);
  return child;
}

/** The role of a framework function. */
export function frameworkRole(scope: Construct, id: string, task: string): Role {
  return new Role(scope, id, {
    description: `The part of the CDK's Provider framework that ${task}`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
}

/** The permissions of a framework function: to write its log and to call our handler. */
export function frameworkStatements(logs: LogGroup, handler: BundledFunction): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logs.logGroupArn],
    }),
    new PolicyStatement({
      actions: ['lambda:InvokeFunction', 'lambda:GetFunction'],
      resources: [handler.lambda.functionArn],
    }),
  ];
}
