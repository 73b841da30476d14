import fc from 'fast-check';
import { deliveriesOf, deliveryHost } from '../../lib/config/delivery';
import type { Site } from '../../lib/config/model';

/** Orthanc's own limits (DicomAssociationParameters, RemoteModalityParameters). */
const [LONGEST_HOST, HIGHEST_PORT] = [54, 65534];

test('the DICOMweb server accepts the name of the longest site', () => {
  expect(deliveryHost('a'.repeat(32)).length).toBeLessThanOrEqual(LONGEST_HOST);
});

test('each PACS has its own listener port, which the DICOMweb server accepts', () => {
  const port = fc.oneof(
    fc.integer({ min: 1, max: HIGHEST_PORT }),
    fc.constantFrom(HIGHEST_PORT, HIGHEST_PORT - 1, 104),
  );
  fc.assert(
    fc.property(fc.array(port, { maxLength: 20 }), (ports) => {
      const deliverTo = ports.map((one) => ({ aeTitle: 'PACS', address: '10.20.1.15', port: one }));
      const listeners = deliveriesOf({ dicom: { deliverTo } } as unknown as Site).map(
        ({ listenerPort }) => listenerPort,
      );
      expect(new Set(listeners).size).toBe(ports.length);
      expect(listeners.every((one) => one >= 1 && one <= HIGHEST_PORT)).toBe(true);
      expect(listeners.slice(0, 1)).toEqual(ports.slice(0, 1));
    }),
  );
});
