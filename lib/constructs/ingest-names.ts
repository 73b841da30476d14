/** What a site's stack and the operator's verbs agree on with the ingest. */
export { type IngestNames, ingestNames, STUDIES_STORED } from '../site/ingest-names';
