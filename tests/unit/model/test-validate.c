/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every reason for refusing a value, one by one, and that messages never quote it. */

#include <string.h>

#include "tsn-validate.h"

typedef struct
{
  const char *kind;
  const char *field;
  const char *text;
  int code; /* -1: good */
} TextCase;

static const TextCase text_cases[] = {
  { "person", "name", "髙橋　花子", -1 },
  { "person", "name", "辻\xf3\xa0\x84\x80", -1 }, /* variation sequence */
  { "person", "name", "一行\n二行", TSN_MODEL_ERROR_LINE_BREAK },
  { "person", "name", "\x1b[31m", TSN_MODEL_ERROR_BAD_TEXT },
  { "person", "name", "\xff\xfe", TSN_MODEL_ERROR_BAD_TEXT },
  { "person", "name", "\xee\x80\x80", TSN_MODEL_ERROR_BAD_TEXT }, /* U+E000 */
  { "person", "note", "一行\n二行", -1 },
  { "person", "kana", "たかはし　はなこ", -1 },
  { "person", "kana", "ｶﾞｸ ヴァー・ショウ", -1 },
  { "person", "kana", "高橋", TSN_MODEL_ERROR_NOT_KANA },
  { "person", "kana", "Takahashi", TSN_MODEL_ERROR_NOT_KANA },
  { "person", "postcode", "3670051", -1 },
  { "person", "postcode", "367-0051", TSN_MODEL_ERROR_NOT_A_POSTCODE },
  { "person", "postcode", "367005", TSN_MODEL_ERROR_NOT_A_POSTCODE },
  { "person", "phone_home", "0495-25-1111", -1 },
  { "person", "phone_home", "+1 (212) 555-0100", -1 },
  { "person", "phone_home", "0495", TSN_MODEL_ERROR_NOT_A_PHONE },
  { "person", "phone_home", "+1 555", TSN_MODEL_ERROR_NOT_A_PHONE },
  { "person", "phone_home", "+1 212 555 O100", TSN_MODEL_ERROR_NOT_A_PHONE },
  { "person", "municipality", "112119", -1 },
  { "person", "municipality", "112118", TSN_MODEL_ERROR_NOT_A_MUNICIPALITY },
};

static const TsnField *
field_of (const char *kind, const char *field)
{
  const TsnField *found = tsn_kind_field_by_name (tsn_kind_by_name (kind), field);

  g_assert_nonnull (found);
  return found;
}

static void
check (const TsnField *field, const TsnValue *value, int code)
{
  g_autoptr (GError) error = NULL;
  gboolean good = tsn_validate_value (field, value, &error);

  g_test_message ("%s %d", field->name, code);
  if (code < 0)
    {
      g_assert_no_error (error);
      g_assert_true (good);
      return;
    }
  g_assert_false (good);
  g_assert_error (error, TSN_MODEL_ERROR, code);
  g_assert_true (g_str_has_prefix (error->message, field->name));
  if (value->type == TSN_TYPE_TEXT)
    g_assert_null (strstr (error->message, value->text));
  g_assert_false (tsn_validate_value (field, value, NULL));
}

static void
test_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (text_cases); i++)
    {
      g_auto (TsnValue) value = tsn_value_text (text_cases[i].text);

      check (field_of (text_cases[i].kind, text_cases[i].field), &value, text_cases[i].code);
    }
}

/* A limit counts characters as people do, and 60 of them are 60 with or without selectors. */
static void
test_length (void)
{
  const TsnField *field = field_of ("person", "name");
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < 60; i++)
    g_string_append (text, i % 2 == 0 ? "𠮷" : "辻\xf3\xa0\x84\x80");
  {
    g_auto (TsnValue) value = tsn_value_text (text->str);
    check (field, &value, -1);
  }
  g_string_append (text, "一");
  {
    g_auto (TsnValue) value = tsn_value_text (text->str);
    check (field, &value, TSN_MODEL_ERROR_TOO_LONG);
  }
}

static void
check_number (const char *kind, const char *name, gint64 number, int code)
{
  const TsnField *field = field_of (kind, name);
  TsnValue value = tsn_value_number (field->type, number);

  check (field, &value, code);
}

static void
test_numbers (void)
{
  check_number ("person", "birth_date", 19400302, -1);
  check_number ("person", "birth_date", 19400230, TSN_MODEL_ERROR_NOT_A_DATE);
  check_number ("person", "birth_date", -1, TSN_MODEL_ERROR_NOT_A_DATE);
  check_number ("person", "birth_date", G_MAXINT64, TSN_MODEL_ERROR_NOT_A_DATE);
  check_number ("person", "birth_date", 18001231, TSN_MODEL_ERROR_OUT_OF_RANGE);
  check_number ("person", "birth_date", 20991231, TSN_MODEL_ERROR_OUT_OF_RANGE);
  check_number ("person", "next_review", 20991231, -1);
  check_number ("person", "sex", TSN_SEX_FEMALE, -1);
  check_number ("person", "sex", 99, TSN_MODEL_ERROR_UNKNOWN_CODE);
  check_number ("person", "sex", 0, TSN_MODEL_ERROR_UNKNOWN_CODE);
  check_number ("person", "sex", 65537, TSN_MODEL_ERROR_UNKNOWN_CODE);
  check_number ("person", "medicine_notebook", 1, -1);
  check_number ("person", "medicine_notebook", 2, TSN_MODEL_ERROR_NOT_A_BOOLEAN);
  check_number ("event", "start_time", 1439, -1);
  check_number ("event", "start_time", 1440, TSN_MODEL_ERROR_NOT_A_TIME);
  check_number ("event", "capacity_onsite", 0, -1);
  check_number ("event", "capacity_onsite", -1, TSN_MODEL_ERROR_OUT_OF_RANGE);
  check_number ("event", "capacity_onsite", 1000001, TSN_MODEL_ERROR_OUT_OF_RANGE);
  check_number ("place", "latitude", -90000000, -1);
  check_number ("place", "latitude", -90000001, TSN_MODEL_ERROR_OUT_OF_RANGE);
  check_number ("attendance", "arrived_at", 0, -1);
  check_number ("attendance", "arrived_at", -1, TSN_MODEL_ERROR_OUT_OF_RANGE);
}

static void
test_others (void)
{
  const TsnField *reference = field_of ("contact", "person");
  const TsnField *bytes = field_of ("device", "sign_public");
  const TsnField *list = field_of ("person", "conditions");
  const guint8 key[33] = { 0 };
  TsnValue nil = tsn_value_reference (&TSN_ID_NIL);
  TsnValue none = TSN_VALUE_NONE;
  g_auto (TsnValue) good_key = tsn_value_bytes (key, 32);
  g_auto (TsnValue) long_key = tsn_value_bytes (key, 33);
  g_auto (TsnValue) items = tsn_value_list ();
  g_auto (TsnValue) bare = tsn_value_text ("糖尿病");

  check (reference, &nil, TSN_MODEL_ERROR_NOT_A_REFERENCE);
  check (reference, &none, -1);
  check (reference, &bare, TSN_MODEL_ERROR_MALFORMED);
  check (bytes, &good_key, -1);
  check (bytes, &long_key, TSN_MODEL_ERROR_TOO_LONG);
  check (list, &bare, TSN_MODEL_ERROR_MALFORMED);
  check (list, &items, TSN_MODEL_ERROR_MALFORMED);
  for (guint i = 0; i <= list->max_items; i++)
    {
      TsnValue item = tsn_value_text ("糖尿病");

      tsn_value_list_take (&items, &item);
      check (list, &items, i < list->max_items ? -1 : TSN_MODEL_ERROR_TOO_LONG);
    }
  for (guint i = 0; i < items.list->len; i++)
    tsn_value_clear (&g_array_index (items.list, TsnValue, i));
  g_array_index (items.list, TsnValue, 0) = tsn_value_number (TSN_TYPE_INTEGER, 1);
  g_array_set_size (items.list, 1);
  check (list, &items, TSN_MODEL_ERROR_MALFORMED);
}

static void
test_change (void)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_CONTACT);
  TsnId id = { { 1 } };
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, &id);
  g_autoptr (TsnChange) later = tsn_change_new (kind, &id);
  const TsnField *culprit = NULL;
  g_autoptr (GError) error = NULL;

  tsn_change_set_reference (change, TSN_CONTACT_PERSON, &id);
  g_assert_false (tsn_validate_change (change, &culprit, &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_REQUIRED);
  g_assert_cmpstr (culprit->name, ==, "role");
  g_clear_error (&error);

  tsn_change_set_number (change, TSN_CONTACT_ROLE, TSN_CONTACT_ROLE_EMERGENCY);
  g_assert_true (tsn_validate_change (change, &culprit, &error));
  g_assert_null (culprit);

  tsn_change_set_text (change, TSN_CONTACT_KANA, "漢字");
  g_assert_false (tsn_validate_change (change, &culprit, &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_NOT_KANA);
  g_assert_cmpstr (culprit->name, ==, "kana");
  g_clear_error (&error);

  /* A later change may leave a required field alone, but not empty it. */
  tsn_change_set_text (later, TSN_CONTACT_NAME, "山田");
  g_assert_true (tsn_validate_change (later, NULL, &error));
  tsn_change_clear_field (later, TSN_CONTACT_ROLE);
  g_assert_false (tsn_validate_change (later, NULL, &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_REQUIRED);
  g_clear_error (&error);

  tsn_change_take (change, 1000, TSN_VALUE_NONE);
  g_assert_false (tsn_validate_change (change, &culprit, &error));
}

static void
test_unknown_field (void)
{
  TsnId id = { { 1 } };
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), &id);
  const TsnField *culprit = NULL;
  g_autoptr (GError) error = NULL;

  tsn_change_take (change, 1000, TSN_VALUE_NONE);
  g_assert_false (tsn_validate_change (change, &culprit, &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_UNKNOWN_FIELD);
  g_assert_null (culprit);
}

static void
set_cell (TsnRecord *record, guint field, gboolean readable, TsnValue value)
{
  TsnCell *cell = tsn_record_ensure_cell (record, field);

  cell->readable = readable;
  cell->value = value;
}

static void
test_append_only (void)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_CONVERSATION);
  TsnId id = { { 1 } };
  g_autoptr (TsnChange) change = tsn_change_new (kind, &id);
  g_autoptr (TsnRecord) record = tsn_record_new (kind, &id);
  const TsnField *culprit = NULL;
  g_autoptr (GError) error = NULL;

  set_cell (record, TSN_CONVERSATION_OWN_WORDS, TRUE, tsn_value_text ("家がいい"));
  set_cell (record, TSN_CONVERSATION_STANCE, FALSE, TSN_VALUE_NONE);
  set_cell (record, TSN_CONVERSATION_WISH_NOTE, TRUE, TSN_VALUE_NONE);

  tsn_change_set_number (change, TSN_CONVERSATION_WITHDRAWN, 1);        /* never written */
  tsn_change_set_text (change, TSN_CONVERSATION_WISH_NOTE, "あ");       /* empty */
  tsn_change_set_text (change, TSN_CONVERSATION_OWN_WORDS, "家がいい"); /* the same */
  g_assert_true (tsn_validate_append (change, record, &culprit, &error));
  g_assert_true (tsn_validate_append (change, NULL, &culprit, &error));

  tsn_change_set_text (change, TSN_CONVERSATION_OWN_WORDS, "病院がいい");
  g_assert_false (tsn_validate_append (change, record, &culprit, &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_APPEND_ONLY);
  g_assert_cmpstr (culprit->name, ==, "own_words");
  g_clear_error (&error);

  tsn_change_reset (change, &id);
  tsn_change_set_number (change, TSN_CONVERSATION_STANCE, TSN_STANCE_NOT_NOW); /* sealed there */
  g_assert_false (tsn_validate_append (change, record, &culprit, &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_APPEND_ONLY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validate/texts", test_texts);
  g_test_add_func ("/validate/length", test_length);
  g_test_add_func ("/validate/numbers", test_numbers);
  g_test_add_func ("/validate/others", test_others);
  g_test_add_func ("/validate/change", test_change);
  g_test_add_func ("/validate/unknown-field", test_unknown_field);
  g_test_add_func ("/validate/append-only", test_append_only);
  return g_test_run ();
}
