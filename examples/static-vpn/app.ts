import { App, Stack } from 'aws-cdk-lib';
import { IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DicomSecurityGroup, defineVpn, SiteVpn, VpnTunnelsProvider } from 'heartlab-connectivity';

/** A VPN with static routes into a VPC of one's own: no site file, no SiteStack. */
class ImagingStack extends Stack {
  /** A VPC asks its stack even if it names its zones. Without this, the synth would ask AWS. */
  override get availabilityZones(): string[] {
    return ['ap-southeast-2a', 'ap-southeast-2b'];
  }
}

const app = new App();
const stack = new ImagingStack(app, 'Imaging', {
  // The findings that the constructs acknowledge contain the account and the Region.
  env: { account: '111122223333', region: 'ap-southeast-2' },
  terminationProtection: true,
});

const vpc = new Vpc(stack, 'Vpc', {
  ipAddresses: IpAddresses.cidr('100.64.0.0/26'),
  subnetConfiguration: [{ name: 'Endpoints', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 28 }],
  vpnGateway: true,
  vpnRoutePropagation: [{ subnetType: SubnetType.PRIVATE_ISOLATED }],
});
const { vpnGatewayId } = vpc;
if (vpnGatewayId === undefined) throw new Error('the VPC has no virtual private gateway');

const key = new Key(stack, 'Key', { enableKeyRotation: true });
key.grantEncryptDecrypt(new ServicePrincipal(`logs.${stack.region}.amazonaws.com`));
key.grantEncryptDecrypt(new ServicePrincipal('cloudwatch.amazonaws.com'));
const alarmTopic = new Topic(stack, 'Alarms', { masterKey: key, enforceSSL: true });

// One provider changes the tunnels of all connections of this account and Region.
const provider = new VpnTunnelsProvider(stack, 'VpnTunnels', { environment: 'imaging', key, alarmTopic });

const site = { site: 'wellington-imaging', environment: 'imaging' };
const hospitalCidrs = ['10.44.0.0/16'];
new SiteVpn(stack, 'Vpn', {
  site,
  hospitalCidrs,
  // A change of these settings changes the tunnels in place, one at a time. Nothing here can replace the connection.
  vpn: defineVpn({
    gateway: { publicIp: '198.51.100.130', device: 'palo-alto' },
    routing: 'static',
    ipsec: 'strong',
  }),
  vpnGatewayId,
  key,
  vpnTunnelsProviderArn: provider.serviceToken,
});

// The groups for whatever receives the studies: an endpoint, a load balancer.
new DicomSecurityGroup(stack, 'Dicom', { site, vpcId: vpc.vpcId, hospitalCidrs });
