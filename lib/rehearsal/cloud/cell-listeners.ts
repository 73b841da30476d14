import { z } from 'zod';
import type { Site } from '../../config/model';
import { cellNames } from '../../config/naming/cell-names';
import { DIMSE_PORTS, dimsePorts, STOW_PORT } from '../../config/ports';
import { ofType, onlyResource, type RehearsedTemplate, refSchema, TemplateError } from './template';

/** A listener of a cell's NLB for DIMSE. */
export interface CellDimseListener {
  readonly port: number;
  readonly encrypted: boolean;
}

const service = z.object({ NetworkLoadBalancerArns: z.tuple([refSchema]) });
const listener = z.object({ Port: z.number(), Protocol: z.string(), LoadBalancerArn: refSchema });

/** As the cell's template makes them; where somebody's own endpoint service takes its place, as the site file asks for them. */
export function dimseListeners(site: Site, cell: RehearsedTemplate | undefined): readonly CellDimseListener[] {
  if (cell === undefined) return dimsePorts(site).map((port) => ({ port, encrypted: DIMSE_PORTS[port].encrypted }));
  const [, { NetworkLoadBalancerArns }] = onlyResource(cell, 'AWS::EC2::VPCEndpointService', service);
  const [{ Ref: nlb }] = NetworkLoadBalancerArns;
  return ofType(cell, 'AWS::ElasticLoadBalancingV2::Listener', listener)
    .filter(([, { Port, LoadBalancerArn }]) => LoadBalancerArn.Ref === nlb && Port !== STOW_PORT)
    .map(([id, { Port, Protocol }]) => {
      if (Protocol !== 'TCP' && Protocol !== 'TLS')
        throw new TemplateError(`${id} is a listener for ${Protocol}, and a rehearsal knows TCP and TLS`);
      return { port: Port, encrypted: Protocol === 'TLS' };
    });
}

const importValue = z.object({ ServiceName: z.object({ 'Fn::ImportValue': z.string() }) });

/** Why the site's endpoint would not find its cell; undefined if it would. */
export function cellMissing(site: string, template: RehearsedTemplate, cell: RehearsedTemplate): string | undefined {
  const wanted = cellNames(site).service;
  const imported = Object.values(template.Resources).flatMap(({ Type, Properties }) => {
    const found = Type === 'AWS::EC2::VPCEndpoint' ? importValue.safeParse(Properties).data : undefined;
    return found === undefined ? [] : [found.ServiceName['Fn::ImportValue']];
  });
  const exported = Object.values(cell.Outputs ?? {}).map(({ Export }) => Export?.Name);
  if (!imported.includes(wanted)) return `no endpoint of the site imports its cell's endpoint service, ${wanted}`;
  if (!exported.includes(wanted)) return `the cell does not export its endpoint service as ${wanted}`;
  return undefined;
}
