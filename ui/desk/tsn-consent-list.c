/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every use of what is recorded is agreed to by itself, so there is a row for each, asked or not.
 * Answering makes a new record, so what was agreed to before stays in the history; taking it back
 * is written into the record that it takes back. */

#include "tsn-consent-list.h"

#include <glib/gi18n.h>

#include "tsn-form-window.h"
#include "tsn-person-words.h"
#include "tsn-toast.h"
#include "tsn-words.h"

struct _TsnConsentList
{
  AdwBin parent_instance;

  TsnStation *station;
  TsnId person; /* nil: nobody */
  AdwPreferencesGroup *group;
  GPtrArray *rows; /* of GtkWidget, in `group` */
};

G_DEFINE_FINAL_TYPE (TsnConsentList, tsn_consent_list, ADW_TYPE_BIN)

/* -- Asking -- */

static const TsnFormGroup ASKED[] = {
  { NULL,
    NULL,
    TSN_FIELD_ROW_LARGE,
    { TSN_CONSENT_ANSWER, TSN_CONSENT_METHOD, TSN_CONSENT_GIVEN_BY } },
  { NULL,
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_CONSENT_GIVEN_BY_NAME,
      TSN_CONSENT_GIVEN_ON,
      TSN_CONSENT_TAKEN_BY,
      TSN_CONSENT_REASON,
      TSN_CONSENT_PURPOSE_NOTE } },
  { .fields = { 0 } },
};

static guint
purpose_of (gpointer widget)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), "tsn-purpose"));
}

static void
ask_cb (TsnConsentList *self, GtkWidget *row)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_CONSENT);
  const TsnId id = tsn_id_new (g_get_real_time () / 1000);
  TsnChange *change = tsn_change_new_create (kind, &id);
  guint purpose = purpose_of (row);

  tsn_change_set_reference (change, TSN_CONSENT_PERSON, &self->person);
  tsn_change_set_number (change, TSN_CONSENT_PURPOSE, purpose);
  tsn_change_set_number (change, TSN_CONSENT_GIVEN_ON, tsn_today ());
  tsn_change_set_number (change, TSN_CONSENT_GIVEN_BY, TSN_CONSENT_BY_PERSON);
  tsn_form_window_present (GTK_WIDGET (self),
                           self->station,
                           tsn_words_code (tsn_code_by_number (&tsn_codes_purpose, purpose)),
                           ASKED,
                           change);
}

/* -- Taking back -- */

typedef struct
{
  TsnId consent;
  TsnDate on; /* NONE: not taken back after all */
} Withdrawal;

static void write_withdrawal (TsnConsentList *self, const TsnId *consent, TsnDate on);

static gboolean
withdraw_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Withdrawal *withdrawal = data;
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_CONSENT),
                                                 &withdrawal->consent);

  if (withdrawal->on != TSN_DATE_NONE)
    tsn_change_set_number (change, TSN_CONSENT_WITHDRAWN_ON, withdrawal->on);
  else
    tsn_change_clear_field (change, TSN_CONSENT_WITHDRAWN_ON);
  return tsn_session_put (session, change, NULL, error);
}

static void
undo_withdrawal (gpointer object, gpointer data)
{
  write_withdrawal (object, data, TSN_DATE_NONE);
}

static void
withdraw_cb (gpointer object, gpointer data, const GError *error)
{
  TsnConsentList *self = object;
  const Withdrawal *withdrawal = data;

  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (self), error);
  else if (withdrawal->on != TSN_DATE_NONE)
    tsn_toast_undo (GTK_WIDGET (self),
                    _ ("The consent was withdrawn"),
                    undo_withdrawal,
                    self,
                    g_memdup2 (&withdrawal->consent, sizeof (TsnId)),
                    g_free);
  tsn_station_changed (self->station, TSN_KIND_CONSENT, &withdrawal->consent);
}

static void
write_withdrawal (TsnConsentList *self, const TsnId *consent, TsnDate on)
{
  Withdrawal *withdrawal = g_new0 (Withdrawal, 1);

  withdrawal->consent = *consent;
  withdrawal->on = on;
  tsn_station_ask (self->station,
                   TSN_STORE_WRITE,
                   withdraw_worker,
                   withdrawal,
                   g_free,
                   self,
                   withdraw_cb);
}

static void
withdraw_clicked_cb (TsnConsentList *self, GtkWidget *button)
{
  write_withdrawal (self, g_object_get_data (G_OBJECT (button), "tsn-consent"), tsn_today ());
}

/* -- Rows -- */

static void
add_withdraw_button (TsnConsentList *self, GtkWidget *row, const TsnRecord *consent)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Withdraw"));
  g_autofree char *spoken = g_strdup_printf (
      _ ("Withdraw: %s"),
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button),
                          "tsn-consent",
                          g_memdup2 (&consent->id, sizeof (TsnId)),
                          g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  -1);
  g_signal_connect_object (button,
                           "clicked",
                           G_CALLBACK (withdraw_clicked_cb),
                           self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static const char *
icon_of (const TsnRecord *consent)
{
  if (consent == NULL)
    return "content-loading-symbolic";
  if (tsn_record_value (consent, TSN_CONSENT_WITHDRAWN_ON) != NULL ||
      tsn_record_number (consent, TSN_CONSENT_ANSWER, 0) != TSN_CONSENT_ANSWER_AGREES)
    return "action-unavailable-symbolic";
  return "emblem-ok-symbolic";
}

static void
add_row (TsnConsentList *self, const TsnCode *purpose, const TsnRecord *consent)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_of (consent));
  g_autofree char *words = tsn_consent_words (consent);
  gboolean stands = consent != NULL &&
                    tsn_record_value (consent, TSN_CONSENT_WITHDRAWN_ON) == NULL &&
                    tsn_record_number (consent, TSN_CONSENT_ANSWER, 0) == TSN_CONSENT_ANSWER_AGREES;

  g_object_set_data (G_OBJECT (row), "tsn-purpose", GUINT_TO_POINTER (purpose->number));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), tsn_words_code (purpose));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  if (consent == NULL)
    gtk_widget_add_css_class (icon, "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (stands)
    add_withdraw_button (self, row, consent);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("document-edit-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (ask_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
drop_rows (TsnConsentList *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

void
tsn_consent_list_show (TsnConsentList *self, const TsnPersonOverview *overview)
{
  drop_rows (self);
  for (guint i = 0; i < tsn_codes_purpose.n_codes; i++)
    {
      const TsnCode *purpose = &tsn_codes_purpose.codes[i];

      add_row (self, purpose, tsn_consent_for (overview->consents, purpose->number));
    }
}

void
tsn_consent_list_set_person (TsnConsentList *self, const TsnId *person)
{
  self->person = person != NULL ? *person : TSN_ID_NIL;
  drop_rows (self);
}

/* -- Life -- */

static void
tsn_consent_list_dispose (GObject *object)
{
  g_clear_object (&TSN_CONSENT_LIST (object)->station);
  G_OBJECT_CLASS (tsn_consent_list_parent_class)->dispose (object);
}

static void
tsn_consent_list_finalize (GObject *object)
{
  g_ptr_array_unref (TSN_CONSENT_LIST (object)->rows);
  G_OBJECT_CLASS (tsn_consent_list_parent_class)->finalize (object);
}

static void
tsn_consent_list_class_init (TsnConsentListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_consent_list_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_consent_list_finalize;
}

static void
tsn_consent_list_init (TsnConsentList *self)
{
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Consents"));
  adw_preferences_group_set_description (self->group,
                                         _ ("Each purpose is asked for by itself, and each consent "
                                            "can be taken back at any time."));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

GtkWidget *
tsn_consent_list_new (TsnStation *station)
{
  TsnConsentList *self = g_object_new (TSN_TYPE_CONSENT_LIST, NULL);

  self->station = g_object_ref (station);
  return GTK_WIDGET (self);
}
