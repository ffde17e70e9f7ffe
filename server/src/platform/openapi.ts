import swagger from '@fastify/swagger'
import fp from 'fastify-plugin'
import { jsonSchemaTransform, type FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import { z } from 'zod'

import { ProblemShape } from '@concordat/shared/http'

/** Says in OpenAPI 3.1 what the routes are made of, and adds what all of them share: how they refuse. */
const openapi: FastifyPluginAsyncZod = async (app) => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Concordat',
        version: '0.1.0',
        description:
          'Live governance boards. Sessions are cookies; refusals are problem+json (RFC 9457); instants are ISO 8601 in UTC.',
      },
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'concordat_session' } } },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) =>
      'openapiObject' in document
        ? withRefusals(document.openapiObject as OpenAPIV3_1.Document)
        : document.swaggerObject,
  })

  app.get('/api/openapi.json', { schema: { summary: 'This description', tags: ['service'] } }, async () =>
    app.swagger(),
  )
}

export default fp(openapi, { name: 'openapi', dependencies: ['http'] })

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const

function withRefusals(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const refusal = {
    description: 'Refused; `kind` says why',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  for (const item of Object.values(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item?.[method]
      if (operation) operation.responses = { ...operation.responses, default: refusal }
    }
  }
  const { $schema: _dialect, ...problem } = z.toJSONSchema(ProblemShape)
  // What zod writes is JSON Schema 2020-12, as OpenAPI 3.1 takes it; the two packages only name its type differently.
  return {
    ...document,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, Problem: problem as OpenAPIV3_1.SchemaObject },
    },
  }
}
