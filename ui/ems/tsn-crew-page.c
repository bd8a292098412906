/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A card that is still before the camera when the next one is asked for is not read again: its code
 * counts from when it has been away for a moment. What is kept of it for that is a hash.
 */

#include "tsn-crew-page.h"

#include <glib/gi18n.h>

#include "tsn-activity.h"
#include "tsn-card-intake.h"
#include "tsn-card-result.h"
#include "tsn-crew-preview.h"
#include "tsn-crew-trust.h"
#include "tsn-stack.h"
#include "tsn-words-card.h"
#include "tsn-words.h"

#define AWAY (2 * G_USEC_PER_SEC)

struct _TsnCrewPage
{
  TsnPage parent_instance;

  GSettings *settings;
  GCancellable *reading; /* NULL: nothing is being read */
  char *before;          /* (nullable): hash of the code before the camera */
  gint64 before_us;      /* when it was last seen there, monotonic */
  guint idle;            /* source: while a result is shown */

  GtkStack *stack;
  TsnCrewPreview *preview;
  GtkLabel *hint;
  GtkWidget *next;
  TsnCardResult *result;
  TsnCrewTrust *trust;
};

G_DEFINE_FINAL_TYPE (TsnCrewPage, tsn_crew_page, TSN_TYPE_PAGE)

/* -- Looking -- */

/* @title, @words: (nullable): what became of the last picture */
static void
look (TsnCrewPage *self, const char *title, const char *words)
{
  g_autofree char *both = title != NULL ? g_strdup_printf ("%s\n%s", title, words) : NULL;

  gtk_label_set_label (self->hint, both != NULL ? both : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), both != NULL);
  gtk_stack_set_visible_child_name (self->stack, "looking");
  gtk_widget_grab_focus (GTK_WIDGET (self->preview));
}

static void
forget (TsnCrewPage *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_handle_id (&self->idle, g_source_remove);
  tsn_card_result_take (self->result, NULL);
}

/* -- A result -- */

static gboolean
idle_cb (gpointer user_data)
{
  TsnCrewPage *self = user_data;
  double limit = 60.0 * g_settings_get_uint (self->settings, "ems-idle-minutes");

  if (tsn_activity_idle_seconds () < limit)
    return G_SOURCE_CONTINUE;
  self->idle = 0;
  forget (self);
  look (self, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/* That there was no card at all is said where the next picture is taken. */
static gboolean
is_other_code (const GPtrArray *scans)
{
  for (guint i = 0; i < scans->len; i++)
    if (((const TsnCardScan *) g_ptr_array_index (scans, i))->reading->verdict !=
        TSN_CARD_VERDICT_NOT_OURS)
      return FALSE;
  return TRUE;
}

static void
take_scans (TsnCrewPage *self, GPtrArray *scans)
{
  if (scans->len == 0)
    look (self,
          _ ("No code was found"),
          _ ("Take the picture from nearer, straight from above, without shadow, and try again."));
  else if (is_other_code (scans))
    look (self,
          tsn_words_card_verdict (TSN_CARD_VERDICT_NOT_OURS),
          tsn_words_card_advice (TSN_CARD_VERDICT_NOT_OURS));
  else
    {
      tsn_card_result_take (self->result, g_ptr_array_ref (scans));
      gtk_stack_set_visible_child_name (self->stack, "card");
      tsn_activity_touch ();
      self->idle = g_timeout_add_seconds (1, idle_cb, self);
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnCrewPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GPtrArray) scans = tsn_card_reader_read_finish (result, &error);

  if (self->reading != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->reading);
  if (scans != NULL)
    {
      take_scans (self, scans);
      return;
    }
  sentence = tsn_words_error (error);
  look (self, _ ("It cannot be read"), sentence);
}

static void
read_source (GtkWidget *page, const TsnCardSource *source)
{
  TsnCrewPage *self = TSN_CREW_PAGE (page);

  if (source->file != NULL && tsn_crew_trust_is_file (source->file))
    {
      tsn_crew_trust_take (self->trust, source->file);
      return;
    }
  forget (self);
  if (source->text == NULL)
    look (self, _ ("Looking for codes…"), "");
  self->reading = g_cancellable_new ();
  tsn_card_reader_read_async (tsn_page_get_station (TSN_PAGE (self)),
                              source,
                              TSN_SCAN_PURPOSE_EMERGENCY,
                              self->reading,
                              read_cb,
                              g_object_ref (self));
}

static void
code_cb (TsnCrewPage *self, const char *text)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  gint64 now_us = g_get_monotonic_time ();
  gboolean stays = g_strcmp0 (hash, self->before) == 0 && now_us - self->before_us < AWAY;

  g_free (self->before);
  self->before = g_steal_pointer (&hash);
  self->before_us = now_us;
  if (!stays && self->reading == NULL)
    read_source (GTK_WIDGET (self), &(TsnCardSource){ .text = text });
}

static gboolean
tsn_crew_page_scanned (TsnPage *page, const char *text)
{
  read_source (GTK_WIDGET (page), &(TsnCardSource){ .text = text });
  return TRUE;
}

/* -- What is pressed -- */

static void
next_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnCrewPage *self = TSN_CREW_PAGE (widget);

  /* What was before the camera when the card was shown may still lie there. */
  self->before_us = g_get_monotonic_time ();
  forget (self);
  look (self, NULL, NULL);
}

static void
choose_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tsn_card_intake_choose (widget);
}

static void
paste_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tsn_card_intake_paste (widget);
}

static void
trust_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tsn_crew_trust_choose (TSN_CREW_PAGE (widget)->trust);
}

/* What became of a trust file; in the place of a card, which that may judge otherwise. */
static void
told_cb (TsnCrewPage *self, const char *title, const char *words)
{
  forget (self);
  look (self, title, words);
}

/* -- The fire department's own words -- */

typedef struct
{
  char *department, *words; /* NULL: not said */
} Notice;

static void
notice_free (gpointer data)
{
  Notice *notice = data;

  g_free (notice->department);
  g_free (notice->words);
  g_free (notice);
}

static gboolean
notice_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Notice *notice = data;
  g_autoptr (TsnRecord) record = tsn_session_municipality (session, error);

  if (record == NULL)
    return FALSE;
  notice->department = g_strdup (tsn_record_text (record, TSN_MUNICIPALITY_FIRE_DEPARTMENT));
  notice->words = g_strdup (tsn_record_text (record, TSN_MUNICIPALITY_EMS_NOTICE));
  return TRUE;
}

static void
noticed_cb (gpointer object, gpointer data, const GError *error)
{
  const Notice *notice = data;

  tsn_card_result_set_notice (TSN_CREW_PAGE (object)->result, notice->department, notice->words);
}

static void
ask_notice (TsnCrewPage *self)
{
  tsn_station_ask (tsn_page_get_station (TSN_PAGE (self)),
                   TSN_STORE_READ,
                   notice_work,
                   g_new0 (Notice, 1),
                   notice_free,
                   self,
                   noticed_cb);
}

static void
station_changed_cb (TsnCrewPage *self, guint kind)
{
  if (kind == TSN_KIND_MUNICIPALITY)
    ask_notice (self);
}

/* -- The page -- */

static void
tsn_crew_page_shown (TsnPage *page, const TsnId *target)
{
  TsnCrewPage *self = TSN_CREW_PAGE (page);

  if (tsn_card_result_get_shown (self->result) == NULL)
    look (self, NULL, NULL);
}

static void
tsn_crew_page_left (TsnPage *page)
{
  forget (TSN_CREW_PAGE (page));
  look (TSN_CREW_PAGE (page), NULL, NULL);
}

static void
tsn_crew_page_constructed (GObject *object)
{
  TsnCrewPage *self = TSN_CREW_PAGE (object);

  G_OBJECT_CLASS (tsn_crew_page_parent_class)->constructed (object);
  g_signal_connect_object (tsn_page_get_station (TSN_PAGE (self)),
                           "changed",
                           G_CALLBACK (station_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  tsn_crew_trust_set_station (self->trust, tsn_page_get_station (TSN_PAGE (self)));
  ask_notice (self);
}

static void
tsn_crew_page_dispose (GObject *object)
{
  TsnCrewPage *self = TSN_CREW_PAGE (object);

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->before, g_free);
  g_clear_object (&self->settings);
  /* Else the bin unparents what disposing of the template has freed. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_CREW_PAGE);
  G_OBJECT_CLASS (tsn_crew_page_parent_class)->dispose (object);
}

static void
tsn_crew_page_class_init (TsnCrewPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  TsnPageClass *page_class = TSN_PAGE_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_crew_page_constructed;
  G_OBJECT_CLASS (class)->dispose = tsn_crew_page_dispose;
  page_class->shown = tsn_crew_page_shown;
  page_class->left = tsn_crew_page_left;
  page_class->scanned = tsn_crew_page_scanned;
  g_type_ensure (TSN_TYPE_CREW_PREVIEW);
  g_type_ensure (TSN_TYPE_CREW_TRUST);
  g_type_ensure (TSN_TYPE_CARD_RESULT);
  gtk_widget_class_install_action (widget_class, "ems.next", NULL, next_activated);
  gtk_widget_class_install_action (widget_class, "ems.choose", NULL, choose_activated);
  gtk_widget_class_install_action (widget_class, "ems.paste", NULL, paste_activated);
  gtk_widget_class_install_action (widget_class, "ems.trust", NULL, trust_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "ems.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "ems.next", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/ems/tsn-crew-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnCrewPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TsnCrewPage, preview);
  gtk_widget_class_bind_template_child (widget_class, TsnCrewPage, hint);
  gtk_widget_class_bind_template_child (widget_class, TsnCrewPage, next);
  gtk_widget_class_bind_template_child (widget_class, TsnCrewPage, result);
  gtk_widget_class_bind_template_child (widget_class, TsnCrewPage, trust);
  gtk_widget_class_bind_template_callback (widget_class, code_cb);
  gtk_widget_class_bind_template_callback (widget_class, told_cb);
}

static void
tsn_crew_page_init (TsnCrewPage *self)
{
  self->settings = g_settings_new ("jp.tsunagi.Tsunagi");
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->stack));
  tsn_card_intake_begin (GTK_WIDGET (self), read_source);
  /* Not before: the first time, the stack would put it elsewhere. */
  g_signal_connect (self->next, "map", G_CALLBACK (gtk_widget_grab_focus), NULL);
}
