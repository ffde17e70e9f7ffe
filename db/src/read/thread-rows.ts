import { and, asc, desc, eq, isNotNull, isNull } from 'drizzle-orm'

import type { Tx } from '../client.ts'
import { readDecisionStandings } from '../decisions.ts'
import { actions, threadLinks } from '../schema/actions.ts'
import { asks, signOffEvents } from '../schema/asks.ts'
import { bodies, enablers, milestones, pillars, programmes, workstreams } from '../schema/boards.ts'
import { decisions, terms, termsEditions } from '../schema/decisions.ts'
import { baselines, closures, dependencies } from '../schema/plans.ts'
import { gateEvents } from '../schema/wording.ts'

export type ThreadRows = Awaited<ReturnType<typeof readThreadRows>>

/** Every record of a board that may lie on a golden thread, and all that joins them: in a fixed number of queries. */
export async function readThreadRows(tx: Tx, boardId: string, today: string) {
  const titled = <T extends typeof programmes | typeof workstreams>(table: T) => ({
    id: table.id,
    title: table.title,
    status: table.status,
  })
  const [plans, asked, decided, joins] = await Promise.all([
    Promise.all([
      tx
        .select({ ...titled(programmes), parentId: programmes.parentId })
        .from(programmes)
        .where(eq(programmes.boardId, boardId))
        .orderBy(asc(programmes.position)),
      tx
        .select({ ...titled(workstreams), programmeId: workstreams.programmeId })
        .from(workstreams)
        .where(eq(workstreams.boardId, boardId))
        .orderBy(asc(workstreams.position)),
      tx
        .select({
          id: milestones.id,
          title: milestones.title,
          status: milestones.status,
          programmeId: milestones.programmeId,
          workstreamId: milestones.workstreamId,
          relatesTo: milestones.relatesTo,
        })
        .from(milestones)
        .where(eq(milestones.boardId, boardId))
        .orderBy(asc(milestones.position)),
      tx.select({ id: pillars.id, title: pillars.title }).from(pillars).where(eq(pillars.boardId, boardId)),
      tx.select({ id: enablers.id, title: enablers.title }).from(enablers).where(eq(enablers.boardId, boardId)),
    ]),
    Promise.all([
      tx
        .select({ id: asks.id, number: asks.number, title: asks.title, relatesTo: asks.relatesTo })
        .from(asks)
        .where(eq(asks.boardId, boardId))
        .orderBy(asc(asks.number)),
      tx
        .selectDistinctOn([signOffEvents.askId, signOffEvents.part, signOffEvents.bodyId], {
          seq: signOffEvents.seq,
          askId: signOffEvents.askId,
          part: signOffEvents.part,
          event: signOffEvents.event,
          body: bodies.title,
        })
        .from(signOffEvents)
        .innerJoin(bodies, and(eq(bodies.boardId, signOffEvents.boardId), eq(bodies.id, signOffEvents.bodyId)))
        .where(eq(signOffEvents.boardId, boardId))
        .orderBy(asc(signOffEvents.askId), asc(signOffEvents.part), asc(signOffEvents.bodyId), desc(signOffEvents.seq)),
    ]),
    Promise.all([
      readDecisionStandings(tx, boardId, today),
      tx
        .select({ number: decisions.number, supersedes: decisions.supersedes, detail: decisions.detail })
        .from(decisions)
        .where(eq(decisions.boardId, boardId))
        .orderBy(desc(decisions.seq)),
      tx.select({ id: terms.id, title: terms.title }).from(terms).where(eq(terms.boardId, boardId)),
      tx
        .select({
          termsId: termsEditions.termsId,
          edition: termsEditions.edition,
          decision: termsEditions.decisionNumber,
        })
        .from(termsEditions)
        .where(eq(termsEditions.boardId, boardId)),
      tx
        .select({
          number: actions.number,
          text: actions.text,
          state: actions.state,
          kind: actions.sourceKind,
          id: actions.sourceId,
        })
        .from(actions)
        .where(eq(actions.boardId, boardId))
        .orderBy(asc(actions.ordinal)),
    ]),
    Promise.all([
      tx
        .select()
        .from(threadLinks)
        .where(and(eq(threadLinks.boardId, boardId), isNull(threadLinks.removedSeq)))
        .orderBy(asc(threadLinks.seq)),
      tx
        .select({ milestoneId: baselines.milestoneId, decision: baselines.decision })
        .from(baselines)
        .where(and(eq(baselines.boardId, boardId), isNotNull(baselines.decision))),
      tx
        .select({ workstreamId: closures.workstreamId, decision: closures.decision })
        .from(closures)
        .where(and(eq(closures.boardId, boardId), isNotNull(closures.decision))),
      tx
        .select({ fromId: dependencies.fromId, kind: dependencies.onKind, id: dependencies.onId })
        .from(dependencies)
        .where(and(eq(dependencies.boardId, boardId), isNull(dependencies.removedSeq))),
      tx
        .select({ askId: gateEvents.askId, decision: gateEvents.decisionNumber, opens: gateEvents.opens })
        .from(gateEvents)
        .where(eq(gateEvents.boardId, boardId)),
    ]),
  ])
  const [programmeRows, workstreamRows, milestoneRows, pillarRows, enablerRows] = plans
  const [askRows, signOffRows] = asked
  const [standings, decisionRows, termsRows, editionRows, actionRows] = decided
  const [linkRows, baselineRows, closureRows, dependencyRows, gateRows] = joins
  return {
    programmes: programmeRows,
    workstreams: workstreamRows,
    milestones: milestoneRows,
    pillars: pillarRows,
    enablers: enablerRows,
    asks: askRows,
    signOffs: signOffRows,
    standings,
    decisions: decisionRows,
    terms: termsRows,
    editions: editionRows,
    actions: actionRows,
    links: linkRows,
    baselines: baselineRows,
    closures: closureRows,
    dependencies: dependencyRows,
    gates: gateRows,
  }
}
