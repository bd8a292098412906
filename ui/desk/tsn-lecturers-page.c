/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pool of lecturers. Whoever no longer speaks stays here and on the events they spoke at; the
 * day on which that ended is all that is written, and from the next day on they are not offered for
 * an event (TSN_FIELD_END). */

#include "tsn-lecturers-page.h"

#include <glib/gi18n.h>

#include "tsn-words.h"

struct _TsnLecturersPage
{
  TsnRecordPage parent_instance;
};

G_DEFINE_FINAL_TYPE (TsnLecturersPage, tsn_lecturers_page, TSN_TYPE_RECORD_PAGE)

static const TsnFormGroup GROUPS[] = {
  { N_ ("Lecturer"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_LECTURER_NAME,
      TSN_LECTURER_KANA,
      TSN_LECTURER_POST,
      TSN_LECTURER_PROFESSION,
      TSN_LECTURER_PLACE } },
  { N_ ("How to reach them"),
    N_ ("Only this office sees this: it is not published with an event."),
    TSN_FIELD_ROW_PLAIN,
    { TSN_LECTURER_PHONE, TSN_LECTURER_EMAIL, TSN_LECTURER_NOTE } },
  { N_ ("What they speak about"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_LECTURER_TOPICS, TSN_LECTURER_MUNICIPALITIES } },
  { N_ ("Since when and until when"),
    N_ ("From the day after “Ended on” they are not offered for events."),
    TSN_FIELD_ROW_PLAIN,
    { TSN_LECTURER_REGISTERED_ON, TSN_LECTURER_ENDED_ON } },
  { NULL, NULL, TSN_FIELD_ROW_PLAIN, { 0 } },
};

static char *
field_words (TsnRecord *record, guint field)
{
  const TsnValue *value = tsn_record_value (record, field);

  return value != NULL ? tsn_words_value (tsn_kind_field (record->kind, field), value) : NULL;
}

static void
tsn_lecturers_page_describe (TsnRecordPage *page, TsnRecord *record, TsnRowText *text)
{
  TsnDate today = tsn_date_from_unix_ms (g_get_real_time () / 1000);
  gint64 ended = tsn_record_number (record, TSN_LECTURER_ENDED_ON, today);
  g_autofree char *topics = field_words (record, TSN_LECTURER_TOPICS);
  const char *post = tsn_record_text (record, TSN_LECTURER_POST);

  text->title = g_strdup (tsn_record_text (record, TSN_LECTURER_NAME));
  text->subtitle = g_strdup_printf ("%s  %s",
                                    post != NULL ? post : "",
                                    topics != NULL ? topics : "");
  g_strstrip (text->subtitle);
  text->badge = ended < today ? g_strdup (C_ ("lecturer", "Ended"))
                              : field_words (record, TSN_LECTURER_PROFESSION);
}

static void
tsn_lecturers_page_refine_query (TsnRecordPage *page, TsnQuery *query)
{
  query->order_by = TSN_LECTURER_KANA;
}

static void
tsn_lecturers_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (tsn_lecturers_page_parent_class)->constructed (object);
  tsn_record_page_add_code_filter (TSN_RECORD_PAGE (object),
                                   TSN_LECTURER_PROFESSION,
                                   _ ("All professions"),
                                   _ ("Profession"));
}

static void
tsn_lecturers_page_class_init (TsnLecturersPageClass *class)
{
  TsnRecordPageClass *page_class = TSN_RECORD_PAGE_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_lecturers_page_constructed;
  page_class->kind = TSN_KIND_LECTURER;
  page_class->groups = GROUPS;
  page_class->icon = "audio-input-microphone-symbolic";
  page_class->none_title = N_ ("Lecturers");
  page_class->none_text = N_ (
      "Choose a lecturer from the list, or write down a new one with Ctrl+N.");
  page_class->list_none = N_ ("No lecturers yet");
  page_class->create_label = N_ ("New lecturer (Ctrl+N)");
  page_class->describe = tsn_lecturers_page_describe;
  page_class->refine_query = tsn_lecturers_page_refine_query;
}

static void
tsn_lecturers_page_init (TsnLecturersPage *self)
{
}
