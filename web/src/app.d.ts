declare global {
  namespace App {
    interface Error {
      /** What was not done, and what to do now. Absent when Kit itself found the fault. */
      detail?: string
      /** An id to quote to whoever runs this installation. */
      reference?: string
    }
  }
}

export {}
