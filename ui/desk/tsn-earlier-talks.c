/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Earlier talks are read topic by topic, where they can be compared with what is said now. */

#include "tsn-earlier-talks.h"

#include <glib/gi18n.h>

#include "tsn-person-words.h"

static void
add_talk (GtkBox *earlier,
          const TsnPersonOverview *overview,
          const TsnConversationTopic *topic,
          guint i)
{
  const GPtrArray *talks = overview->conversations;
  const TsnRecord *talk = g_ptr_array_index (talks, i);
  const TsnRecord *before = i + 1 < talks->len ? g_ptr_array_index (talks, i + 1) : NULL;
  GtkWidget *said = tsn_conversation_topic_widget (overview, topic, talk, before);
  g_autofree char *date = tsn_record_words (talk, TSN_CONVERSATION_DATE);
  gboolean withdrawn = tsn_record_number (talk, TSN_CONVERSATION_WITHDRAWN, 0) != 0;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *heading = gtk_label_new (NULL);
  g_autofree char *title = withdrawn ? g_strdup_printf (_ ("%s (withdrawn)"), date)
                                     : g_strdup (date);

  gtk_label_set_label (GTK_LABEL (heading), title);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (box), heading);
  if (said == NULL)
    {
      said = gtk_label_new (_ ("Nothing about this"));
      gtk_label_set_xalign (GTK_LABEL (said), 0);
      gtk_widget_add_css_class (said, "dim-label");
    }
  gtk_box_append (GTK_BOX (box), said);
  gtk_box_append (earlier, box);
}

void
tsn_earlier_talks_show (GtkBox *box,
                        const TsnPersonOverview *overview,
                        const TsnConversationTopic *topic)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  for (guint i = 0; i < overview->conversations->len; i++)
    add_talk (box, overview, topic, i);
}
