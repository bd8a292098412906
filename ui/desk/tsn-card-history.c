/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The register of one person, the newest card first, and below it when a card of theirs was read. A
 * card is void when it was replaced by a newer one, which nobody has to say, or when somebody says
 * so here, with the reason; that can be undone.
 */

#include "tsn-card-history.h"

#include <glib/gi18n.h>

#include "tsn-card-scan.h"
#include "tsn-session.h"
#include "tsn-time.h"
#include "tsn-toast.h"
#include "tsn-words.h"

#define USES_SHOWN 20

struct _TsnCardHistory
{
  AdwBin parent_instance;

  TsnStation *station;
  TsnId person;
  AdwPreferencesGroup *group;
  AdwPreferencesGroup *uses;
  GSList *rows;
  GSList *use_rows;
};

G_DEFINE_FINAL_TYPE (TsnCardHistory, tsn_card_history, ADW_TYPE_BIN)

enum
{
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* -- Voiding -- */

typedef struct
{
  TsnId card;
  gint64 reason; /* 0: it is valid again */
  gint64 date;
} Void;

static gboolean
void_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Void *void_ = data;
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_CARD), &void_->card);

  if (void_->reason != 0)
    {
      tsn_change_set_number (change, TSN_CARD_VOIDED, void_->reason);
      tsn_change_set_number (change, TSN_CARD_VOIDED_ON, void_->date);
    }
  else
    {
      tsn_change_clear_field (change, TSN_CARD_VOIDED);
      tsn_change_clear_field (change, TSN_CARD_VOIDED_ON);
    }
  return tsn_session_put (session, change, NULL, error);
}

static void put_void (TsnCardHistory *self, const Void *what);

static void
undo_void (gpointer object, gpointer data)
{
  const Void valid = { .card = ((const Void *) data)->card };

  put_void (object, &valid);
}

static void
voided_cb (gpointer object, gpointer data, const GError *error)
{
  TsnCardHistory *self = object;
  const Void *what = data;

  if (error != NULL)
    {
      tsn_toast_error (GTK_WIDGET (self), error);
      return;
    }
  tsn_station_changed (self->station, TSN_KIND_CARD, &what->card);
  if (what->reason != 0)
    tsn_toast_undo (GTK_WIDGET (self),
                    _ ("The card is void now"),
                    undo_void,
                    self,
                    g_memdup2 (what, sizeof *what),
                    g_free);
}

static void
put_void (TsnCardHistory *self, const Void *what)
{
  tsn_station_ask (self->station,
                   TSN_STORE_WRITE,
                   void_work,
                   g_memdup2 (what, sizeof *what),
                   g_free,
                   self,
                   voided_cb);
}

static void
void_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  Void what = { .date = tsn_date_from_unix_ms (g_get_real_time () / 1000) };
  const char *id;
  guint32 reason;

  g_variant_get (parameter, "(&su)", &id, &reason);
  what.reason = reason;
  if (tsn_id_parse (id, &what.card))
    put_void (TSN_CARD_HISTORY (widget), &what);
}

/* -- Rows -- */

static GtkWidget *
new_void_button (const TsnRecord *card)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) reasons = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();
  char id[TSN_ID_TEXT_SIZE];

  tsn_id_format (&card->id, id);
  for (guint i = 0; i < tsn_codes_voided.n_codes; i++)
    {
      const TsnCode *code = &tsn_codes_voided.codes[i];
      g_autoptr (GMenuItem) item = g_menu_item_new (tsn_words_code (code), NULL);

      g_menu_item_set_action_and_target (item, "history.void", "(su)", id, (guint32) code->number);
      g_menu_append_item (reasons, item);
    }
  g_menu_append_section (menu, _ ("Why is it void?"), G_MENU_MODEL (reasons));
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("Void…"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Void this card"),
                                  -1);
  return button;
}

static const char *
code_words (const TsnRecord *card, guint field)
{
  const TsnCode *code = tsn_code_by_number (tsn_kind_field (card->kind, field)->codes,
                                            (guint) tsn_record_number (card, field, 0));

  return code != NULL ? tsn_words_code (code) : NULL;
}

/* @newest: nothing has replaced it. */
static char *
state_of (const TsnRecord *card, gboolean newest)
{
  const char *reason = code_words (card, TSN_CARD_VOIDED);

  if (reason != NULL)
    return g_strdup_printf (_ ("Void: %s"), reason);
  return g_strdup (newest ? _ ("Valid") : _ ("Replaced by a newer card"));
}

static void
append_part (GString *line, const char *part)
{
  if (part != NULL)
    g_string_append_printf (line, "%s%s", line->len > 0 ? "　" : "", part);
}

static void
add_row (TsnCardHistory *self, const TsnRecord *card, gboolean newest)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *state = state_of (card, newest);
  g_autofree char *day = tsn_date_format (
      tsn_date_from_unix_ms (tsn_record_number (card, TSN_CARD_ISSUED_AT, 0)),
      TSN_DATE_STYLE_BOTH);
  g_autoptr (GString) line = g_string_new (NULL);

  append_part (line, state);
  append_part (line, code_words (card, TSN_CARD_LAYOUT));
  append_part (line, code_words (card, TSN_CARD_CHANNEL));
  append_part (line, code_words (card, TSN_CARD_REISSUE));
  g_string_append_printf (line, "\n%s", tsn_record_text (card, TSN_CARD_SERIAL));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), day);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line->str);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (newest && tsn_record_value (card, TSN_CARD_VOIDED) == NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_void_button (card));
  adw_preferences_group_add (self->group, row);
  self->rows = g_slist_prepend (self->rows, row);
}

/* That the card was used is the resident's to know. */
static void
add_use (TsnCardHistory *self, const TsnCardUse *use)
{
  GtkWidget *row = adw_action_row_new ();
  gint64 ms = tsn_record_number (use->scan, TSN_SCAN_SCANNED_AT, 0);
  g_autofree char *day = tsn_date_format (tsn_date_from_unix_ms (ms), TSN_DATE_STYLE_BOTH);
  char time[TSN_TIME_SIZE];
  g_autofree char *title = g_strdup_printf ("%s %s",
                                            day,
                                            tsn_time_format (tsn_time_from_unix_ms (ms), time));
  g_autoptr (GString) line = g_string_new (NULL);

  append_part (line, use->device);
  append_part (line, code_words (use->scan, TSN_SCAN_PURPOSE));
  append_part (line, code_words (use->scan, TSN_SCAN_VERDICT));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line->str);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (self->uses, row);
  self->use_rows = g_slist_prepend (self->use_rows, row);
}

static void
clear_group (AdwPreferencesGroup *group, GSList **rows)
{
  for (GSList *l = *rows; l != NULL; l = l->next)
    adw_preferences_group_remove (group, l->data);
  g_clear_pointer (rows, g_slist_free);
}

static void
clear_rows (TsnCardHistory *self)
{
  clear_group (self->group, &self->rows);
  clear_group (self->uses, &self->use_rows);
}

/* -- Loading -- */

typedef struct
{
  TsnId person;
  GPtrArray *cards; /* of TsnRecord, the newest first */
  GPtrArray *uses;  /* of TsnCardUse, likewise */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_pointer (&load->cards, g_ptr_array_unref);
  g_clear_pointer (&load->uses, g_ptr_array_unref);
  g_free (load);
}

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Load *load = data;
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CARD));

  tsn_query_where_reference (query, TSN_CARD_PERSON, &load->person);
  query->order_by = TSN_CARD_ISSUED_AT;
  query->descending = TRUE;
  load->cards = tsn_session_query (session, query, error);
  load->uses = load->cards != NULL ? tsn_card_scan_uses (session, &load->person, error) : NULL;
  return load->uses != NULL;
}

static void
loaded_cb (gpointer object, gpointer data, const GError *error)
{
  TsnCardHistory *self = object;
  Load *load = data;

  if (!tsn_id_equal (&load->person, &self->person))
    return;
  if (error != NULL)
    {
      tsn_toast_error (GTK_WIDGET (self), error);
      return;
    }
  clear_rows (self);
  for (guint i = 0; i < load->cards->len; i++)
    add_row (self, g_ptr_array_index (load->cards, i), i == 0);
  for (guint i = 0; i < MIN (load->uses->len, USES_SHOWN); i++)
    add_use (self, g_ptr_array_index (load->uses, i));
  gtk_widget_set_visible (GTK_WIDGET (self->uses), load->uses->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), load->cards->len > 0);
  g_signal_emit (self, signals[LOADED], 0, load->cards->len);
}

void
tsn_card_history_reload (TsnCardHistory *self)
{
  Load *load;

  if (tsn_id_is_nil (&self->person))
    return;
  load = g_new0 (Load, 1);
  load->person = self->person;
  tsn_station_ask (self->station, TSN_STORE_READ, load_work, load, load_free, self, loaded_cb);
}

void
tsn_card_history_set_person (TsnCardHistory *self, const TsnId *person)
{
  self->person = person != NULL ? *person : TSN_ID_NIL;
  clear_rows (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  tsn_card_history_reload (self);
}

void
tsn_card_history_set_station (TsnCardHistory *self, TsnStation *station)
{
  g_set_object (&self->station, station);
}

/* -- Life -- */

static void
tsn_card_history_dispose (GObject *object)
{
  TsnCardHistory *self = TSN_CARD_HISTORY (object);

  g_clear_pointer (&self->rows, g_slist_free);
  g_clear_pointer (&self->use_rows, g_slist_free);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_card_history_parent_class)->dispose (object);
}

static void
tsn_card_history_class_init (TsnCardHistoryClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_card_history_dispose;
  signals[LOADED] = g_signal_new ("loaded",
                                  TSN_TYPE_CARD_HISTORY,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_UINT);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class),
                                   "history.void",
                                   "(su)",
                                   void_activated);
}

static void
tsn_card_history_init (TsnCardHistory *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Earlier cards"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->group));
  self->uses = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->uses, _ ("When a card was read"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->uses));
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
