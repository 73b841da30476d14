/**
 * The names of the exports of an environment's platform stack, which its sites import.
 *
 * They are fixed and read with `Fn.importValue`. Automatic references would add and remove exports with the synthesized sites,
 * so that deploying one site could remove an export that another one uses.
 */
export interface PlatformNames {
  /** The ARN of the KMS key of log groups and alarms. */
  readonly keyArn: string;
  /** The ARN of the platform's own alarm topic. */
  readonly alarmTopicArn: string;
  /** The ARN of the role with which VPC flow logs are written. */
  readonly flowLogRoleArn: string;
  /** The ARN of the function that empties the default security groups of the sites' VPCs. */
  readonly defaultSecurityGroupProviderArn: string;
  /** The ARN of the function that reserves the delivery addresses in the sites' subnets. */
  readonly addressReservationProviderArn: string;
  /** The ARN of the function that changes the sites' VPN tunnels. */
  readonly vpnTunnelsProviderArn: string;
}

export function platformNames(environment: string): PlatformNames {
  return {
    keyArn: `heartlab-${environment}-key-arn`,
    alarmTopicArn: `heartlab-${environment}-alarm-topic-arn`,
    flowLogRoleArn: `heartlab-${environment}-flow-log-role-arn`,
    defaultSecurityGroupProviderArn: `heartlab-${environment}-default-security-group-provider-arn`,
    addressReservationProviderArn: `heartlab-${environment}-address-reservation-provider-arn`,
    vpnTunnelsProviderArn: `heartlab-${environment}-vpn-tunnels-provider-arn`,
  };
}
