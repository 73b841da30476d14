import type { Site, StowAuth } from '../config/model';
import { CELL_METADATA_KEY, SITE_METADATA_KEY } from '../config/naming/stack-contract';
import { siteSchema } from '../config/schema/site';
import { at, type Json, type JsonObject, mapping, text } from './json';

/** One resource of a template. */
export interface Resource {
  /** Its logical id. */
  readonly id: string;
  readonly type: string;
  /** Intrinsics are left as they are. */
  readonly properties: Json;
}

/** What the template of a hospital's ingest cell says about itself. */
export interface CellMetadata {
  readonly site: string;
  /** `mtls` where the metadata can't be read: then client certificates are asked for. */
  readonly auth: StowAuth;
}

/**
 * A CloudFormation template as the rules see it, made once a template. A resource with a condition is taken as being there.
 */
export class TemplateView {
  readonly resources: readonly Resource[];
  readonly parameters: JsonObject;
  /** True for the stack of a site: ours say so in their metadata. */
  readonly ofSite: boolean;
  /** What the site's file says; undefined for another team's stack, and where the metadata can't be read. */
  readonly site: Site | undefined;
  /** Undefined for a stack that is no ingest cell. */
  readonly cell: CellMetadata | undefined;
  readonly outputs: JsonObject;
  private readonly byType = new Map<string, Resource[]>();
  private readonly byId = new Map<string, Resource>();
  private readonly made = new Map<unknown, unknown>();

  constructor(template: unknown) {
    const { Resources, Parameters, Metadata, Outputs } = mapping(template as Json);
    this.parameters = mapping(Parameters);
    this.outputs = mapping(Outputs);
    this.resources = Object.entries(mapping(Resources)).flatMap(([id, resource]) => {
      const { Type, Properties } = mapping(resource);
      return typeof Type === 'string' ? [{ id, type: Type, properties: Properties }] : [];
    });
    for (const resource of this.resources) {
      this.byId.set(resource.id, resource);
      const sameType = this.byType.get(resource.type);
      if (sameType === undefined) this.byType.set(resource.type, [resource]);
      else sameType.push(resource);
    }
    const declared = mapping(Metadata)[SITE_METADATA_KEY];
    const cell = mapping(Metadata)[CELL_METADATA_KEY];
    this.cell =
      cell === undefined
        ? undefined
        : { site: text(at(cell, 'site')) ?? '', auth: at(cell, 'auth') === 'basic' ? 'basic' : 'mtls' };
    this.ofSite = declared !== undefined;
    this.site = this.ofSite ? siteSchema.safeParse(declared).data : undefined;
  }

  /** The resources of these types, type by type. */
  ofType(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  resource(id: string): Resource | undefined {
    return this.byId.get(id);
  }

  /** What `make` makes of this template, made once: several rules look at the same security groups. */
  once<T>(make: (view: TemplateView) => T): T {
    if (!this.made.has(make)) this.made.set(make, make(this));
    return this.made.get(make) as T;
  }
}
