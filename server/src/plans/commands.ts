import type { Commands } from '../commands/context.ts'
import { claimDone } from './claim-done.ts'
import { closeWorkstream, recommendClosure, refuseClosure } from './close-workstream.ts'
import { addDependency, removeDependency } from './dependencies.ts'
import { dropMilestone } from './drop-milestone.ts'
import { moveBaseline } from './move-baseline.ts'
import { ownMilestone } from './own-milestone.ts'
import { proposeBaseline } from './propose-baseline.ts'
import { refuseBaseline } from './refuse-baseline.ts'
import { reportForecast } from './report-forecast.ts'
import { reportProgress } from './report-progress.ts'
import { setState } from './set-state.ts'
import { acceptDone, rejectClaim } from './settle-claim.ts'
import { switchScale } from './switch-scale.ts'
import { setRow, trackMilestone } from './track-milestone.ts'

/** Plans on the record: dates, states, what waits for what, and how a workstream ends. */
export function registerPlanCommands(commands: Commands): void {
  commands.on('forecast.report', reportForecast)
  commands.on('progress.report', reportProgress)
  commands.on('baseline.propose', proposeBaseline)
  commands.on('baseline.move', moveBaseline)
  commands.on('baseline.refuse', refuseBaseline)
  commands.on('milestone.set-state', setState)
  commands.on('milestone.claim-done', claimDone)
  commands.on('milestone.accept-done', acceptDone)
  commands.on('milestone.reject-claim', rejectClaim)
  commands.on('milestone.drop', dropMilestone)
  commands.on('milestone.own', ownMilestone)
  commands.on('milestone.track', trackMilestone)
  commands.on('milestone.set-row', setRow)
  commands.on('dependency.add', addDependency)
  commands.on('dependency.remove', removeDependency)
  commands.on('scale.switch', switchScale)
  commands.on('workstream.recommend-closure', recommendClosure)
  commands.on('workstream.close', closeWorkstream)
  commands.on('workstream.refuse-closure', refuseClosure)
}
