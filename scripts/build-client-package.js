// Builds packages/client as it is published, with its types: `npm pack` and `npm publish` run it.
import { bundleClientPackage, cleanClientPackage, declareClientPackage } from './build/client-package.js'

cleanClientPackage()
await bundleClientPackage({ esbuild: await import('esbuild') })
declareClientPackage((await import('typescript')).default)
