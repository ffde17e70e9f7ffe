// Loaded before a measured server (node --import): when the harness is gone, however it went, the server goes too.
if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  // The channel alone keeps no process alive.
  process.channel.unref()
}
