import { defineConfig } from 'drizzle-kit'

/** `npx drizzle-kit generate --name=what_a_person_would_call_it` in this folder. `casing` must be that of `src/client.ts`. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/schema/*.ts',
  out: './migrations',
  casing: 'snake_case',
  strict: true,
})
