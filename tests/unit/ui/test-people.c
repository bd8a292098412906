/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the pages about people say, without their widgets: histories as changes, contacts and
 * consents in one line, and the topics of a conversation. */

#include "tsn-conversation-topics.h"
#include "tsn-field-change.h"
#include "tsn-person-words.h"

/* -- History -- */

static void
entry_free (gpointer pointer)
{
  TsnHistoryEntry *entry = pointer;

  for (guint i = 0; i < entry->items->len; i++)
    tsn_value_clear (&g_array_index (entry->items, TsnHistoryItem, i).value);
  g_array_unref (entry->items);
  g_free (entry);
}

/* Newest first, as the store gives it: add the oldest last. */
static void
add_entry (GPtrArray *history, TsnStamp stamp, guint field, const char *text, gboolean current)
{
  TsnHistoryEntry *entry = g_new0 (TsnHistoryEntry, 1);
  TsnHistoryItem item = { .field = (guint16) field,
                          .readable = TRUE,
                          .current = current,
                          .value = tsn_value_text (text) };

  entry->version.stamp = stamp;
  entry->items = g_array_new (FALSE, FALSE, sizeof (TsnHistoryItem));
  g_array_append_val (entry->items, item);
  g_ptr_array_add (history, entry);
}

static const TsnFieldChange *
only_field (const GPtrArray *changes, guint i)
{
  const TsnRecordChange *change = g_ptr_array_index (changes, i);

  g_assert_cmpuint (change->fields->len, ==, 1);
  return &g_array_index (change->fields, TsnFieldChange, 0);
}

static void
test_changes (void)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  const TsnId id = tsn_id_new (1);
  g_autoptr (GPtrArray) history = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GPtrArray) changes = NULL;

  add_entry (history, 4, TSN_PERSON_ADDRESS, NULL, TRUE);
  add_entry (history, 3, TSN_PERSON_NAME, "山本 花子", TRUE);
  add_entry (history, 2, TSN_PERSON_ADDRESS, "本庄市一丁目", FALSE);
  add_entry (history, 1, TSN_PERSON_NAME, "田中 花子", FALSE);
  changes = tsn_record_changes (kind, &id, history);
  g_assert_cmpuint (changes->len, ==, 4);
  g_assert_true (((TsnRecordChange *) g_ptr_array_index (changes, 3))->created);
  g_assert_false (((TsnRecordChange *) g_ptr_array_index (changes, 2))->created);
  g_assert_cmpint (only_field (changes, 3)->before.type, ==, TSN_TYPE_NONE);
  g_assert_cmpstr (only_field (changes, 1)->before.text, ==, "田中 花子");
  g_assert_cmpstr (only_field (changes, 1)->after.text, ==, "山本 花子");
  g_assert_true (only_field (changes, 1)->current);
  g_assert_cmpstr (only_field (changes, 0)->before.text, ==, "本庄市一丁目");
  g_assert_cmpint (only_field (changes, 0)->after.type, ==, TSN_TYPE_NONE);
}

static void
test_changes_together (void)
{
  const TsnId id = tsn_id_new (1);
  g_autoptr (GPtrArray) person = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GPtrArray) contact = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (tsn_record_change_free);

  add_entry (person, 3, TSN_PERSON_NAME, "二", TRUE);
  add_entry (person, 1, TSN_PERSON_NAME, "一", FALSE);
  add_entry (contact, 2, TSN_CONTACT_NAME, "三", TRUE);
  /* Whose contact it is is no change that anybody made. */
  add_entry (contact, 2, TSN_CONTACT_PERSON, "x", TRUE);
  tsn_record_changes_take (changes,
                           tsn_record_changes (tsn_kind_by_number (TSN_KIND_PERSON), &id, person));
  tsn_record_changes_take (
      changes,
      tsn_record_changes (tsn_kind_by_number (TSN_KIND_CONTACT), &id, contact));
  g_assert_cmpuint (changes->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (((TsnRecordChange *) g_ptr_array_index (changes, i))->version.stamp,
                      ==,
                      3 - i);
}

/* -- Lines -- */

static TsnRecord *
new_record (guint kind)
{
  static gint64 counter = 1;
  const TsnId id = tsn_id_new (counter++);

  return tsn_record_new (tsn_kind_by_number (kind), &id);
}

static void
take (TsnRecord *record, guint field, TsnValue value)
{
  TsnCell *cell = tsn_record_ensure_cell (record, field);

  cell->readable = TRUE;
  cell->value = value;
}

static void
test_person (void)
{
  g_autoptr (TsnRecord) person = new_record (TSN_KIND_PERSON);
  g_autofree char *unknown = tsn_person_born (person, 20261121);
  g_autofree char *born = NULL;
  g_autofree char *late = NULL;

  g_assert_cmpstr (unknown, ==, "");
  take (person, TSN_PERSON_BIRTH_DATE, tsn_value_number (TSN_TYPE_DATE, 19400302));
  born = tsn_person_born (person, 20261121);
  g_assert_cmpstr (born, ==, "1940年（昭和15年）3月2日　aged 86");
  take (person, TSN_PERSON_STATUS, tsn_value_number (TSN_TYPE_CODE, TSN_PERSON_STATUS_DECEASED));
  late = tsn_person_born (person, 20261121);
  g_assert_cmpstr (late, ==, "1940年（昭和15年）3月2日");
}

static void
test_badges (void)
{
  TsnPersonOverview overview = { .person = new_record (TSN_KIND_PERSON),
                                 .cards = g_ptr_array_new (),
                                 .conversations = g_ptr_array_new () };
  g_autoptr (GPtrArray) fresh = tsn_person_badges (&overview, 20261121);
  g_autoptr (GPtrArray) due = NULL;
  g_autoptr (GPtrArray) late = NULL;

  g_assert_cmpuint (fresh->len, ==, 1);
  g_assert_cmpstr (((TsnBadge *) g_ptr_array_index (fresh, 0))->text, ==, "No card yet");
  take (overview.person, TSN_PERSON_NEXT_REVIEW, tsn_value_number (TSN_TYPE_DATE, 20261121));
  due = tsn_person_badges (&overview, 20261121);
  g_assert_cmpuint (due->len, ==, 2);
  g_assert_true (((TsnBadge *) g_ptr_array_index (due, 1))->urgent);
  /* Nobody is reminded of somebody who died. */
  take (overview.person,
        TSN_PERSON_STATUS,
        tsn_value_number (TSN_TYPE_CODE, TSN_PERSON_STATUS_DECEASED));
  late = tsn_person_badges (&overview, 20261121);
  g_assert_cmpuint (late->len, ==, 2);
  g_assert_cmpstr (((TsnBadge *) g_ptr_array_index (late, 0))->text, ==, "Deceased");
  tsn_record_unref (overview.person);
  g_ptr_array_unref (overview.cards);
  g_ptr_array_unref (overview.conversations);
}

static void
test_contact (void)
{
  g_autoptr (TsnRecord) contact = new_record (TSN_KIND_CONTACT);
  g_autofree char *nothing = tsn_contact_title (contact);
  g_autofree char *title = NULL;
  g_autofree char *phones = NULL;

  g_assert_cmpstr (nothing, ==, "No name yet");
  take (contact, TSN_CONTACT_NAME, tsn_value_text ("山田 一郎"));
  take (contact, TSN_CONTACT_RELATION, tsn_value_number (TSN_TYPE_CODE, TSN_RELATION_SON));
  take (contact, TSN_CONTACT_PHONE_1, tsn_value_text ("090-0000-0001"));
  take (contact, TSN_CONTACT_PHONE_24H, tsn_value_text ("0495-00-0002"));
  title = tsn_contact_title (contact);
  g_assert_cmpstr (title, ==, "山田 一郎 (Son)");
  phones = tsn_contact_phones (contact);
  g_assert_cmpstr (phones, ==, "090-0000-0001　0495-00-0002 (24 hours)");
}

/* The answer given last counts, whatever its date says; that is how issuing a card reads it. */
static void
test_consent (void)
{
  g_autoptr (GPtrArray) consents = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_record_unref);
  TsnRecord *first = new_record (TSN_KIND_CONSENT);
  TsnRecord *second = new_record (TSN_KIND_CONSENT);
  g_autofree char *asked = tsn_consent_words (NULL);

  g_assert_cmpstr (asked, ==, "Not asked yet");
  g_ptr_array_add (consents, second);
  g_ptr_array_add (consents, first);
  take (first, TSN_CONSENT_PURPOSE, tsn_value_number (TSN_TYPE_CODE, TSN_PURPOSE_PRINT));
  take (second, TSN_CONSENT_PURPOSE, tsn_value_number (TSN_TYPE_CODE, TSN_PURPOSE_PRINT));
  g_assert_true (tsn_consent_for (consents, TSN_PURPOSE_PRINT) == second);
  g_assert_null (tsn_consent_for (consents, TSN_PURPOSE_KEEP));
}

/* -- Conversations -- */

/* Every field of a conversation has its place, and only one. */
static void
test_topics_complete (void)
{
  static const guint elsewhere[] = {
    TSN_CONVERSATION_PERSON,       TSN_CONVERSATION_EVENT,          TSN_CONVERSATION_PREVIOUS,
    TSN_CONVERSATION_MUNICIPALITY, TSN_CONVERSATION_WITHDRAWN,      TSN_CONVERSATION_WITHDRAWN_ON,
    TSN_CONVERSATION_NOT_NOW,      TSN_CONVERSATION_WITHDRAWN_NOTE,
  };
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_CONVERSATION);
  g_autofree guint *seen = g_new0 (guint, TSN_FIELD_NUMBER_MAX + 1);
  guint n;
  const TsnConversationTopic *topics = tsn_conversation_topics (&n);

  for (guint i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    seen[elsewhere[i]]++;
  for (guint i = 0; i < n; i++)
    {
      guint fields[TSN_TOPIC_FIELDS_MAX];

      tsn_topic_fields (&topics[i], fields);
      for (guint k = 0; fields[k] != 0; k++)
        seen[fields[k]]++;
    }
  for (guint i = 0; i < kind->n_fields; i++)
    g_assert_cmpuint (seen[kind->fields[i].number], ==, 1);
}

/* What each topic can leave for another day is a topic of its own, and all of them can. */
static void
test_topics_not_now (void)
{
  guint n, left = 0;
  const TsnConversationTopic *topics = tsn_conversation_topics (&n);

  for (guint i = 0; i < n; i++)
    if (topics[i].not_now != 0)
      left |= 1U << topics[i].not_now;
  for (guint i = 0; i < tsn_codes_conversation_topic.n_codes; i++)
    g_assert_true ((left & 1U << tsn_codes_conversation_topic.codes[i].number) != 0);
}

static void
test_not_now_is_content (void)
{
  const TsnId id = tsn_id_new (1);
  g_autoptr (TsnChange) draft = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONVERSATION),
                                                       &id);
  TsnValue list = tsn_value_list ();
  TsnValue topic = tsn_value_number (TSN_TYPE_CODE, TSN_CONVERSATION_TOPIC_PROXY);
  guint n;
  const TsnConversationTopic *topics = tsn_conversation_topics (&n);

  tsn_change_set_reference (draft, TSN_CONVERSATION_PERSON, &id);
  tsn_change_set_number (draft, TSN_CONVERSATION_DATE, 20261121);
  tsn_change_set_number (draft, TSN_CONVERSATION_NEXT_REVIEW, 20271121);
  g_assert_false (tsn_conversation_has_content (draft));
  tsn_value_list_take (&list, &topic);
  tsn_change_take (draft, TSN_CONVERSATION_NOT_NOW, list);
  g_assert_true (tsn_conversation_has_content (draft));
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (tsn_topic_is_answered (&topics[i], draft),
                     ==,
                     topics[i].not_now == TSN_CONVERSATION_TOPIC_PROXY);
}

static void
test_differs (void)
{
  g_autoptr (TsnRecord) before = new_record (TSN_KIND_CONVERSATION);
  g_autoptr (TsnRecord) talk = new_record (TSN_KIND_CONVERSATION);
  const TsnValue home = tsn_value_number (TSN_TYPE_CODE, TSN_PLACE_WISH_HOME);
  const TsnValue not_now = tsn_value_number (TSN_TYPE_CODE, TSN_PLACE_WISH_NOT_NOW);

  g_assert_false (tsn_conversation_differs (talk, NULL, TSN_CONVERSATION_CARE_PLACE));
  take (talk, TSN_CONVERSATION_CARE_PLACE, home);
  g_assert_false (tsn_conversation_differs (talk, before, TSN_CONVERSATION_CARE_PLACE));
  take (before, TSN_CONVERSATION_CARE_PLACE, not_now);
  g_assert_true (tsn_conversation_differs (talk, before, TSN_CONVERSATION_CARE_PLACE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/people/changes", test_changes);
  g_test_add_func ("/people/changes-together", test_changes_together);
  g_test_add_func ("/people/person", test_person);
  g_test_add_func ("/people/badges", test_badges);
  g_test_add_func ("/people/contact", test_contact);
  g_test_add_func ("/people/consent", test_consent);
  g_test_add_func ("/conversation/topics-complete", test_topics_complete);
  g_test_add_func ("/conversation/topics-not-now", test_topics_not_now);
  g_test_add_func ("/conversation/not-now-is-content", test_not_now_is_content);
  g_test_add_func ("/conversation/differs", test_differs);
  return g_test_run ();
}
