/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values: life, CBOR, what people type, and that machine text reads back. */

#include <string.h>

#include "tsn-validate.h"

static const TsnField *
field_of (const char *kind, const char *field)
{
  const TsnField *found = tsn_kind_field_by_name (tsn_kind_by_name (kind), field);

  g_assert_nonnull (found);
  return found;
}

/* A random value that suits @field. */
static TsnValue
random_item (const TsnField *field)
{
  static const char *const texts[] = { "髙橋　花子", "a;b", "c\\d", "；",
                                       "たなか",     "\\;", "x",    "辻\xf3\xa0\x84\x80",
                                       "1,400" };
  TsnId id = { { 0 } };
  guint8 bytes[20];

  switch (field->type)
    {
    case TSN_TYPE_TEXT:
      return tsn_value_text (texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))]);
    case TSN_TYPE_BOOLEAN:
      return tsn_value_number (field->type, g_test_rand_int_range (0, 2));
    case TSN_TYPE_DATE:
      return tsn_value_number (field->type,
                               19000101 + 10000 * g_test_rand_int_range (0, 150) +
                                   g_test_rand_int_range (0, 28));
    case TSN_TYPE_TIME:
      return tsn_value_number (field->type, g_test_rand_int_range (0, 1440));
    case TSN_TYPE_INSTANT:
      return tsn_value_number (field->type, (gint64) g_test_rand_int_range (0, G_MAXINT32) * 1500);
    case TSN_TYPE_CODE:
      return tsn_value_number (
          field->type,
          field->codes->codes[g_test_rand_int_range (0, (gint32) field->codes->n_codes)].number);
    case TSN_TYPE_REFERENCE:
      for (guint i = 0; i < 16; i++)
        id.bytes[i] = (guint8) g_test_rand_int ();
      return tsn_value_reference (&id);
    case TSN_TYPE_BYTES:
      for (guint i = 0; i < sizeof bytes; i++)
        bytes[i] = (guint8) g_test_rand_int ();
      return tsn_value_bytes (bytes, (gsize) g_test_rand_int_range (1, sizeof bytes));
    case TSN_TYPE_INTEGER:
    case TSN_TYPE_NONE:
    case TSN_TYPE_LIST:
    default:
      return tsn_value_number (TSN_TYPE_INTEGER, g_test_rand_int_range (-1000000, 1000000));
    }
}

static TsnValue
random_value (const TsnField *field)
{
  TsnValue list;
  int n = g_test_rand_int_range (1, 5);

  if ((field->flags & TSN_FIELD_LIST) == 0)
    return random_item (field);
  list = tsn_value_list ();
  for (int i = 0; i < n; i++)
    {
      TsnValue item = random_item (field);

      tsn_value_list_take (&list, &item);
      g_assert_cmpint (item.type, ==, TSN_TYPE_NONE);
    }
  return list;
}

static void
check_codec (const TsnField *field, const TsnValue *value)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_auto (TsnValue) decoded = TSN_VALUE_NONE;
  TsnCborReader reader;

  tsn_value_encode (value, bytes);
  tsn_cbor_reader_init (&reader, bytes->data, bytes->len);
  g_assert_true (tsn_value_decode (field, &reader, &decoded, &error));
  g_assert_no_error (error);
  g_assert_true (tsn_cbor_end (&reader));
  g_assert_true (tsn_value_equal (value, &decoded));
  tsn_value_encode (&decoded, again);
  g_assert_cmpmem (bytes->data, bytes->len, again->data, again->len);

  /* Every cut is refused. */
  for (guint cut = 0; cut < bytes->len; cut++)
    {
      g_auto (TsnValue) none = TSN_VALUE_NONE;

      tsn_cbor_reader_init (&reader, bytes->data, cut);
      g_assert_false (tsn_value_decode (field, &reader, &none, NULL));
      g_assert_cmpint (none.type, ==, TSN_TYPE_NONE);
    }
}

static void
check_text (const TsnField *field, const TsnValue *value)
{
  g_autofree char *text = tsn_value_format (field, value);
  g_auto (TsnValue) parsed = TSN_VALUE_NONE;
  g_autoptr (GError) error = NULL;

  g_test_message ("%s: %s", field->name, text);
  g_assert_true (tsn_value_parse (field, text, &parsed, &error));
  g_assert_no_error (error);
  g_assert_true (tsn_value_equal (value, &parsed));
}

/* Every field of every kind: bytes and text come back to the same value. */
static void
test_round_trips (void)
{
  guint n;
  const TsnKind *kinds = tsn_kinds (&n);

  for (int round = 0; round < 20; round++)
    for (guint i = 0; i < n; i++)
      for (guint j = 0; j < kinds[i].n_fields; j++)
        {
          const TsnField *field = &kinds[i].fields[j];
          g_auto (TsnValue) value = random_value (field);
          g_auto (TsnValue) copy = tsn_value_copy (&value);
          TsnValue none = TSN_VALUE_NONE;

          g_assert_true (tsn_value_equal (&value, &copy));
          g_assert_false (tsn_value_equal (&value, &none));
          check_codec (field, &value);
          check_codec (field, &none);
          check_text (field, &value);
          check_text (field, &none);
        }
}

typedef struct
{
  const char *kind;
  const char *field;
  const char *text;
  gint64 number;
} ParseCase;

static const ParseCase number_cases[] = {
  { "person", "birth_date", "昭和15年3月2日", 19400302 },
  { "person", "birth_date", "　S15.3.2 ", 19400302 },
  { "person", "birth_date", "1940-03-02", 19400302 },
  { "event", "start_time", "午後1時30分", 13 * 60 + 30 },
  { "event", "capacity_onsite", "1,400", 1400 },
  { "event", "capacity_onsite", "１，４００", 1400 },
  { "place", "latitude", "-36000000", -36000000 },
  { "person", "medicine_notebook", "はい", 1 },
  { "person", "medicine_notebook", "有", 1 },
  { "person", "medicine_notebook", "○", 1 },
  { "person", "medicine_notebook", "YES", 1 },
  { "person", "medicine_notebook", "1", 1 },
  { "person", "medicine_notebook", "いいえ", 0 },
  { "person", "medicine_notebook", "×", 0 },
  { "person", "medicine_notebook", "False", 0 },
  { "person", "sex", "female", 2 },
  { "person", "sex", "Female", 2 },
  { "person", "sex", "2", 2 },
  { "person", "sex", "２", 2 },
  { "attendance", "arrived_at", "1970-01-01T00:00:01.500Z", 1500 },
  { "attendance", "arrived_at", "1970-01-01T09:00:01", 1000 },
};

static void
test_parse_numbers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (number_cases); i++)
    {
      const ParseCase *c = &number_cases[i];
      g_autoptr (GError) error = NULL;
      TsnValue value = TSN_VALUE_NONE;

      g_test_message ("%s", c->text);
      g_assert_true (tsn_value_parse (field_of (c->kind, c->field), c->text, &value, &error));
      g_assert_no_error (error);
      g_assert_cmpint (value.number, ==, c->number);
    }
}

static const ParseCase refused_cases[] = {
  { "person", "birth_date", "1940-02-30", TSN_MODEL_ERROR_NOT_A_DATE },
  { "person", "birth_date", "きのう", TSN_MODEL_ERROR_NOT_A_DATE },
  { "person", "birth_date", "15.3.2", TSN_MODEL_ERROR_NOT_A_DATE },
  { "person", "birth_date", "1800-01-01", TSN_MODEL_ERROR_OUT_OF_RANGE },
  { "event", "start_time", "25:00", TSN_MODEL_ERROR_NOT_A_TIME },
  { "event", "capacity_onsite", "12人", TSN_MODEL_ERROR_NOT_A_NUMBER },
  { "event", "capacity_onsite", "--1", TSN_MODEL_ERROR_NOT_A_NUMBER },
  { "event", "capacity_onsite", "99999999999999999999", TSN_MODEL_ERROR_NOT_A_NUMBER },
  { "event", "capacity_onsite", ",", TSN_MODEL_ERROR_NOT_A_NUMBER },
  { "person", "medicine_notebook", "たぶん", TSN_MODEL_ERROR_NOT_A_BOOLEAN },
  { "person", "sex", "女性です", TSN_MODEL_ERROR_UNKNOWN_CODE },
  { "person", "sex", "99", TSN_MODEL_ERROR_UNKNOWN_CODE },
  { "person", "merged_into", "1234", TSN_MODEL_ERROR_NOT_A_REFERENCE },
  { "person", "name", "一行\n二行", TSN_MODEL_ERROR_LINE_BREAK },
  { "person",
    "name",
    "a\x01"
    "b",
    TSN_MODEL_ERROR_BAD_TEXT },
  { "person", "name", "\xff", TSN_MODEL_ERROR_BAD_TEXT },
  { "attendance", "arrived_at", "昼", TSN_MODEL_ERROR_NOT_A_TIME },
  { "device", "sign_public", "not base64!", TSN_MODEL_ERROR_MALFORMED },
  { "person", "needs", "pacemaker;nonsense", TSN_MODEL_ERROR_UNKNOWN_CODE },
};

static void
test_parse_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused_cases); i++)
    {
      const ParseCase *c = &refused_cases[i];
      g_autoptr (GError) error = NULL;
      TsnValue value = TSN_VALUE_NONE;

      g_test_message ("%s", c->field);
      g_assert_false (tsn_value_parse (field_of (c->kind, c->field), c->text, &value, &error));
      g_assert_error (error, TSN_MODEL_ERROR, (int) c->number);
      g_assert_null (strstr (error->message, c->text));
      g_assert_cmpint (value.type, ==, TSN_TYPE_NONE);
    }
}

static void
check_parsed_text (const char *field, const char *text, const char *expected)
{
  g_auto (TsnValue) value = TSN_VALUE_NONE;
  g_autoptr (GError) error = NULL;

  g_assert_true (tsn_value_parse (field_of ("person", field), text, &value, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (value.text, ==, expected);
}

static void
test_parse_texts (void)
{
  check_parsed_text ("name", "　髙橋 花子\t", "髙橋 花子");
  check_parsed_text ("name", "か\xe3\x82\x99", "が"); /* composed */
  check_parsed_text ("postcode", "〒３６７－００５１", "3670051");
  check_parsed_text ("postcode", "367-005", "367-005"); /* the validation refuses it */
  check_parsed_text ("municipality", "11211", "112119");
  check_parsed_text ("municipality", "112119", "112119");
  check_parsed_text ("municipality", "本庄市", "本庄市");
  check_parsed_text ("note", "一\r\n二", "一\n二");
}

static void
test_parse_lists (void)
{
  const TsnField *needs = field_of ("person", "needs");
  const TsnField *conditions = field_of ("person", "conditions");
  g_auto (TsnValue) codes = TSN_VALUE_NONE;
  g_auto (TsnValue) texts = TSN_VALUE_NONE;
  g_auto (TsnValue) none = TSN_VALUE_NONE;

  g_assert_true (tsn_value_parse (needs, "pacemaker；3; Dementia ;", &codes, NULL));
  g_assert_cmpuint (codes.list->len, ==, 3);
  g_assert_cmpint (g_array_index (codes.list, TsnValue, 1).number, ==, TSN_NEED_DIALYSIS);
  g_assert_cmpint (g_array_index (codes.list, TsnValue, 2).number, ==, TSN_NEED_DEMENTIA);

  g_assert_true (tsn_value_parse (conditions, "高血圧\\;軽い；糖尿病", &texts, NULL));
  g_assert_cmpuint (texts.list->len, ==, 2);
  g_assert_cmpstr (g_array_index (texts.list, TsnValue, 0).text, ==, "高血圧;軽い");

  g_assert_true (tsn_value_parse (conditions, " ; ；", &none, NULL));
  g_assert_cmpint (none.type, ==, TSN_TYPE_NONE);
  g_assert_true (tsn_value_parse (conditions, NULL, &none, NULL));
  g_assert_cmpint (none.type, ==, TSN_TYPE_NONE);
}

static const char *
translate (const char *label)
{
  return strcmp (label, "Female") == 0 ? "女" : label;
}

static void
test_parse_localised (void)
{
  TsnValue value = TSN_VALUE_NONE;
  TsnDateNote note;

  g_assert_true (
      tsn_value_parse_localised (field_of ("person", "sex"), "女", translate, &value, &note, NULL));
  g_assert_cmpint (value.number, ==, TSN_SEX_FEMALE);
  g_assert_cmpint (note, ==, TSN_DATE_NOTE_NONE);
  g_assert_true (tsn_value_parse_localised (field_of ("event", "date"),
                                            "平成37年4月1日",
                                            NULL,
                                            &value,
                                            &note,
                                            NULL));
  g_assert_cmpint (value.number, ==, 20250401);
  g_assert_cmpint (note, ==, TSN_DATE_NOTE_ERA_CARRIED);
}

/* A newer version may write codes that this one does not know; nothing may write a thing of
 * another type. */
static void
test_decode_limits (void)
{
  static const struct
  {
    const char *kind;
    const char *field;
    const char *hex;
    gboolean good;
  } cases[] = {
    { "person", "sex", "1903e7", TRUE },             /* 999 */
    { "person", "sex", "00", FALSE },                /* 0 */
    { "person", "sex", "1a00010000", FALSE },        /* 65536 */
    { "person", "sex", "20", FALSE },                /* -1 */
    { "person", "sex", "616d", FALSE },              /* "m" */
    { "person", "birth_date", "1a0127e9b2", FALSE }, /* no such day */
    { "event", "start_time", "1905a0", FALSE },      /* 1440 */
    { "event", "capacity_onsite", "20", TRUE },      /* a rule, not a limit */
    { "person", "merged_into", "4101", FALSE },      /* too short */
    { "person", "conditions", "6161", FALSE },       /* not a list */
    { "person", "conditions", "8101", FALSE },       /* not of texts */
    { "person", "conditions", "80", TRUE },
    { "person", "name", "8161ff", FALSE },
    { "person", "medicine_notebook", "01", FALSE },
    { "person", "medicine_notebook", "f5", TRUE },
    { "person", "medicine_notebook", "f6", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (TsnValue) value = TSN_VALUE_NONE;
      guint8 bytes[16];
      gsize size = strlen (cases[i].hex) / 2;
      TsnCborReader reader;

      for (gsize j = 0; j < size; j++)
        bytes[j] = (guint8) (g_ascii_xdigit_value (cases[i].hex[2 * j]) << 4 |
                             g_ascii_xdigit_value (cases[i].hex[2 * j + 1]));
      g_test_message ("%s %s", cases[i].field, cases[i].hex);
      tsn_cbor_reader_init (&reader, bytes, size);
      g_assert_cmpint (
          tsn_value_decode (field_of (cases[i].kind, cases[i].field), &reader, &value, NULL),
          ==,
          cases[i].good);
    }
}

static void
test_long_text (void)
{
  const TsnField *field = field_of ("person", "name");
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = g_strnfill (TSN_TEXT_BYTES_MAX + 1, 'a');
  g_auto (TsnValue) value = TSN_VALUE_NONE;
  TsnCborReader reader;

  tsn_cbor_write_text (bytes, text, TSN_TEXT_BYTES_MAX);
  tsn_cbor_reader_init (&reader, bytes->data, bytes->len);
  g_assert_true (tsn_value_decode (field, &reader, &value, NULL));
  g_byte_array_set_size (bytes, 0);
  tsn_value_clear (&value);
  tsn_cbor_write_text (bytes, text, -1);
  tsn_cbor_reader_init (&reader, bytes->data, bytes->len);
  g_assert_false (tsn_value_decode (field, &reader, &value, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value/round-trips", test_round_trips);
  g_test_add_func ("/value/parse-numbers", test_parse_numbers);
  g_test_add_func ("/value/parse-refused", test_parse_refused);
  g_test_add_func ("/value/parse-texts", test_parse_texts);
  g_test_add_func ("/value/parse-lists", test_parse_lists);
  g_test_add_func ("/value/parse-localised", test_parse_localised);
  g_test_add_func ("/value/decode-limits", test_decode_limits);
  g_test_add_func ("/value/long-text", test_long_text);
  return g_test_run ();
}
