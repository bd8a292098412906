/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What may stand on a card, and its form as CBOR. */

#include <string.h>

#include "tsn-card.h"

static void
assert_text (TsnCard *card, TsnCardFieldId id, const char *given, const char *kept)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tsn_card_set_text (card, id, given, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (tsn_card_text (card, id), ==, kept);
}

static void
assert_refused (TsnCard *card, TsnCardFieldId id, const char *given, TsnCardError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = g_strdup (tsn_card_text (card, id));

  g_assert_false (tsn_card_set_text (card, id, given, &error));
  g_assert_error (error, TSN_CARD_ERROR, (gint) code);
  g_assert_null (strstr (error->message, given));
  g_assert_nonnull (strstr (error->message, tsn_card_field (id)->name));
  g_assert_cmpstr (tsn_card_text (card, id), ==, before);
}

static void
assert_cbor (const TsnCard *card, const char *hex)
{
  g_autoptr (GBytes) bytes = tsn_card_to_cbor (card);
  g_autoptr (GString) written = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnCard) back = NULL;
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (written, "%02x", data[i]);
  g_assert_cmpstr (written->str, ==, hex);
  back = tsn_card_from_cbor (data, size, &error);
  g_assert_no_error (error);
  g_assert_true (tsn_card_equal (card, back));
}

static TsnCard *
read_hex (const char *hex, GError **error)
{
  guint8 bytes[4096];
  gsize n = strlen (hex) / 2;

  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 |
                         g_ascii_xdigit_value (hex[2 * i + 1]));
  return tsn_card_from_cbor (bytes, n, error);
}

/* Keys are for ever, rising, and arrays have no holes. */
static void
test_table (void)
{
  for (guint group = TSN_CARD_GROUP_CARD; group <= TSN_CARD_GROUP_PLACE; group++)
    {
      guint n = 0;
      const TsnCardField *fields = tsn_card_fields ((TsnCardGroup) group, &n);

      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpuint (fields[i].key, >, i == 0 ? 0 : fields[i - 1].key);
          g_assert_true (group == TSN_CARD_GROUP_CARD || fields[i].key == i + 1);
          g_assert_true (tsn_card_field_by_name ((TsnCardGroup) group, fields[i].name) ==
                         &fields[i]);
          g_assert_true (tsn_card_field_by_key ((TsnCardGroup) group, fields[i].key) == &fields[i]);
          g_assert_cmpuint (fields[i].id, ==, tsn_card_field (fields[i].id)->id);
          g_assert_true ((fields[i].codes != NULL) == (fields[i].type == TSN_CARD_TYPE_CODE ||
                                                       fields[i].type == TSN_CARD_TYPE_CODES));
        }
    }
}

static void
test_texts (void)
{
  g_autoptr (TsnCard) card = tsn_card_new ();

  assert_text (card, TSN_CARD_F_NAME, " 髙橋　﨑子 ", "髙橋　﨑子");
  assert_text (card, TSN_CARD_F_NAME, "渡邉\xf3\xa0\x84\x82", "渡邉\xf3\xa0\x84\x82");
  assert_text (card, TSN_CARD_F_KANA, "か\xe3\x82\x99", "が");
  assert_text (card, TSN_CARD_F_POSTCODE, "３６７－００５３", "3670053");
  assert_text (card, TSN_CARD_F_POSTCODE, "010-0001", "0100001");
  assert_text (card, TSN_CARD_F_MUNICIPALITY, "11211", "112119");
  assert_text (card, TSN_CARD_F_SERIAL, "00ff00ff00ff00fe", "00FF00FF00FF00FE");
  assert_text (card, TSN_CARD_F_POSTCODE, "　", NULL);
  assert_refused (card, TSN_CARD_F_POSTCODE, "367005", TSN_CARD_ERROR_INVALID);
  assert_refused (card, TSN_CARD_F_MUNICIPALITY, "112118", TSN_CARD_ERROR_INVALID);
  assert_refused (card, TSN_CARD_F_SERIAL, "00FF", TSN_CARD_ERROR_INVALID);
  assert_refused (card, TSN_CARD_F_MESSAGE, "二行\n目", TSN_CARD_ERROR_INVALID);
  assert_refused (card,
                  TSN_CARD_F_NAME,
                  "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一",
                  TSN_CARD_ERROR_TOO_LONG);
  assert_text (card,
               TSN_CARD_F_NAME,
               "SIXTY CHARACTERS OF LATIN ARE THIRTY FULL WIDTH ONES WIDE 60",
               "SIXTY CHARACTERS OF LATIN ARE THIRTY FULL WIDTH ONES WIDE 60");
  g_assert_cmpuint (tsn_card_text_width ("渡邉\xf3\xa0\x84\x82ｱﾝa"), ==, 4 + 2 + 1);
}

static void
test_wishes (void)
{
  static const char *const WISHES[] = { "DNAR",
                                        "ＤＮＲです",
                                        "d.n.a.r",
                                        "心肺蘇生は希望しない",
                                        "蘇生 しない",
                                        "延命治療は望みません",
                                        "心臓マッサージ不要",
                                        "人工呼吸器はつけないで",
                                        "蘇生",
                                        "尊厳死協会 会員",
                                        "リビング・ウィルあり" };
  static const char *const FINE[] = {
    "蘇生会総合病院", "延命寺 3丁目", "蘇生後脳症",           "安心マンション", "DNRX工業",
    "心房細動",       "ANDNRA",       "在宅人工呼吸器を使用", "気管挿管困難"
  };
  g_autoptr (TsnCard) card = tsn_card_new ();

  for (guint i = 0; i < G_N_ELEMENTS (WISHES); i++)
    {
      assert_refused (card, TSN_CARD_F_MESSAGE, WISHES[i], TSN_CARD_ERROR_WISH);
      g_assert_true (tsn_card_text_is_wish (WISHES[i]));
      g_assert_false (tsn_card_add_text (card, TSN_CARD_F_CONDITIONS, WISHES[i], NULL));
    }
  for (guint i = 0; i < G_N_ELEMENTS (FINE); i++)
    assert_text (card, TSN_CARD_F_MESSAGE, FINE[i], FINE[i]);
}

static void
test_numbers (void)
{
  g_autoptr (TsnCard) card = tsn_card_new ();

  g_assert_false (tsn_card_set_number (card, TSN_CARD_F_BIRTH, 19400230, NULL));
  g_assert_false (tsn_card_set_number (card, TSN_CARD_F_BIRTH, -1, NULL));
  g_assert_true (tsn_card_set_number (card, TSN_CARD_F_BIRTH, 19400302, NULL));
  g_assert_cmpint (tsn_card_number (card, TSN_CARD_F_BIRTH), ==, 19400302);
  g_assert_false (tsn_card_set_number (card, TSN_CARD_F_NOTEBOOK, 2, NULL));
  g_assert_false (tsn_card_set_number (card, TSN_CARD_F_SEX, 70000, NULL));
  g_assert_true (tsn_card_set_number (card, TSN_CARD_F_ISSUE, G_MAXUINT32, NULL));
  g_assert_true (tsn_card_set_number (card, TSN_CARD_F_BIRTH, 0, NULL));
  g_assert_false (tsn_card_has (card, TSN_CARD_F_BIRTH));
}

static void
test_lists (void)
{
  g_autoptr (TsnCard) card = tsn_card_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5; i++)
    g_assert_nonnull (tsn_card_add (card, TSN_CARD_F_CONTACTS, NULL));
  g_assert_null (tsn_card_add (card, TSN_CARD_F_CONTACTS, &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_TOO_LONG);
  g_assert_nonnull (tsn_card_add (card, TSN_CARD_F_NURSE, NULL));
  g_assert_null (tsn_card_add (card, TSN_CARD_F_NURSE, NULL));
  tsn_card_remove_item (card, TSN_CARD_F_CONTACTS, 0);
  g_assert_cmpuint (tsn_card_n_items (card, TSN_CARD_F_CONTACTS), ==, 4);
  g_assert_true (tsn_card_add_number (card, TSN_CARD_F_NEEDS, 3, NULL));
  g_assert_cmpint (tsn_card_item_number (card, TSN_CARD_F_NEEDS, 0), ==, 3);
  tsn_card_clear (card, TSN_CARD_F_NURSE);
  g_assert_false (tsn_card_has (card, TSN_CARD_F_NURSE));
}

static void
test_check (void)
{
  g_autoptr (TsnCard) card = tsn_card_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_card_check (card, &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_MISSING);
  tsn_card_renew_serial (card);
  g_assert_cmpuint (strlen (tsn_card_text (card, TSN_CARD_F_SERIAL)), ==, 16);
  assert_text (card, TSN_CARD_F_MUNICIPALITY, "112119", "112119");
  assert_text (card, TSN_CARD_F_KANA, "タカハシ　サキコ", "タカハシ　サキコ");
  g_assert_false (tsn_card_check (card, NULL));
  tsn_card_set_number (card, TSN_CARD_F_WRITTEN, 20261121, NULL);
  g_assert_true (tsn_card_check (card, NULL));
  tsn_card_add_text (card, TSN_CARD_F_ALLERGIES, "そば", NULL);
  g_assert_false (tsn_card_check (card, NULL));
  tsn_card_set_number (card, TSN_CARD_F_ALLERGY, TSN_ALLERGY_NONE, NULL);
  g_assert_false (tsn_card_check (card, NULL));
  tsn_card_set_number (card, TSN_CARD_F_ALLERGY, TSN_ALLERGY_PRESENT, NULL);
  g_assert_true (tsn_card_check (card, NULL));
}

/* The bytes of docs/card-format.md. */
static void
test_cbor (void)
{
  g_autoptr (TsnCard) card = tsn_card_new ();
  TsnCard *contact;

  assert_cbor (card, "a0");
  assert_text (card, TSN_CARD_F_SERIAL, "0123456789ABCDEF", "0123456789ABCDEF");
  assert_text (card, TSN_CARD_F_MUNICIPALITY, "112119", "112119");
  tsn_card_set_number (card, TSN_CARD_F_WRITTEN, 20261121, NULL);
  tsn_card_set_number (card, TSN_CARD_F_BIRTH, 19400302, NULL);
  assert_text (card, TSN_CARD_F_POSTCODE, "367-0053", "3670053");
  tsn_card_add_text (card, TSN_CARD_F_PHONES, "0495-21-7781", NULL);
  contact = tsn_card_add (card, TSN_CARD_F_CONTACTS, NULL);
  assert_text (contact, TSN_CARD_F_CONTACT_NAME, "子", "子");
  assert_text (contact, TSN_CARD_F_CONTACT_PHONE, "119", "119");
  tsn_card_set_number (contact, TSN_CARD_F_CONTACT_PROXY, 1, NULL);
  tsn_card_add (card, TSN_CARD_F_WISHES, NULL);
  assert_cbor (card,
               "a8"
               "01480123456789abcdef"
               "02192bcb"
               "0319512a"
               "07392a90"
               "091a00380025"
               "0b8145"
               "00ec2363a9"
               "0c8187"
               "63e5ad90"
               "63313139"
               "f6f6f6f6f5"
               "1580");
}

static void
test_phones (void)
{
  static const char *const PACKED[] = { "090-1234-5678", "0495-21-7781", "048-123-4567",
                                        "03-1234-5678",  "0120-123-456", "04992-2-1234",
                                        "050-9999-9999" };
  static const char *const TEXTS[] = { "119", "+1-650-253-0000", "03-1234-5678 #12" };

  for (guint i = 0; i < G_N_ELEMENTS (PACKED) + G_N_ELEMENTS (TEXTS); i++)
    {
      gboolean packed = i < G_N_ELEMENTS (PACKED);
      const char *phone = packed ? PACKED[i] : TEXTS[i - G_N_ELEMENTS (PACKED)];
      g_autoptr (TsnCard) card = tsn_card_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (TsnCard) back = NULL;

      g_assert_true (tsn_card_add_text (card, TSN_CARD_F_PHONES, phone, NULL));
      bytes = tsn_card_to_cbor (card);
      back = tsn_card_from_cbor (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
      g_assert_cmpstr (tsn_card_item_text (back, TSN_CARD_F_PHONES, 0),
                       ==,
                       tsn_card_item_text (card, TSN_CARD_F_PHONES, 0));
      if (packed)
        g_assert_cmpuint (g_bytes_get_size (bytes), ==, 3 + 6);
    }
}

static void
test_unknown_fields (void)
{
  /* {1: serial, 15: [text], 40: {1: [2, 3]}, 41: null}; a nurse with a fifth and a sixth place. */
  static const char HEX[] =
      "a5"
      "01480123456789abcdef"
      "0f8161e3"
      "80"
      "1828a1018202031829f6";
  static const char GOOD[] =
      "a4"
      "01480123456789abcdef"
      "1786f6f6f6f60bf5"
      "1828a101820203"
      "1829f6";
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnCard) card = NULL;

  g_assert_null (read_hex (HEX, &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_INVALID);
  g_clear_error (&error);
  card = read_hex (GOOD, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tsn_card_n_unknown (card), ==, 2);
  g_assert_cmpuint (tsn_card_n_unknown (tsn_card_item (card, TSN_CARD_F_NURSE, 0)), ==, 2);
  assert_cbor (card, GOOD);
}

static void
test_broken (void)
{
  static const char *const BAD[] = {
    "",                 /* nothing */
    "80",               /* an array */
    "a10102",           /* serial: a number */
    "a10141ff",         /* serial: one byte */
    "a20162aabb",       /* breaks off */
    "a1021a0001869f00", /* something after it */
    "a20203"
    "0203", /* a key twice */
    "a2041901000319"
    "0100",               /* keys falling */
    "a1021a000f4240",     /* municipality of six digits */
    "a1091a00989680",     /* postcode 10000000 */
    "a1031affffffff",     /* a date far away */
    "a112f4",             /* a flag that is false */
    "a10b8145ffffffffff", /* a telephone number of too many digits */
    "a10b80",             /* an empty list */
    "a10c81a0",           /* a contact that is a map */
    "a11795f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6", /* counts do not fit */
    "bf0102ff",                                           /* indefinite length */
    "a1181f1800",                                         /* not the shortest form */
  };

  for (guint i = 0; i < G_N_ELEMENTS (BAD); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", BAD[i]);
      g_assert_null (read_hex (BAD[i], &error));
      g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/card/content/table", test_table);
  g_test_add_func ("/card/content/texts", test_texts);
  g_test_add_func ("/card/content/wishes", test_wishes);
  g_test_add_func ("/card/content/numbers", test_numbers);
  g_test_add_func ("/card/content/lists", test_lists);
  g_test_add_func ("/card/content/check", test_check);
  g_test_add_func ("/card/content/cbor", test_cbor);
  g_test_add_func ("/card/content/phones", test_phones);
  g_test_add_func ("/card/content/unknown-fields", test_unknown_fields);
  g_test_add_func ("/card/content/broken", test_broken);
  return g_test_run ();
}
