import { createOnnxEngine } from '../../src/engines/index.ts';
import { DIGESTS, exampleSpeech, HOME, realModel } from '../real-models.ts';
import { engineContract } from './engine-contract.ts';

for (const name of ['tiny.en', 'base']) {
  engineContract(`onnx, ${name}`, async () => {
    const { folder } = await realModel(name);
    const engine = createOnnxEngine({ home: HOME, digests: DIGESTS });
    return { engine, folder, speech: await exampleSpeech('lighthouse-log.flac', 20) };
  });
}
