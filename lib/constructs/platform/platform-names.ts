/**
 * The names of the exports of an environment's platform stack, which its sites import.
 *
 * They are fixed and read with `Fn.importValue`. Automatic references would add and remove exports with the synthesized sites,
 * so that deploying one site could remove an export that another one uses.
 */
export function platformNames(environment: string) {
  return {
    /** The KMS key of log groups and alarms. */
    keyArn: `heartlab-${environment}-key-arn`,
    /** The platform's own alarm topic. */
    alarmTopicArn: `heartlab-${environment}-alarm-topic-arn`,
    /** The role with which VPC flow logs are written. */
    flowLogRoleArn: `heartlab-${environment}-flow-log-role-arn`,
    /** The function that empties the default security groups of the sites' VPCs. */
    defaultSecurityGroupProviderArn: `heartlab-${environment}-default-security-group-provider-arn`,
    /** The function that reserves the delivery addresses in the sites' subnets. */
    addressReservationProviderArn: `heartlab-${environment}-address-reservation-provider-arn`,
    /** The function that changes the sites' VPN tunnels. */
    vpnTunnelsProviderArn: `heartlab-${environment}-vpn-tunnels-provider-arn`,
  };
}
