/**
 * The work that every tool does: one hospital is a customer gateway, a VPN gateway, a connection with two fully specified tunnels, two
 * routes, a security group with three rules, four alarms and a log group.
 */
exports.siteName = (index) => `hospital-${index}`;

const tunnel = (index, half) => ({
  insideCidr: `169.254.${index % 256}.${half * 4 + 8}/30`,
  ikeVersions: ['ikev2'],
  encryption: ['AES256-GCM-16', 'AES256'],
  integrity: ['SHA2-384', 'SHA2-256'],
  dhGroups: [20, 19, 14],
  phase1Seconds: 28800,
  phase2Seconds: 3600,
  replaySize: 1024,
  dpdSeconds: 30,
  dpdAction: 'restart',
  startup: 'start',
});

exports.site = (index) => ({
  asn: 65000,
  ipAddress: `198.51.${100 + (index >> 8)}.${index % 256}`,
  amazonAsn: 64512,
  tunnels: [tunnel(index, 0), tunnel(index, 1)],
  routes: [`10.${index % 256}.0.0/22`, `10.${index % 256}.4.0/24`],
  ports: [443, 2762, 11112],
  alarms: ['tunnel-1-down', 'tunnel-2-down', 'both-down', 'no-data'],
  vpcId: 'vpc-0123456789abcdef0',
});
