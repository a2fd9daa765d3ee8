import { engineContract } from '../../../tests/contract/engine-contract.ts';
import { createFakeEngine } from './fake-engine.ts';

const speech = Float32Array.from({ length: 25 * 16_000 }, (_, i) => 0.3 * Math.sin(i / 7));

engineContract('fake', async () => ({ engine: createFakeEngine(['One.', 'Two.']), folder: '', speech }));
