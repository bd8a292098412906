/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row for each field that the card has, with a box that says whether it is printed in clear.
 * The rows are made once, so that the focus stays where it is when a box is ticked and the card
 * comes back from its thread. Above them stands what a card could not take, in words. */

#include "tsn-card-contents.h"

#include <glib/gi18n.h>

#include "tsn-secret.h"
#include "tsn-words-card.h"

#define MOST_FIELDS 64

struct _TsnCardContents
{
  AdwBin parent_instance;

  gboolean quiet;
  guint64 kept_off;

  GtkBox *box;
  AdwPreferencesGroup *notes;
  GSList *note_rows; /* in `notes` */
  AdwPreferencesGroup *fields;
  AdwActionRow *rows[MOST_FIELDS]; /* by TsnCardFieldId; NULL: never shown */
  GtkCheckButton *checks[MOST_FIELDS];
  GtkLabel *where[MOST_FIELDS];
};

G_DEFINE_FINAL_TYPE (TsnCardContents, tsn_card_contents, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* -- Words -- */

static void add_field (GString *words, const TsnCard *card, const TsnCardField *field);

static void
add_entry (GString *words, const TsnCard *entry)
{
  guint n_fields = 0;
  const TsnCardField *fields = tsn_card_fields (tsn_card_group (entry), &n_fields);
  gboolean first = TRUE;

  for (guint i = 0; i < n_fields; i++)
    {
      if (!tsn_card_has (entry, fields[i].id))
        continue;
      if (!first)
        g_string_append (words, "　");
      first = FALSE;
      /* A yes says nothing without its question. */
      if (fields[i].type == TSN_CARD_TYPE_FLAG)
        g_string_append (words, tsn_words_card_field (&fields[i]));
      else
        add_field (words, entry, &fields[i]);
    }
}

static void
add_field (GString *words, const TsnCard *card, const TsnCardField *field)
{
  guint n = tsn_words_card_n_items (card, field);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (words, tsn_words_card_is_entry (field) ? "\n" : _ (", "));
      if (tsn_words_card_is_entry (field))
        add_entry (words, tsn_card_item (card, field->id, i));
      else
        {
          char *item = tsn_words_card_item (card, field, i);

          g_string_append (words, item);
          tsn_secret_text_free (item);
        }
    }
}

char *
tsn_card_field_in_words (const TsnCard *card, const TsnCardField *field)
{
  GString *words = NULL;

  if (!tsn_card_has (card, field->id))
    return NULL;
  words = g_string_new (NULL);
  add_field (words, card, field);
  return g_string_free (words, FALSE);
}

/* -- What could not be taken -- */

static void
add_note (TsnCardContents *self, const char *title, const GPtrArray *paths)
{
  g_autoptr (GString) list = g_string_new (NULL);
  GtkWidget *row;

  if (paths == NULL || paths->len == 0)
    return;
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *words = tsn_words_card_path (g_ptr_array_index (paths, i));

      g_string_append_printf (list, "%s%s", i > 0 ? _ (", ") : "", words);
    }
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), list->str);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("dialog-information-symbolic"));
  adw_preferences_group_add (self->notes, row);
  self->note_rows = g_slist_prepend (self->note_rows, row);
}

static void
show_notes (TsnCardContents *self, TsnCardMade *made, const TsnPrintCard *card)
{
  for (GSList *l = self->note_rows; l != NULL; l = l->next)
    adw_preferences_group_remove (self->notes, l->data);
  g_clear_pointer (&self->note_rows, g_slist_free);
  if (card != NULL)
    {
      add_note (self,
                _ ("Not on the card: too long, too many, or words that never go on a card"),
                card->omitted);
      add_note (self, _ ("Not in the code: it would be too fine to be read"), made->left_out);
      add_note (self, _ ("In the code only: no room on the face"), made->left_off);
      add_note (self, _ ("Printed with another form of a character"), made->substituted);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->notes), self->note_rows != NULL);
}

/* -- Fields -- */

static void
toggled_cb (TsnCardContents *self, GtkCheckButton *check)
{
  guint id = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "field"));
  guint64 bit = G_GUINT64_CONSTANT (1) << id;

  if (self->quiet)
    return;
  if (gtk_check_button_get_active (check))
    self->kept_off &= ~bit;
  else
    self->kept_off |= bit;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_check (TsnCardContents *self, guint id, const TsnCardField *field)
{
  g_autofree char *spoken = g_strdup_printf (_ ("Print in clear: %s"),
                                             tsn_words_card_field (field));
  GtkWidget *check = gtk_check_button_new_with_label (_ ("On the face"));

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  -1);
  g_object_set_data (G_OBJECT (check), "field", GUINT_TO_POINTER (id));
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (toggled_cb), self);
  adw_action_row_add_suffix (self->rows[id], check);
  adw_action_row_set_activatable_widget (self->rows[id], check);
  self->checks[id] = GTK_CHECK_BUTTON (check);
}

static void
add_row (TsnCardContents *self, const TsnCardField *field)
{
  guint id = field->id;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *where = gtk_label_new (NULL);

  self->rows[id] = ADW_ACTION_ROW (row);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), tsn_words_card_field (field));
  adw_action_row_set_subtitle_lines (self->rows[id], 0);
  gtk_widget_add_css_class (where, "dim-label");
  /* The title has room for two lines, three words have not: Japanese breaks anywhere. */
  adw_action_row_set_title_lines (self->rows[id], 0);
  adw_action_row_add_suffix (self->rows[id], where);
  self->where[id] = GTK_LABEL (where);
  if (tsn_print_run_may_keep_off (field->id))
    add_check (self, id, field);
  adw_preferences_group_add (self->fields, row);
}

/* Where a field is, for those that have no box, and for a ticked one that found no room. */
static const char *
where_words (TsnCardContents *self, const TsnCardField *field, gboolean on_face)
{
  gboolean wanted = self->checks[field->id] == NULL || (self->kept_off >> field->id & 1) == 0;

  if ((field->flags & TSN_CARD_FLAG_FACE) == 0)
    return _ ("In the code only");
  if (on_face)
    return self->checks[field->id] == NULL ? _ ("Always on the face") : "";
  return wanted ? _ ("Does not fit on the face") : "";
}

/* What a resident has nothing to say about: the page names the card elsewhere. */
static gboolean
is_ours (const TsnCardField *field)
{
  static const TsnCardFieldId ours[] = { TSN_CARD_F_SERIAL,  TSN_CARD_F_MUNICIPALITY,
                                         TSN_CARD_F_ISSUE,   TSN_CARD_F_LAYOUT,
                                         TSN_CARD_F_PARTIAL, TSN_CARD_F_SUPERSEDES };

  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    if (ours[i] == field->id)
      return TRUE;
  return FALSE;
}

static void
show_field (TsnCardContents *self, const TsnCardField *field, TsnCardMade *made, TsnCard *card)
{
  char *words = card != NULL ? tsn_card_field_in_words (card, field) : NULL;
  AdwActionRow *row = self->rows[field->id];
  const char *where = "";

  gtk_widget_set_visible (GTK_WIDGET (row), words != NULL);
  adw_action_row_set_subtitle (row, words != NULL ? words : "");
  if (self->checks[field->id] != NULL)
    gtk_check_button_set_active (self->checks[field->id], (self->kept_off >> field->id & 1) == 0);
  if (words != NULL)
    where = where_words (self, field, (made->on_face >> field->id & 1) != 0);
  gtk_label_set_label (self->where[field->id], where);
  gtk_widget_set_visible (GTK_WIDGET (self->where[field->id]), *where != '\0');
  tsn_secret_text_free (words);
}

void
tsn_card_contents_set_made (TsnCardContents *self, TsnCardMade *made)
{
  const TsnPrintCard *card = made != NULL ? tsn_card_made_first (made) : NULL;
  guint n_fields = 0;
  const TsnCardField *fields = tsn_card_fields (TSN_CARD_GROUP_CARD, &n_fields);

  self->quiet = TRUE;
  show_notes (self, made, card);
  for (guint i = 0; i < n_fields; i++)
    if (self->rows[fields[i].id] != NULL)
      show_field (self, &fields[i], made, card != NULL ? card->card : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->fields), card != NULL);
  self->quiet = FALSE;
}

guint64
tsn_card_contents_get_kept_off (TsnCardContents *self)
{
  return self->kept_off;
}

void
tsn_card_contents_reset (TsnCardContents *self)
{
  self->kept_off = 0;
}

/* -- Life -- */

static void
tsn_card_contents_dispose (GObject *object)
{
  g_clear_pointer (&TSN_CARD_CONTENTS (object)->note_rows, g_slist_free);
  G_OBJECT_CLASS (tsn_card_contents_parent_class)->dispose (object);
}

static void
tsn_card_contents_class_init (TsnCardContentsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_card_contents_dispose;
  signals[CHANGED] = g_signal_new ("changed",
                                   TSN_TYPE_CARD_CONTENTS,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
tsn_card_contents_init (TsnCardContents *self)
{
  guint n_fields = 0;
  const TsnCardField *fields = tsn_card_fields (TSN_CARD_GROUP_CARD, &n_fields);

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  self->notes = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->fields = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->notes, _ ("Left out"));
  adw_preferences_group_set_title (self->fields, _ ("What the card says"));
  adw_preferences_group_set_description (
      self->fields,
      _ ("Everything is in the code. What the resident does not want in clear can be kept off the "
         "face."));
  gtk_box_append (self->box, GTK_WIDGET (self->notes));
  gtk_box_append (self->box, GTK_WIDGET (self->fields));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  for (guint i = 0; i < n_fields; i++)
    if (!is_ours (&fields[i]))
      add_row (self, &fields[i]);
  tsn_card_contents_set_made (self, NULL);
}
