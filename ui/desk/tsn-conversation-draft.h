/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-conversation-draft.h: what was said so far in a conversation that is not recorded yet.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-conversation-topics.h"

G_BEGIN_DECLS

typedef struct _TsnConversationDraft TsnConversationDraft;

/* @form has the rows of all topics, and must outlive it. */
TsnConversationDraft *tsn_conversation_draft_new (TsnRecordForm *form) G_GNUC_WARN_UNUSED_RESULT;
void tsn_conversation_draft_free (TsnConversationDraft *self); /* NULL is fine */

/* What leaves the topic of that number for another day; NULL: nothing does. Borrowed. */
void
tsn_conversation_draft_set_left (TsnConversationDraft *self, guint topic, GtkToggleButton *left);
GtkToggleButton *tsn_conversation_draft_get_left (TsnConversationDraft *self, guint topic);

/* Takes @frame, of tsn_conversation_new(): what every conversation says. Whoever is at the desk
 * records it. */
void
tsn_conversation_draft_begin (TsnConversationDraft *self, TsnStation *station, TsnChange *frame);

/* Everything that can be taken as it is; what cannot (half a date) is left out. */
TsnChange *tsn_conversation_draft_collect (TsnConversationDraft *self);

/* The same, and it can be recorded: an impossible day is today. NULL: nothing was said. */
TsnChange *tsn_conversation_draft_collect_valid (TsnConversationDraft *self);

/* The first row that cannot be taken as it is; 0: all can. */
guint tsn_conversation_draft_wrong_field (TsnConversationDraft *self);

G_END_DECLS
