import type { BoardList } from '@concordat/shared/http'

import { load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => read<BoardList>(event, '/api/boards')
