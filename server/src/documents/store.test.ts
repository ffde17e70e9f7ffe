import { documentOf } from './test/house.ts'
import { MemoryStore } from './test/memory-store.ts'
import { registerStoreContract } from './test/store-contract.ts'

registerStoreContract(async () => {
  const store = new MemoryStore()
  for (const id of ['one', 'two']) store.documents.set(id, documentOf('programme', id))
  return { store, documents: ['one', 'two'] }
})
