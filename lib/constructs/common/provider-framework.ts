import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct, IConstruct } from 'constructs';
import type { BundledFunction } from './bundled-function';

/** The parts that providers of custom resources on the CDK's Provider framework share. */

/** A private child of a CDK construct. If a newer CDK creates it elsewhere, synth fails here. */
export function childOf<T extends IConstruct>(
  of: IConstruct,
  id: string,
  type: abstract new (...args: never[]) => T,
): T {
  const found = of.node.findChild(id);
  if (!(found instanceof type)) throw new TypeError(`${found.node.path} is not a ${type.name}`);
  return found;
}

/** The role of a framework function. */
export function frameworkRole(scope: Construct, id: string, does: string): Role {
  return new Role(scope, id, {
    description: `The part of the CDK's Provider framework that ${does}`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
}

/** What a framework function needs: it writes its log and calls our handler. */
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
