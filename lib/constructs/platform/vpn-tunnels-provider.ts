import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LoggingFormat } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { CODE_FOLDER } from '../../project/paths';
import { BundledFunction } from '../common/bundled-function';
import { HardenedProvider } from './hardened-provider';
import { addVpnTunnelsAlarms } from './vpn-tunnels-alarms';
import { acknowledgeEc2, ec2Statements } from './vpn-tunnels-permissions';

/** The name, key and alarm topic of the provider. */
export interface VpnTunnelsProviderProps {
  /**
   * A name that is part of the functions' names: 3 to 32 lower-case letters, digits and hyphens, unique in the account and Region.
   * A change replaces the functions, and updates the resource of every hospital.
   */
  readonly environment: string;
  /** Encrypts the logs and the dead letters. Its policy must allow CloudWatch Logs to use it. */
  readonly key: IKey;
  /** Notified by every alarm: a change that was refused, failed, timed out or never began. */
  readonly alarmTopic: ITopic;
}

/**
 * The provider of `Custom::HeartLabVpnTunnels`, which changes the VPN tunnels of an environment's sites in place. The code of its
 * two handlers is lib/custom-resources/vpn-tunnels. They have a key in memory only while they send it to EC2, and never log one.
 *
 * One provider serves all connections of an account and Region. It changes only resources with the tag `heartlab:site`, and one
 * tunnel at a time, so that a hospital stays connected. Its stack needs an account, a Region and the feature flag
 * `@aws-cdk/core:enablePartitionLiterals`.
 *
 * @throws FleetError if the stack has no account and Region, or the app has not set the feature flag
 */
export class VpnTunnelsProvider extends Construct {
  /** The ARN of the framework's function. Its name is fixed, because a change would update the resource of every site. */
  readonly serviceToken: string;
  private readonly name: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: VpnTunnelsProviderProps,
  ) {
    super(scope, id);
    const { environment, key, alarmTopic } = props;
    this.name = `heartlab-${environment}-vpn-tunnels`;
    const onEvent = this.addHandler('OnEvent', 'on-event', 'onEvent', []);
    const isComplete = this.addHandler('IsComplete', 'complete', 'isComplete', ec2Statements(this));
    acknowledgeEc2(isComplete);
    const provider = new HardenedProvider(this, {
      name: this.name,
      operation: 'a change of VPN tunnels',
      onEvent,
      isComplete,
      key,
    });
    this.serviceToken = provider.serviceToken;
    addVpnTunnelsAlarms(this, { environment, alarmTopic, name: this.name, onEvent, isComplete, provider });
  }

  private addHandler(
    id: string,
    suffix: string,
    handler: string,
    statements: readonly PolicyStatement[],
  ): BundledFunction {
    return new BundledFunction(this, id, {
      functionName: `${this.name}-${suffix}`,
      description: `Changes the VPN tunnels of sites in place: ${handler}`,
      entry: join(CODE_FOLDER, 'lib/custom-resources/vpn-tunnels/lambda'),
      handler,
      // An SDK without PreSharedKeyStorage or the BGP log would omit them from the call.
      bundleSdk: true,
      // INVOCATION_DURATION (lib/custom-resources/vpn-tunnels/timing.ts), plus the calls of the last step.
      timeout: Duration.minutes(6),
      memorySize: 512,
      loggingFormat: LoggingFormat.TEXT,
      statements,
      key: this.props.key,
    });
  }
}
