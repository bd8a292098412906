/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All that was said so far: a row for each question, which leads to it. What came from a card and
 * no step asks has rows, too: it can be left out.
 */

#include <adwaita.h>

#include "tsn-kiosk-label.h"
#include "tsn-kiosk-panel.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"
#include "tsn-secret.h"

/* What a card may say and nobody chooses here. */
static const TsnKioskChoice OTHER_RELATIONS[] = {
  { TSN_RELATION_PARENT, NK_ ("Parent") },
  { TSN_RELATION_PARTNER, NK_ ("Partner") },
  { TSN_RELATION_GUARDIAN, NK_ ("Guardian") },
  { 0, NULL },
};

/* -- In words -- */

static const char *
label_of (const TsnKioskChoice *choices, gint64 number)
{
  for (; choices->number != 0; choices++)
    if (choices->number == number)
      return K_ (choices->label);
  return NULL;
}

static const char *
name_of (const TsnKioskDraft *draft, guint part)
{
  const char *office = tsn_kiosk_draft_text (draft, part, TSN_CONTACT_OFFICE);

  return office[0] != '\0' ? office : tsn_kiosk_draft_text (draft, part, TSN_CONTACT_NAME);
}

char *
tsn_kiosk_contact_words (const TsnKioskDraft *draft, guint part)
{
  const char *phone = tsn_kiosk_draft_text (draft, part, TSN_CONTACT_PHONE_1);

  return g_strdup_printf ("%s%s%s", name_of (draft, part), phone[0] != '\0' ? "　" : "", phone);
}

static char *
choice_in_words (const TsnKioskStep *step, const TsnKioskDraft *draft)
{
  gint64 number = tsn_kiosk_draft_number (draft, step->part, step->field);
  const char *label = label_of (step->choices, number);

  if (step->part == TSN_KIOSK_ASKED && step->field == TSN_KIOSK_ASKED_WISHES_WITH)
    return g_strdup (name_of (draft, (guint) number));
  if (label == NULL)
    label = label_of (OTHER_RELATIONS, number);
  return g_strdup (label != NULL ? label : "");
}

/* What was chosen is in our words, with readings; what was typed is as it is. */
static char *
answer_in_words (const TsnKioskStep *step, const TsnKioskDraft *draft)
{
  switch (step->kind)
    {
    case TSN_KIOSK_STEP_CHOICE:
      return choice_in_words (step, draft);
    case TSN_KIOSK_STEP_TEXT:
    case TSN_KIOSK_STEP_ADDRESS:
      return g_strdup (tsn_kiosk_draft_text (draft, step->part, step->field));
    case TSN_KIOSK_STEP_PLACE:
      return tsn_kiosk_contact_words (draft, step->part);
    case TSN_KIOSK_STEP_WORDS:
    case TSN_KIOSK_STEP_REVIEW:
    case TSN_KIOSK_STEP_CARD:
    default:
      return NULL;
    }
}

/* -- Rows -- */

static void
add_row (GtkWidget *page,
         const char *question,
         const char *answer,
         guint number,
         GCallback chosen,
         TsnKioskWindow *self)
{
  const char *words = answer[0] != '\0' ? answer : K_ ("Not said");
  GtkWidget *button = tsn_kiosk_button_new (question, "row", NULL, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = tsn_kiosk_label_new (question);
  GtkWidget *said = tsn_kiosk_label_new (words);
  g_autofree char *plain = tsn_kiosk_plain (question);
  g_autoptr (TsnSecretText) plain_words = tsn_kiosk_plain (words);
  g_autoptr (TsnSecretText) name = g_strdup_printf ("%s %s", plain, plain_words);

  gtk_widget_add_css_class (label, "entry-name");
  gtk_widget_add_css_class (said, answer[0] != '\0' ? "said" : "unsaid");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), said);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "number", GUINT_TO_POINTER (number));
  g_signal_connect_object (button, "clicked", chosen, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (page), button);
}

static void
step_cb (TsnKioskWindow *self, GtkWidget *button)
{
  self->step = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "number"));
  self->course = TSN_KIOSK_COURSE_CHANGING;
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STEP);
}

static void
carried_cb (TsnKioskWindow *self, GtkWidget *button)
{
  self->carried = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "number"));
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_CARRIED);
}

void
tsn_kiosk_review_add (TsnKioskWindow *self, GtkWidget *page)
{
  TsnKioskCarried carried;

  if (tsn_kiosk_draft_is_partial (self->draft))
    {
      GtkWidget *label = tsn_kiosk_label_new (
          K_ ("Your old card had no room for everything. Please write what is missing here."));

      gtk_widget_add_css_class (label, "trouble");
      tsn_kiosk_label_read_aloud (label);
      gtk_box_append (GTK_BOX (page), label);
    }
  for (int i = tsn_kiosk_step_next (self->draft, -1, FALSE); i >= 0;
       i = tsn_kiosk_step_next (self->draft, i, FALSE))
    {
      const TsnKioskStep *step = tsn_kiosk_step ((guint) i);
      g_autoptr (TsnSecretText) answer = answer_in_words (step, self->draft);

      /* What must be said is asked before the card in any case. */
      if (answer != NULL && (answer[0] != '\0' || !step->must))
        add_row (page, K_ (step->question), answer, (guint) i, G_CALLBACK (step_cb), self);
    }
  for (guint i = 0; tsn_kiosk_carried_find (self->draft, i, &carried); i++)
    {
      g_autoptr (TsnSecretText) words = tsn_kiosk_carried_words (self->draft, &carried);

      add_row (page, K_ (carried.title), words, i, G_CALLBACK (carried_cb), self);
    }
}

/* -- What no step asks -- */

static void
keep_cb (TsnKioskWindow *self)
{
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STEP);
}

static void
leave_out_cb (TsnKioskWindow *self)
{
  TsnKioskCarried carried;

  if (tsn_kiosk_carried_find (self->draft, self->carried, &carried))
    tsn_kiosk_carried_leave_out (self->draft, &carried);
  keep_cb (self);
}

GtkWidget *
tsn_kiosk_review_carried (TsnKioskWindow *self)
{
  TsnKioskCarried carried;
  g_autoptr (TsnSecretText) words = tsn_kiosk_carried_find (self->draft, self->carried, &carried)
                                        ? tsn_kiosk_carried_words (self->draft, &carried)
                                        : NULL;
  GtkWidget *panel = tsn_kiosk_panel_new (K_ ("Is this still right?"), NULL);
  GtkWidget *label = tsn_kiosk_label_new (words != NULL ? words : ""); /* of the card: not read */

  tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "help");
  gtk_box_append (GTK_BOX (panel), label);
  tsn_kiosk_panel_add (panel, K_ ("Yes, keep it"), "next", G_CALLBACK (keep_cb), self);
  tsn_kiosk_panel_add (panel, K_ ("No, leave it out"), NULL, G_CALLBACK (leave_out_cb), self);
  return panel;
}
