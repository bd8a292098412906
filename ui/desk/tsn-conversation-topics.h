/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-conversation-topics.h: what an ACP conversation is about, topic by topic, in the order in
 * which one talks: the window that records it, the sheet that shows it and the list of earlier
 * talks all follow this table. */

#pragma once

#include "tsn-person.h"
#include "tsn-record-form.h"

G_BEGIN_DECLS

#define TSN_TOPIC_GROUPS 5

typedef struct
{
  const char *title; /* for translation, as all texts here */
  const char *lead;  /* what to keep in mind */
  guint not_now;     /* TSN_CONVERSATION_TOPIC_*: can be left for another day; 0: no need to */
  TsnFormGroup groups[TSN_TOPIC_GROUPS]; /* the last has no fields */
} TsnConversationTopic;

#define TSN_TOPIC_STANCE 1 /* where it is asked whether they want to talk at all */

const TsnConversationTopic *tsn_conversation_topics (guint *n_topics);

/* The fields of @topic in their order; ends with 0. */
#define TSN_TOPIC_FIELDS_MAX 24
void tsn_topic_fields (const TsnConversationTopic *topic, guint fields[TSN_TOPIC_FIELDS_MAX]);

/* Whether anything of it was said in @draft, "not now" included. */
gboolean tsn_topic_is_answered (const TsnConversationTopic *topic, const TsnChange *draft);

/* Whether anything at all was said: more than the frame that every new conversation has. */
gboolean tsn_conversation_has_content (const TsnChange *draft);

/* Whether @field says something else in @talk than in the earlier @before (nullable). */
gboolean tsn_conversation_differs (const TsnRecord *talk, const TsnRecord *before, guint field);

/* @field of @talk as people read it, with the names of who is referred to; "" when nothing was
 * said. */
char *
tsn_conversation_words (const TsnPersonOverview *overview, const TsnRecord *talk, guint field);

/* What @talk says about @topic, to be read; NULL: nothing. @before (nullable): the talk before it:
 * what changed since is marked. */
GtkWidget *tsn_conversation_topic_widget (const TsnPersonOverview *overview,
                                          const TsnConversationTopic *topic,
                                          const TsnRecord *talk,
                                          const TsnRecord *before);

G_END_DECLS
