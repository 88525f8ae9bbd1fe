"""SQL of the store, built once: composing a statement costs more than running it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import bindparam

from asesor.store.tables import CONVERSATION, FEEDBACK, TURN

_C = CONVERSATION.c

ALIVE = sa.select(sa.literal(1))

LOAD = (
    sa.select(_C.id, _C.state, _C.rev, TURN.c.reply)
    .outerjoin_from(
        CONVERSATION,
        TURN,
        sa.and_(TURN.c.conversation_id == _C.id, TURN.c.client_message_id == bindparam("of_message")),
    )
    .where(_C.id == bindparam("of_id"))
)

OPENED = (
    sa.select(TURN.c.reply)
    .join(CONVERSATION, TURN.c.conversation_id == _C.id)
    .where(_C.opening == bindparam("of_opening"), _C.created_at >= bindparam("since"), TURN.c.rev == 1)
)

EXPIRE = (
    sa.update(CONVERSATION)
    .where(_C.opening == bindparam("of_opening"), _C.created_at < bindparam("since"))
    .values(opening=None)
)

BEGIN = sa.insert(CONVERSATION)

ADVANCE = (
    sa.update(CONVERSATION)
    .where(_C.id == bindparam("of_id"), _C.rev == bindparam("of_rev"))
    .values(state=bindparam("new_state"), rev=bindparam("new_rev"), updated_at=bindparam("at"))
)

ADD_TURN = sa.insert(TURN)

CONVERSATION_OF = sa.select(CONVERSATION).where(_C.id == bindparam("of_id"))

TURNS_OF = (
    sa.select(TURN, FEEDBACK.c.rating, FEEDBACK.c.comment)
    .outerjoin_from(TURN, FEEDBACK, FEEDBACK.c.turn_id == TURN.c.id)
    .where(TURN.c.conversation_id == bindparam("of_id"))
    .order_by(TURN.c.rev)
)

ERASE = (
    sa.delete(FEEDBACK).where(
        FEEDBACK.c.turn_id.in_(sa.select(TURN.c.id).where(TURN.c.conversation_id == bindparam("of_id")))
    ),
    sa.delete(TURN).where(TURN.c.conversation_id == bindparam("of_id")),
    sa.delete(CONVERSATION).where(_C.id == bindparam("of_id")),
)

TURN_EXISTS = sa.select(TURN.c.id).where(TURN.c.id == bindparam("of_id"))
FORGET_OPINION = sa.delete(FEEDBACK).where(FEEDBACK.c.turn_id == bindparam("of_id"))
ADD_OPINION = sa.insert(FEEDBACK)
