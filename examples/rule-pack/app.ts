import { App, Stack, Validations } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { HeartLabChecks } from 'heartlab-connectivity';

/** The stack of another team, without anything of this library in it. */
class ReportingStack extends Stack {
  constructor(app: App, id: string) {
    super(app, id);
    const vpc = new Vpc(this, 'Vpc', {
      availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b'],
      natGateways: 0,
      subnetConfiguration: [{ name: 'Private', subnetType: SubnetType.PRIVATE_ISOLATED }],
      vpnGateway: true,
      flowLogs: { All: {} },
    });
    const group = new SecurityGroup(this, 'Receivers', {
      vpc,
      allowAllOutbound: false,
      description: 'DICOM receivers',
    });
    group.addIngressRule(Peer.ipv4('10.20.0.0/22'), Port.tcp(11112), 'C-STORE from the hospital');
    group.addIngressRule(Peer.ipv4('10.20.0.0/22'), Port.tcp(8042), 'Monitoring by the hospital');
    Validations.of(group).acknowledge({
      id: 'HeartLab::HeartLab-SG1',
      reason: 'The hospital watches the receivers on TCP 8042 until its contract ends.',
    });
  }
}

const app = new App();
new ReportingStack(app, 'Reporting');
Validations.of(app).addPlugins(new HeartLabChecks());
