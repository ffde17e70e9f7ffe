import type { Commands } from '../commands/context.ts'
import {
  addAccountability,
  addBody,
  addEnabler,
  addItem,
  addMilestone,
  addPillar,
  addProgramme,
  addRole,
  addWorkstream,
  createBoard,
} from './add-records.ts'
import { appointToPost } from './appoint-to-post.ts'
import { createDocument } from './create-document.ts'
import { endAppointment } from './end-appointment.ts'
import { noteProgress } from './note-progress.ts'

/** Boards on the record: set up by the loader, noted on by those who lead. */
export function registerBoardCommands(commands: Commands): void {
  commands.on('board.create', createBoard)
  commands.on('body.add', addBody)
  commands.on('role.add', addRole)
  commands.on('post.appoint', appointToPost)
  commands.on('appointment.end', endAppointment)
  commands.on('programme.add', addProgramme)
  commands.on('item.add', addItem)
  commands.on('accountability.add', addAccountability)
  commands.on('pillar.add', addPillar)
  commands.on('enabler.add', addEnabler)
  commands.on('workstream.add', addWorkstream)
  commands.on('milestone.add', addMilestone)
  commands.on('progress.note', noteProgress)
  commands.on('document.create', createDocument)
}
