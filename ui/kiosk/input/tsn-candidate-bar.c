/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* As many words as the line takes; a key at either end turns to the others, and so does a finger. A
 * reading may have a hundred: buttons are made for those that are looked at. */

#include "tsn-candidate-bar.h"

#include "tsn-key-grid.h"
#include "tsn-kiosk-words.h"

#define AT_ONCE 24

struct _TsnCandidateBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *back, *on;
  GtkWidget *line;
  GtkAdjustment *place;
  GStrv words;
  guint n_shown;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnCandidateBar, tsn_candidate_bar, GTK_TYPE_WIDGET)

static void
chosen_cb (GtkWidget *button, TsnCandidateBar *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "tsn-index"));

  g_signal_emit (self, signals[CHOSEN], 0, index);
}

static void
show_more (TsnCandidateBar *self)
{
  for (guint n = 0; n < AT_ONCE && self->words != NULL && self->words[self->n_shown] != NULL; n++)
    {
      GtkWidget *button = gtk_button_new_with_label (self->words[self->n_shown]);

      tsn_key_dress (button, "candidate");
      g_object_set_data (G_OBJECT (button), "tsn-index", GUINT_TO_POINTER (self->n_shown));
      g_signal_connect_object (button, "clicked", G_CALLBACK (chosen_cb), self, 0);
      gtk_box_append (GTK_BOX (self->line), button);
      self->n_shown++;
    }
}

static void
update_ends (TsnCandidateBar *self)
{
  double at = gtk_adjustment_get_value (self->place);
  double end = at + gtk_adjustment_get_page_size (self->place);
  gboolean is_more = self->words != NULL && self->words[self->n_shown] != NULL;

  /* They keep their room, so that the words do not jump. */
  gtk_widget_set_child_visible (self->back, at > 0.5);
  gtk_widget_set_child_visible (self->on,
                                is_more || end < gtk_adjustment_get_upper (self->place) - 0.5);
}

static void
turn (TsnCandidateBar *self, double pages)
{
  double page = gtk_adjustment_get_page_size (self->place);

  if (pages > 0 &&
      gtk_adjustment_get_value (self->place) + 2 * page > gtk_adjustment_get_upper (self->place))
    show_more (self);
  /* What was half seen at the end is the first thing to see then. */
  gtk_adjustment_set_value (self->place,
                            gtk_adjustment_get_value (self->place) + pages * page * 0.8);
}

static void
back_cb (TsnCandidateBar *self)
{
  turn (self, -1);
}

static void
on_cb (TsnCandidateBar *self)
{
  turn (self, 1);
}

void
tsn_candidate_bar_take_words (TsnCandidateBar *self, GStrv words)
{
  GtkWidget *child;

  g_return_if_fail (TSN_IS_CANDIDATE_BAR (self));

  if (words == NULL && self->words == NULL)
    return;
  while ((child = gtk_widget_get_first_child (self->line)) != NULL)
    gtk_box_remove (GTK_BOX (self->line), child);
  g_strfreev (self->words);
  self->words = words;
  self->n_shown = 0;
  gtk_adjustment_set_value (self->place, 0);
  show_more (self);
  update_ends (self);
}

static GtkWidget *
new_turn_key (TsnCandidateBar *self, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *plain = tsn_kiosk_plain (name);

  tsn_key_dress (button, "function");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  plain,
                                  -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

static void
tsn_candidate_bar_dispose (GObject *object)
{
  TsnCandidateBar *self = TSN_CANDIDATE_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->words, g_strfreev);
  G_OBJECT_CLASS (tsn_candidate_bar_parent_class)->dispose (object);
}

static void
tsn_candidate_bar_class_init (TsnCandidateBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tsn_candidate_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "candidates");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[CHOSEN] = g_signal_new ("chosen",
                                  G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_UINT);
}

static void
tsn_candidate_bar_init (TsnCandidateBar *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->back =
      new_turn_key (self, "go-previous-symbolic", K_ ("Words before"), G_CALLBACK (back_cb));
  self->on = new_turn_key (self, "go-next-symbolic", K_ ("More words"), G_CALLBACK (on_cb));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled),
                                  GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->line);
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->back);
  gtk_box_append (GTK_BOX (self->box), scrolled);
  gtk_box_append (GTK_BOX (self->box), self->on);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  self->place = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled));
  g_signal_connect_object (self->place,
                           "changed",
                           G_CALLBACK (update_ends),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->place,
                           "value-changed",
                           G_CALLBACK (update_ends),
                           self,
                           G_CONNECT_SWAPPED);
  update_ends (self);
}

GtkWidget *
tsn_candidate_bar_new (void)
{
  return g_object_new (TSN_TYPE_CANDIDATE_BAR, NULL);
}
