/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known of the own municipality is as new as the last time that all was synced, or as its
 * trust file; a coordinator's device that has no server is itself where that is known, and of no
 * age.
 */

#include "tsn-crew-trust.h"

#include <glib/gi18n.h>

#include "tsn-address.h"
#include "tsn-file-bytes.h"
#include "tsn-server-link.h"
#include "tsn-trust-files.h"
#include "tsn-windows.h"
#include "tsn-words-card.h"
#include "tsn-words.h"

#define SUFFIX          ".tsntrust"
#define REFRESH_SECONDS (15 * 60)

struct _TsnCrewTrust
{
  AdwBin parent_instance;

  TsnStation *station; /* borrowed */
  gint64 synced_ms;    /* that was asked with last */
  guint refresh;       /* source: days pass */
  GtkWidget *icon;
  GtkLabel *label;
};

enum
{
  TOLD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnCrewTrust, tsn_crew_trust, ADW_TYPE_BIN)

static void
tell (TsnCrewTrust *self, const char *title, const char *words)
{
  g_signal_emit (self, signals[TOLD], 0, title, words);
}

/* -- Its age -- */

typedef struct
{
  char *name;
  gint64 as_of_ms; /* 0: nothing is known */
} Known;

typedef struct
{
  TsnVault *vault;
  gint64 synced_ms;
  gboolean is_source;
  GArray *known; /* of Known */
} Ages;

static void
known_clear (gpointer data)
{
  g_free (((Known *) data)->name);
}

static void
ages_free (gpointer data)
{
  Ages *ages = data;

  g_array_unref (ages->known);
  g_free (ages);
}

static gboolean
ages_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Ages *ages = data;
  g_autoptr (TsnRecord) municipality = tsn_session_municipality (session, error);
  g_autoptr (GPtrArray) files = municipality != NULL ? tsn_trust_files_load (session, error) : NULL;
  Known own = { NULL, ages->synced_ms };

  if (files == NULL)
    return FALSE;
  own.name = g_strdup (tsn_record_text (municipality, TSN_MUNICIPALITY_NAME));
  g_array_append_val (ages->known, own);
  for (guint i = 0; i < files->len; i++)
    {
      const TsnTrustFile *file = g_ptr_array_index (files, i);
      Known *first = &g_array_index (ages->known, Known, 0);
      Known other = { NULL, tsn_trust_file_made_ms (file) };

      if (file == tsn_trust_files_find (files, tsn_vault_root_public (ages->vault)))
        {
          first->as_of_ms = MAX (first->as_of_ms, other.as_of_ms);
          continue;
        }
      other.name = tsn_session_municipality_title (session, tsn_trust_file_municipality (file));
      g_array_append_val (ages->known, other);
    }
  return TRUE;
}

/* (transfer full): and whether to warn. */
static char *
age_in_words (const Known *known, TsnDate today, gboolean *old)
{
  TsnDate day = known->as_of_ms != 0 ? tsn_date_from_unix_ms (known->as_of_ms) : TSN_DATE_NONE;
  g_autofree char *ago = NULL;

  if (day == TSN_DATE_NONE)
    {
      *old = TRUE;
      return g_strdup_printf (_ ("Cards of %s: nothing is known yet"), known->name);
    }
  *old |= day > today ||
          tsn_date_to_days (today) - tsn_date_to_days (day) >= TSN_CREW_TRUST_OLD_DAYS;
  if (day > today)
    return g_strdup_printf (_ ("Cards of %s: as known in the future; set this device's clock"),
                            known->name);
  ago = tsn_words_ago (day, today);
  /* Translators: a municipality, "2 days ago" */
  return g_strdup_printf (_ ("Cards of %s: as known %s"), known->name, ago);
}

static void
aged_cb (gpointer object, gpointer data, const GError *error)
{
  TsnCrewTrust *self = object;
  const Ages *ages = data;
  TsnDate today = tsn_date_from_unix_ms (g_get_real_time () / 1000);
  g_autoptr (GString) words = g_string_new (NULL);
  gboolean old = FALSE;

  for (guint i = 0; error == NULL && i < ages->known->len; i++)
    {
      const Known *known = &g_array_index (ages->known, Known, i);
      g_autofree char *one = NULL;

      if (i == 0 && ages->is_source && known->as_of_ms == 0)
        continue;
      one = age_in_words (known, today, &old);
      g_string_append_printf (words, "%s%s", words->len > 0 ? "\n" : "", one);
    }
  if (old)
    {
      g_string_append_c (words, '\n');
      g_string_append_printf (words,
                              _ ("After %d days replaced cards and lost devices may go unnoticed. "
                                 "Connect this device, or take a trust file."),
                              TSN_CREW_TRUST_OLD_DAYS);
    }
  gtk_label_set_label (self->label, words->str);
  gtk_widget_set_visible (self->icon, old);
  gtk_widget_set_visible (GTK_WIDGET (self), words->len > 0);
  if (old)
    gtk_widget_add_css_class (GTK_WIDGET (self), "old");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "old");
}

static void
ask_ages (TsnCrewTrust *self)
{
  Ages *ages = g_new0 (Ages, 1);
  const TsnServerState *state = tsn_server_link_get_state (tsn_station_get_link (self->station));

  self->synced_ms = state->synced_ms;
  ages->vault = tsn_station_get_vault (self->station);
  ages->synced_ms = state->synced_ms;
  ages->is_source = !state->has_server && tsn_vault_role (ages->vault) == TSN_ROLE_DESK;
  ages->known = g_array_new (FALSE, TRUE, sizeof (Known));
  g_array_set_clear_func (ages->known, known_clear);
  tsn_station_ask (self->station, TSN_STORE_READ, ages_work, ages, ages_free, self, aged_cb);
}

static void
link_changed_cb (TsnCrewTrust *self)
{
  const TsnServerState *state = tsn_server_link_get_state (tsn_station_get_link (self->station));

  if (state->synced_ms != self->synced_ms)
    ask_ages (self);
}

static void
station_changed_cb (TsnCrewTrust *self, guint kind)
{
  if (kind == TSN_KIND_MUNICIPALITY)
    ask_ages (self);
}

static gboolean
refresh_cb (gpointer user_data)
{
  ask_ages (user_data);
  return G_SOURCE_CONTINUE;
}

/* -- Taking a file -- */

typedef struct
{
  TsnCrewTrust *self; /* a reference */
  TsnVault *vault;
  GBytes *bytes;
  char *fingerprint; /* (nullable): that was compared */
  char *name;        /* of the municipality */
  TsnTrustNews news;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_object_unref (import->self);
  g_clear_pointer (&import->bytes, g_bytes_unref);
  g_free (import->fingerprint);
  g_free (import->name);
  g_free (import);
}

static gboolean
import_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Import *import = data;

  if (!tsn_trust_files_import (session,
                               import->bytes,
                               import->vault,
                               import->fingerprint,
                               &import->news,
                               error))
    return FALSE;
  import->name = tsn_session_municipality_title (session, import->news.municipality);
  return TRUE;
}

static void keep (Import *import);

static void
confirmed_cb (gpointer object, gpointer data)
{
  const Import *asked = data;
  Import *import = g_new0 (Import, 1);

  import->self = g_object_ref (asked->self);
  import->bytes = g_bytes_ref (asked->bytes);
  import->fingerprint = tsn_trust_fingerprint (asked->news.root);
  keep (import);
}

/* Whose cards are to be believed is decided by a person, once. */
static void
ask_stranger (const Import *import)
{
  g_autofree char *fingerprint = tsn_trust_fingerprint (import->news.root);
  g_autofree char *body = g_strdup_printf (
      _ ("Nothing of %s is known here yet. Ask it by telephone for its "
         "fingerprint, and take the file only if it is this one:\n\n%s"),
      import->name,
      fingerprint);
  Import *asked = g_new0 (Import, 1);

  asked->self = g_object_ref (import->self);
  asked->bytes = g_bytes_ref (import->bytes);
  asked->news = import->news;
  tsn_confirm (GTK_WIDGET (import->self),
               _ ("Believe the cards of another municipality?"),
               body,
               _ ("It is the _same"),
               FALSE,
               confirmed_cb,
               import->self,
               asked,
               import_free);
}

static void
tell_news (const Import *import)
{
  const TsnTrustNews *news = &import->news;
  TsnDate today = tsn_date_from_unix_ms (g_get_real_time () / 1000);
  TsnDate made = tsn_date_from_unix_ms (news->made_ms);
  g_autofree char *day = tsn_date_format (made, TSN_DATE_STYLE_BOTH);
  g_autofree char *ago = tsn_words_ago (made, today);
  g_autofree char *words = NULL;
  g_autofree char *both = NULL;

  if (news->made_ms == news->before_ms && !news->lent)
    {
      words = g_strdup_printf (_ ("%s: what is here is of %s (%s), and no older than the file. "
                                  "Nothing was changed."),
                               import->name,
                               day,
                               ago);
      tell (import->self, _ ("Nothing new in this trust file"), words);
      return;
    }
  words = g_strdup_printf (ngettext ("%s: as of %s (%s), %u replaced card is known.",
                                     "%s: as of %s (%s), %u replaced cards are known.",
                                     news->n_replaced),
                           import->name,
                           day,
                           ago,
                           news->n_replaced);
  both = g_strjoin (news->lent ? "\n" : "",
                    words,
                    news->lent ? _ ("With the keys in it its cards open here.") : "",
                    NULL);
  tell (import->self, _ ("The trust file was taken"), both);
}

static void
tell_error (TsnCrewTrust *self, const GError *error)
{
  g_autofree char *words = tsn_words_error (error);

  tell (self, _ ("The trust file was not taken"), words);
}

static void
imported_cb (gpointer object, gpointer data, const GError *error)
{
  TsnCrewTrust *self = object;
  const Import *import = data;

  if (error != NULL)
    {
      tell_error (self, error);
      return;
    }
  if (import->news.stranger)
    {
      ask_stranger (import);
      return;
    }
  tell_news (import);
  ask_ages (self);
}

static void
keep (Import *import)
{
  TsnStation *station = import->self->station;

  import->vault = tsn_station_get_vault (station);
  tsn_station_ask (station,
                   TSN_STORE_WRITE,
                   import_work,
                   import,
                   import_free,
                   import->self,
                   imported_cb);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnCrewTrust) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = tsn_file_bytes_read_finish (result, &error);
  Import *import;

  if (bytes == NULL)
    {
      tell_error (self, error);
      return;
    }
  if (tsn_station_get_state (self->station) != TSN_STATION_OPEN)
    return;
  import = g_new0 (Import, 1);
  import->self = g_steal_pointer (&self);
  import->bytes = g_steal_pointer (&bytes);
  keep (import);
}

void
tsn_crew_trust_take (TsnCrewTrust *self, GFile *file)
{
  tsn_file_bytes_read_async (file, TSN_TRUST_FILE_MAX, NULL, read_cb, g_object_ref (self));
}

static void
chosen_cb (gpointer object, GFile *file)
{
  tsn_crew_trust_take (object, file);
}

void
tsn_crew_trust_choose (TsnCrewTrust *self)
{
  static const char *const types[] = { "*" SUFFIX, NULL };

  tsn_choose_file (GTK_WIDGET (self), _ ("Take a trust file"), FALSE, NULL, types, chosen_cb, self);
}

gboolean
tsn_crew_trust_is_file (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return name != NULL && g_str_has_suffix (name, SUFFIX);
}

/* -- Life -- */

void
tsn_crew_trust_set_station (TsnCrewTrust *self, TsnStation *station)
{
  self->station = station;
  g_signal_connect_object (station,
                           "changed",
                           G_CALLBACK (station_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (tsn_station_get_link (station),
                           "changed",
                           G_CALLBACK (link_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  self->refresh = g_timeout_add_seconds (REFRESH_SECONDS, refresh_cb, self);
  ask_ages (self);
}

static void
tsn_crew_trust_dispose (GObject *object)
{
  g_clear_handle_id (&TSN_CREW_TRUST (object)->refresh, g_source_remove);
  G_OBJECT_CLASS (tsn_crew_trust_parent_class)->dispose (object);
}

static void
tsn_crew_trust_class_init (TsnCrewTrustClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_crew_trust_dispose;
  signals[TOLD] = g_signal_new ("told",
                                TSN_TYPE_CREW_TRUST,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                2,
                                G_TYPE_STRING,
                                G_TYPE_STRING);
}

static void
tsn_crew_trust_init (TsnCrewTrust *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (NULL);

  self->icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  self->label = GTK_LABEL (label);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (GTK_WIDGET (self), "crew-trust");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  adw_bin_set_child (ADW_BIN (self), box);
}
