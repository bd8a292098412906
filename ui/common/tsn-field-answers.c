/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two people wrote a field without seeing each other, and one answer won by its date. Both are
 * offered as buttons, the one that stands first; which is right is known only to people. */

#include "tsn-field-answers.h"

#include <glib/gi18n.h>

#include "tsn-secret.h"

struct _TsnFieldAnswers
{
  GtkBox parent_instance;

  GPtrArray *values; /* of TsnValue: what the buttons stand for */
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnFieldAnswers, tsn_field_answers, GTK_TYPE_BOX)

void
tsn_field_answer_free (TsnFieldAnswer *self)
{
  tsn_value_clear (&self->value);
  tsn_secret_text_free (self->words);
  g_free (self);
}

static void
value_free (gpointer value)
{
  tsn_value_clear (value);
  g_free (value);
}

static void
forget_answers (TsnFieldAnswers *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  g_ptr_array_set_size (self->values, 0);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
clicked_cb (GtkButton *button, TsnFieldAnswers *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "answer"));
  g_auto (TsnValue) value = tsn_value_copy (g_ptr_array_index (self->values, index));

  forget_answers (self);
  g_signal_emit (self, signals[CHOSEN], 0, &value);
}

static GtkWidget *
new_text (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static void
add_answer (TsnFieldAnswers *self, const TsnFieldAnswer *answer, gboolean keep)
{
  TsnValue *copy = g_new (TsnValue, 1);
  const char *words = answer->words[0] != '\0' ? answer->words : _ ("(empty)");
  g_autofree char *text = NULL;
  GtkWidget *button = gtk_button_new ();

  /* Translators: buttons; %s is the value that stands, or another one. */
  text = g_strdup_printf (keep ? _ ("Keep: %s") : _ ("Take: %s"), words);
  *copy = tsn_value_copy (&answer->value);
  gtk_button_set_child (GTK_BUTTON (button), new_text (text));
  g_object_set_data (G_OBJECT (button), "answer", GUINT_TO_POINTER (self->values->len));
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, 0);
  g_ptr_array_add (self->values, copy);
  gtk_box_append (GTK_BOX (self), button);
}

void
tsn_field_answers_show (TsnFieldAnswers *self, const GPtrArray *answers)
{
  GtkWidget *heading;

  forget_answers (self);
  if (answers == NULL || answers->len <= 1)
    return;
  heading = new_text (_ ("Two people wrote this without seeing each other. Which is right?"));
  gtk_widget_add_css_class (heading, "field-warning");
  gtk_box_append (GTK_BOX (self), heading);
  for (guint i = 0; i < answers->len; i++)
    add_answer (self, g_ptr_array_index (answers, i), i == 0);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/* -- Life -- */

static void
tsn_field_answers_finalize (GObject *object)
{
  g_ptr_array_unref (TSN_FIELD_ANSWERS (object)->values);
  G_OBJECT_CLASS (tsn_field_answers_parent_class)->finalize (object);
}

static void
tsn_field_answers_class_init (TsnFieldAnswersClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tsn_field_answers_finalize;
  signals[CHOSEN] = g_signal_new ("chosen",
                                  TSN_TYPE_FIELD_ANSWERS,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_POINTER);
}

static void
tsn_field_answers_init (TsnFieldAnswers *self)
{
  self->values = g_ptr_array_new_with_free_func (value_free);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
