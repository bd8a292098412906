/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Joins two entries to tsn-kana-follow.c. What the follower wrote last is what it may add to;
 * anything else in the entry of the reading was written by a person and is left alone, until the
 * name is empty again. */

#include "tsn-kana-follower.h"

#include "tsn-kana-follow.h"

typedef struct
{
  GtkEditable *name; /* weak */
  GtkEditable *kana; /* weak */
  TsnKanaFollow follow;
  char *written; /* what the reading was when the follower left it */
  guint forget_id;
} Follower;

static void
follower_free (gpointer data)
{
  Follower *self = data;

  g_clear_weak_pointer (&self->name);
  g_clear_weak_pointer (&self->kana);
  g_clear_handle_id (&self->forget_id, g_source_remove);
  tsn_kana_follow_clear (&self->follow);
  g_free (self->written);
  g_free (self);
}

static gboolean
is_ours (Follower *self)
{
  const char *now = gtk_editable_get_text (self->kana);

  return *now == '\0' || g_strcmp0 (now, self->written) == 0;
}

static void
write_kana (Follower *self, const char *kana)
{
  g_free (self->written);
  self->written = g_strdup (kana);
  gtk_editable_set_text (self->kana, kana);
}

static gboolean
forget_cb (gpointer data)
{
  Follower *self = data;

  self->forget_id = 0;
  tsn_kana_follow_forget (&self->follow);
  return G_SOURCE_REMOVE;
}

/* The end of a preedit comes before the commit with some input methods and after it with others;
 * one that was cancelled has no commit at all. */
static void
preedit_cb (GtkText *name, const char *text, Follower *self)
{
  g_clear_handle_id (&self->forget_id, g_source_remove);
  if (*text == '\0')
    self->forget_id = g_idle_add (forget_cb, self);
  else
    tsn_kana_follow_preedit (&self->follow, text);
}

static void
insert_cb (GtkEditable *name, const char *text, int length, int *position, Follower *self)
{
  g_autofree char *committed = length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);
  g_autofree char *reading = NULL;
  g_autofree char *all = NULL;

  if (self->kana == NULL || !gtk_widget_has_focus (GTK_WIDGET (self->name)))
    return; /* set by the program */
  reading = tsn_kana_follow_commit (&self->follow, committed);
  if (reading == NULL || !is_ours (self))
    return;
  all = g_strconcat (gtk_editable_get_text (self->kana), reading, NULL);
  write_kana (self, all);
}

static void
changed_cb (GtkEditable *name, Follower *self)
{
  if (self->kana != NULL && *gtk_editable_get_text (name) == '\0' &&
      gtk_widget_has_focus (GTK_WIDGET (name)) && is_ours (self))
    write_kana (self, "");
}

void
tsn_kana_follower_attach (GtkEditable *name, GtkEditable *kana)
{
  Follower *self = g_new0 (Follower, 1);

  g_set_weak_pointer (&self->name, name);
  g_set_weak_pointer (&self->kana, kana);
  g_object_set_data_full (G_OBJECT (name), "tsn-kana-follower", self, follower_free);
  g_signal_connect (name, "preedit-changed", G_CALLBACK (preedit_cb), self);
  g_signal_connect (name, "insert-text", G_CALLBACK (insert_cb), self);
  g_signal_connect (name, "changed", G_CALLBACK (changed_cb), self);
}
