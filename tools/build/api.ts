import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { ApiPackage } from '@microsoft/api-extractor-model';
import { distOf } from '../../lib/project/build-state';

export interface ApiOutput {
  /**
   * The file to which all types are written.
   * @default - not written
   */
  readonly types?: string;
}

/**
 * Reads the declarations of dist/, and returns the public API as a model. API Extractor contains its own compiler, because
 * TypeScript 7 has no programming interface.
 */
export function extractApi(project: string, { types }: ApiOutput = {}): ApiPackage {
  const folder = mkdtempSync(join(tmpdir(), 'heartlab-api-'));
  try {
    const model = join(folder, 'api.json');
    const result = Extractor.invoke(
      ExtractorConfig.prepare({
        configObjectFullPath: join(project, 'api-extractor.json'),
        packageJsonFullPath: join(project, 'package.json'),
        configObject: {
          projectFolder: project,
          mainEntryPointFilePath: join(distOf(project), 'lib', 'index.d.ts'),
          compiler: { tsconfigFilePath: join(project, 'tsconfig.build.json'), skipLibCheck: true },
          apiReport: { enabled: false },
          docModel: { enabled: true, apiJsonFilePath: model },
          dtsRollup: { enabled: types !== undefined, untrimmedFilePath: types ?? '' },
          tsdocMetadata: { enabled: false },
          messages: {
            compilerMessageReporting: { default: { logLevel: 'error' as never } },
            extractorMessageReporting: { default: { logLevel: 'none' as never } },
            tsdocMessageReporting: { default: { logLevel: 'none' as never } },
          },
        },
      }),
      {
        localBuild: true,
        showVerboseMessages: false,
        messageCallback: (message) => {
          // Without the notice that its compiler differs from the project's.
          if (message.logLevel !== 'error') message.handled = true;
        },
      },
    );
    if (!result.succeeded) throw new Error(`the API can't be extracted: see the ${result.errorCount} errors above`);
    return ApiPackage.loadFromJsonFile(model);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
