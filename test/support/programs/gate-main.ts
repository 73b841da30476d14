import { runGate } from '../../../services/gate/run';

/**
 * The gate's program with a store that only reads and counts bodies. It is bundled and run like the gate; an environment
 * variable selects its failure.
 */
void runGate(
  async (_, log) => {
    if (process.env.FAIL === 'open') throw new Error('SMITH^JOHN');
    if (process.env.FAIL === 'later') setTimeout(() => Promise.reject(new Error('SMITH^JOHN')), 100);
    return {
      stow: async ({ message }) => {
        log.event('body begun');
        let bytes = 0;
        for await (const chunk of message.iterator({ destroyOnReturn: false })) bytes += chunk.length;
        return { status: 200, headers: {}, body: Buffer.from(`${bytes} bytes`), outcomes: [] };
      },
      isDatabaseUp: async () => true,
      closeDimse: async () => log.event('dimse closed'),
      close: async () => log.event('parts closed'),
    };
  },
  Number(process.env.PATIENCE ?? 110_000),
);
