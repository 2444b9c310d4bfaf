// Unpacks the browser, the libraries it needs and a font into the temporary folder (TMPDIR).

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { inflate } from '@sparticuz/chromium';

const here = dirname(fileURLToPath(import.meta.url));
const packed = join(here, 'node_modules', '@sparticuz', 'chromium', 'bin');

for (const name of ['al2023.tar.br', 'fonts.tar.br', 'chromium.br']) {
  await inflate(join(packed, name));
}
