/** Where processes hear that something happened to viewers. The payload is a list of `viewer:newest`, separated by commas; a hint only, it may be lost. */
export const viewerEventsChannel = 'parley_viewer_events'

/**
 * CTEs that record what another one, `change (viewer_id, kind, conversation_id, message_id, reply_id, place)`, says: of
 * one viewer, `place` counting from 1. `counter (viewer_id, newest)` then has the viewer's newest sequence. The rest of
 * the transaction may lock nothing more that it does not hold already: the counter's row is the last lock.
 */
export const recordChange = `
  counter AS (
    INSERT INTO viewer_event_counter AS kept (viewer_id, newest)
    SELECT viewer_id, count(*) FROM change GROUP BY viewer_id
    ON CONFLICT (viewer_id) DO UPDATE SET newest = kept.newest + excluded.newest
    RETURNING viewer_id, newest
  ), recorded AS (
    INSERT INTO viewer_event (viewer_id, sequence, kind, conversation_id, message_id, reply_id)
    SELECT change.viewer_id, counter.newest - (SELECT count(*) FROM change) + change.place,
           change.kind, change.conversation_id, change.message_id, change.reply_id
    FROM change JOIN counter ON counter.viewer_id = change.viewer_id
  )`

/** For the statement's last SELECT: tells all processes at the commit. Only for statements that notify anyway, since commits that do wait for each other. */
export const notifyOfChange = `(SELECT pg_notify('${viewerEventsChannel}', viewer_id || ':' || newest) FROM counter)`
