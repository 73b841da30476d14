/**
 * The requests that a hospital may send. Orthanc trusts every client, so only the requests listed here pass. Its DICOMweb root also
 * has `servers/`, which makes Orthanc call other servers, and `_method=DELETE` in a query turns a GET into a DELETE (Orthanc book,
 * "REST API", "X-HTTP-Method-Override").
 */

export type GateRoute =
  /** STOW-RS (DICOM PS3.18 section 10.5). */
  | { readonly action: 'store'; readonly study?: string }
  /** QIDO-RS and WADO-RS (sections 10.6 and 10.4). `path` is the path that is requested from the server. */
  | { readonly action: 'read'; readonly path: string }
  | { readonly action: 'health' }
  | { readonly action: 'refuse'; readonly status: 400 | 404 | 405; readonly text: string; readonly allow?: string };

/** At most 64 characters (DICOM PS3.5 section 9.1). Leading zeros are allowed, as in stored objects. */
const UID = '(?=[0-9.]{1,64}(?:/|$))[0-9]+(?:\\.[0-9]+)*';
const VIEWS = 'metadata|rendered|thumbnail|bulkdata|pixeldata';
const FRAMES = 'frames/[0-9]+(?:,[0-9]+)*(?:/(?:rendered|thumbnail))?';
/** The path of Orthanc's BulkDataURI: tags, with indexes between them. */
const BULK = 'bulk(?:/[0-9A-Fa-f,-]+)+';

/** The resources of DICOM PS3.18 tables 10.1.1-1, 10.4.1-1 to 10.4.1-5 and 10.6.1-1, below `/dicomweb`. */
const RESOURCES: readonly RegExp[] = [
  `studies|series|instances`,
  `studies/${UID}(?:/(?:series|instances|${VIEWS}))?`,
  `studies/${UID}/series/${UID}(?:/(?:instances|${VIEWS}))?`,
  `studies/${UID}/series/${UID}/instances/${UID}(?:/(?:${VIEWS}|${FRAMES}|${BULK}))?`,
].map((resource) => new RegExp(`^(?:${resource})$`));

const STORE = new RegExp(`^studies(?:/(${UID}))?$`);

/**
 * Parameter names consist of letters, digits, dots and commas: attributes, and the names that PS3.18 defines. Without underscore
 * and `%` in a name, `_method` is impossible in any encoding.
 */
const QUERY = /^(?:[A-Za-z0-9.,]+(?:=[^&;#\s]*)?(?:&[A-Za-z0-9.,]+(?:=[^&;#\s]*)?)*)?$/;

const ROOT = '/dicomweb/';

/** @param path decoded, without empty segments */
export function routeOf(method: string, path: string, query: string): GateRoute {
  if (path === '/health') return method === 'GET' ? { action: 'health' } : wrongMethod('GET');
  const resource = path.startsWith(ROOT) ? path.slice(ROOT.length) : '';
  if (!RESOURCES.some((pattern) => pattern.test(resource)))
    return refusal(
      404,
      'There is no such resource. Send objects to /dicomweb/studies. Search and retrieve at /dicomweb/studies, /dicomweb/series and /dicomweb/instances.',
    );
  const store = STORE.exec(resource);
  if (method === 'POST' && store !== null) return { action: 'store', study: store[1] };
  if (method !== 'GET') return wrongMethod(store === null ? 'GET' : 'GET, POST');
  if (!QUERY.test(query))
    return refusal(
      400,
      'The query is not valid for QIDO-RS or WADO-RS. Parameter names consist of letters, digits, dots and commas; "&" separates parameters.',
    );
  return { action: 'read', path: `${ROOT}${resource}${query === '' ? '' : `?${query}`}` };
}

const wrongMethod = (allow: string): GateRoute => ({
  ...refusal(405, `This resource does not support that method. Supported: ${allow}.`),
  allow,
});

const refusal = (status: 400 | 404 | 405, text: string) => ({ action: 'refuse', status, text }) as const;
