// Writes the software bill of materials (CycloneDX 1.6, JSON): every package with licence, checksum and what it needs, and the model
// files. The same lock file gives the same bytes. https://cyclonedx.org/docs/1.6/json/
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readDependencies, readJson, root } from './dependencies.mjs';
import { models } from './models.mjs';

const purl = ({ name, version }) => `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
const spdx = /^[A-Za-z0-9.-]+$/;

function licences(licence) {
  if (licence === null) return {};
  return {
    licenses: spdx.test(licence) ? [{ license: { id: licence } }] : [{ expression: licence }],
  };
}

function hashes(integrity) {
  const [, base64] = /^sha512-([A-Za-z0-9+/=]+)/.exec(integrity ?? '') ?? [];
  return base64 === undefined
    ? {}
    : { hashes: [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }] };
}

/** @returns {object} the bill, with everything a server needs to run; packages for development are left out */
export function makeSbom() {
  const { name, version, license, dependencies: direct } = readJson('package.json');
  const packages = readDependencies().filter(({ dev }) => !dev);
  const known = new Map(packages.map((each) => [each.path, purl(each)]));
  // The same version may lie in several places.
  const byRef = new Map(packages.map((each) => [purl(each), each]));
  const digest = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const uuid = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  const self = `pkg:npm/${name}@${version}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuid}`,
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': self, name, version, purl: self, ...licences(license) } },
    components: [
      ...[...byRef]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([ref, each]) => ({
          type: 'library',
          'bom-ref': ref,
          name: each.name,
          version: each.version,
          scope: each.optional ? 'optional' : 'required',
          ...hashes(each.integrity),
          ...licences(each.licence),
          purl: ref,
        })),
      ...Object.entries(models).map(([model, { sha256, licence }]) => ({
        type: 'machine-learning-model',
        'bom-ref': `model:${model}`,
        name: model,
        hashes: [{ alg: 'SHA-256', content: sha256 }],
        ...licences(licence),
      })),
    ],
    dependencies: [
      {
        ref: self,
        dependsOn: Object.keys(direct)
          .map((each) => known.get(`node_modules/${each}`))
          .filter(Boolean),
      },
      ...[...byRef].map(([ref, { needs }]) => ({
        ref,
        dependsOn: [...new Set(needs.map((path) => known.get(path)).filter(Boolean))],
      })),
    ],
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const target = process.argv[2] ?? 'sbom.cdx.json';
  const sbom = makeSbom();
  writeFileSync(target, `${JSON.stringify(sbom, null, 2)}\n`);
  console.log(`${target}: ${sbom.components.length} components`);
}
