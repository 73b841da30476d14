import { cellServiceProblem, dimseListeners } from '../../../lib/rehearsal/cloud/cell-listeners';
import { TemplateError } from '../../../lib/rehearsal/cloud/template';
import { TemplateView } from '../../../lib/template/view';
import { aSite } from '../../support/builders/sites';

const listener = (Port: number, Protocol: string, balancer = 'Nlb') => ({
  Type: 'AWS::ElasticLoadBalancingV2::Listener',
  Properties: { Port, Protocol, LoadBalancerArn: { Ref: balancer } },
});

const RESOURCES = {
  EndpointService: {
    Type: 'AWS::EC2::VPCEndpointService',
    Properties: { NetworkLoadBalancerArns: [{ Ref: 'Nlb' }] },
  },
  StowListener: listener(443, 'TCP'),
  // A listener of the ALB, which PrivateLink does not reach.
  AlbHealthListener: listener(8444, 'HTTPS', 'Alb'),
  Dimse104: listener(104, 'TCP'),
  Dimse2762: listener(2762, 'TLS'),
};
const cellOf = (more: object = {}): TemplateView =>
  new TemplateView({
    Resources: { ...RESOURCES, ...more },
    Outputs: { ServiceName: { Export: { Name: 'heartlab-auckland-heart-cell-service' } }, GateLogGroup: {} },
  });

const siteWith = (ServiceName: unknown): TemplateView =>
  new TemplateView({
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC' },
      Endpoint: { Type: 'AWS::EC2::VPCEndpoint', Properties: { ServiceName } },
    },
  });
const imports = (name: string) => siteWith({ 'Fn::ImportValue': name });

describe('the listeners of the cell', () => {
  const site = aSite({ dicom: { stow: { auth: 'mtls' }, dimse: { ports: [11112, 2762], callingAeTitles: ['CT'] } } });

  test('are those of the NLB behind its endpoint service, not those of the site file', () => {
    expect(dimseListeners(site, cellOf())).toEqual([
      { port: 104, encrypted: false },
      { port: 2762, encrypted: true },
    ]);
  });

  test('are those of the site file if there is no cell', () => {
    expect(dimseListeners(site, undefined)).toEqual([
      { port: 11112, encrypted: false },
      { port: 2762, encrypted: true },
    ]);
  });

  test('of another protocol are refused with their id', () => {
    const cell = cellOf({ Dimse11112: listener(11112, 'UDP') });
    expect(() => dimseListeners(site, cell)).toThrow(TemplateError);
    expect(() => dimseListeners(site, cell)).toThrow('Dimse11112 is a listener for UDP');
  });
});

describe('the endpoint service that the site imports', () => {
  test('must be the one that its cell exports', () => {
    const name = 'heartlab-auckland-heart-cell-service';
    expect(cellServiceProblem('auckland-heart', imports(name), cellOf())).toBeUndefined();
  });

  test.each([
    ["another cell's", imports('heartlab-dunedin-cardiac-cell-service')],
    ['a name of its own', siteWith('com.amazonaws.vpce.ap-southeast-2.vpce-svc-0a1b2c3d4e5f60001')],
  ])('%s is reported', (_, template) => {
    expect(cellServiceProblem('auckland-heart', template, cellOf())).toBe(
      "no endpoint of the site imports its cell's endpoint service, heartlab-auckland-heart-cell-service",
    );
  });

  test('must be exported by the cell', () => {
    const name = 'heartlab-auckland-heart-cell-service';
    expect(cellServiceProblem('auckland-heart', imports(name), new TemplateView({ Resources: RESOURCES }))).toBe(
      'the cell does not export its endpoint service as heartlab-auckland-heart-cell-service',
    );
  });
});
