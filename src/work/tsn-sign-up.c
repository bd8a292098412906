/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a row of a list of sign-ups says. Every town and every web form has its own headers; those
 * that are usual are in the table, beside the names and labels of the model. Answers that were
 * ticked on a web form are taken as they come: who wrote something of their own under "how did you
 * hear of it" said something else than the list, and is booked all the same.
 */

#include <string.h>

#include "tsn-phone.h"
#include "tsn-sign-up-private.h"
#include "tsn-text.h"
#include "tsn-time.h"

#define DAY_MS    (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define MINUTE_MS (60 * G_GINT64_CONSTANT (1000))
#define JAPAN_MS  (9 * 60 * MINUTE_MS) /* ahead of UTC */

typedef struct
{
  guint kind;
  guint field;
  guint otherwise;   /* a code for what is none of the list; 0: that is a fault */
  const char *words; /* of headers, with "/" between them */
} Heading;

#define PERSON(FIELD_, words_)                                                                     \
  {                                                                                                \
    TSN_KIND_PERSON, TSN_PERSON_##FIELD_, 0, words_                                                \
  }
#define ATTENDANCE(FIELD_, words_)                                                                 \
  {                                                                                                \
    TSN_KIND_ATTENDANCE, TSN_ATTENDANCE_##FIELD_, 0, words_                                        \
  }
#define ANSWER(FIELD_, otherwise_, words_)                                                         \
  {                                                                                                \
    TSN_KIND_ATTENDANCE, TSN_ATTENDANCE_##FIELD_, otherwise_, words_                               \
  }

static const Heading HEADINGS[] = {
  PERSON (KANA,
          "フリガナ/カナ/氏名カナ/カナ氏名/氏名フリガナ/お名前フリガナ/名前フリガナ/参加者フリガナ/"
          "よみがな/読み仮名/読みがな/よみ/読み/氏名よみ/せいめい"),
  PERSON (NAME,
          "氏名/お名前/名前/ご氏名/ご芳名/参加者氏名/参加者名/参加者/申込者氏名/申込者/氏名漢字"),
  PERSON (BIRTH_DATE, "生年月日/誕生日/ご生年月日"),
  PERSON (SEX, "性別"),
  PERSON (POSTCODE, "郵便番号/〒"),
  PERSON (ADDRESS, "住所/ご住所"),
  PERSON (BUILDING, "建物名/建物/マンション名"),
  PERSON (PHONE_HOME, "自宅電話/自宅電話番号/固定電話/固定電話番号/電話自宅"),
  PERSON (PHONE_MOBILE, "携帯電話/携帯/携帯番号/携帯電話番号/電話携帯"),
  ATTENDANCE (MODE, "参加方法/参加形式/参加形態/受講方法/受講形式/聴講方法"),
  ATTENDANCE (BOOKING, "申込方法/申込経路/申込手段/受付方法"),
  ATTENDANCE (BOOKED_AT,
              "申込日時/申込日/受付日時/受付日/登録日時/回答日時/送信日時/タイムスタンプ"),
  ANSWER (
      HOW_HEARD,
      TSN_HOW_HEARD_OTHER,
      "何で知ったか/何で知りましたか/どこで知りましたか/知ったきっかけ/きっかけ/情報源/周知方法"),
  ANSWER (AGE_BAND, TSN_AGE_BAND_UNKNOWN, "年代/年齢層"),
  ANSWER (PROFESSION, TSN_PROFESSION_OTHER, "職種/職業"),
};

/* Of either kind: which, the number itself tells. */
static const char ANY_PHONE[] = "電話番号/電話/お電話番号/連絡先/連絡先電話番号/ご連絡先/TEL/phone";

/* How web forms call the two ways to take part. */
static const struct
{
  guint code;
  const char *words;
} MODES[] = {
  { TSN_MODE_ONLINE, "オンライン/online/zoom/web/ウェブ/配信/リモート" },
  { TSN_MODE_ONSITE, "会場/来場/現地/対面/onsite" },
};

typedef struct
{
  const Heading *heading; /* NULL: any phone, or nothing of ours */
  gboolean is_phone;      /* any phone */
  char *header;           /* as the file has it */
} Column;

static void
column_clear (gpointer data)
{
  g_free (((Column *) data)->header);
}

TsnSignUp *
tsn_sign_up_new (TsnTranslateFunc translate)
{
  TsnSignUp *self = g_new0 (TsnSignUp, 1);

  self->translate = translate;
  self->columns = g_array_new (FALSE, TRUE, sizeof (Column));
  g_array_set_clear_func (self->columns, column_clear);
  self->person = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON), &TSN_ID_NIL);
  self->attendance = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_ATTENDANCE), &TSN_ID_NIL);
  return self;
}

void
tsn_sign_up_free (TsnSignUp *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->columns);
  tsn_change_free (self->person);
  tsn_change_free (self->attendance);
  g_free (self);
}

/* -- The header -- */

static const TsnField *
field_of (const Heading *heading)
{
  return tsn_kind_field (tsn_kind_by_number (heading->kind), heading->field);
}

static void
add_word (GHashTable *words, const char *word, const void *meaning, GString *key)
{
  tsn_import_fold_header (word, key);
  if (key->len > 0 && !g_hash_table_contains (words, key->str))
    g_hash_table_insert (words, g_strdup (key->str), (gpointer) (gintptr) meaning);
}

static void
add_words (GHashTable *table, const char *words, const void *meaning, GString *key)
{
  g_auto (GStrv) list = g_strsplit (words, "/", -1);

  for (guint i = 0; list[i] != NULL; i++)
    add_word (table, list[i], meaning, key);
}

/* Folded word -> Heading, or ANY_PHONE. What is usual comes before names and labels. */
static GHashTable *
known_words (const TsnSignUp *self)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (HEADINGS); i++)
    add_words (words, HEADINGS[i].words, &HEADINGS[i], key);
  add_words (words, ANY_PHONE, ANY_PHONE, key);
  for (guint i = 0; i < G_N_ELEMENTS (HEADINGS); i++)
    {
      const TsnField *field = field_of (&HEADINGS[i]);

      add_word (words, field->name, &HEADINGS[i], key);
      add_word (words, field->label, &HEADINGS[i], key);
      if (self->translate != NULL)
        add_word (words, self->translate (field->label), &HEADINGS[i], key);
    }
  return words;
}

/* "電話番号（日中つながるもの）" is a 電話番号, if it is nothing that is known as a whole. */
static const void *
meaning_of (GHashTable *words, const char *header, GString *key)
{
  static const char *const brackets[] = { "（", "(", "【", "［", "[", "※", "\n" };
  const void *meaning;
  gsize length = strlen (header);
  g_autofree char *start = NULL;

  tsn_import_fold_header (header, key);
  meaning = g_hash_table_lookup (words, key->str);
  for (guint i = 0; meaning == NULL && i < G_N_ELEMENTS (brackets); i++)
    {
      const char *bracket = strstr (header, brackets[i]);

      if (bracket != NULL)
        length = MIN (length, (gsize) (bracket - header));
    }
  if (meaning != NULL)
    return meaning;
  start = g_strndup (header, length);
  tsn_import_fold_header (start, key);
  return g_hash_table_lookup (words, key->str);
}

static const Column *
column_of (const TsnSignUp *self, guint kind, guint field)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      const Column *column = &g_array_index (self->columns, Column, i);

      if (column->heading != NULL && column->heading->kind == kind &&
          column->heading->field == field)
        return column;
    }
  return NULL;
}

gboolean
tsn_sign_up_begin (TsnSignUp *self, TsnImport *import, const TsnCsvRow *header, GError **error)
{
  g_autoptr (GHashTable) words = known_words (self);
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; i < header->n_cells; i++)
    {
      const void *meaning = meaning_of (words, header->cells[i], key);
      Column column = { .header = g_strdup (header->cells[i]) };

      column.is_phone = meaning == ANY_PHONE;
      if (meaning != NULL && !column.is_phone)
        column.heading = meaning;
      if (column.heading != NULL &&
          column_of (self, column.heading->kind, column.heading->field) != NULL)
        column.heading = NULL;
      if (column.heading == NULL && !column.is_phone && *column.header != '\0')
        g_ptr_array_add (import->report->ignored_columns, g_strdup (column.header));
      g_array_append_val (self->columns, column);
    }
  if (column_of (self, TSN_KIND_PERSON, TSN_PERSON_KANA) != NULL)
    return TRUE;
  g_set_error (error,
               TSN_EXCHANGE_ERROR,
               TSN_EXCHANGE_ERROR_NO_COLUMNS,
               "there is no column of the reading");
  return FALSE;
}

/* -- A row -- */

static gboolean
has_word (const char *text, const char *words)
{
  g_autoptr (GString) folded = g_string_new (NULL);
  g_autoptr (GString) word = g_string_new (NULL);
  g_auto (GStrv) list = g_strsplit (words, "/", -1);

  tsn_text_fold (text, folded);
  for (guint i = 0; list[i] != NULL; i++)
    {
      g_string_truncate (word, 0);
      tsn_text_fold (list[i], word);
      if (strstr (folded->str, word->str) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* "2025/11/01 10:23:45", as spreadsheets write it; what follows the minute does not matter. */
static gboolean
parse_moment (const char *text, TsnValue *value)
{
  gsize length = strcspn (text, " ");
  g_autofree char *day = g_strndup (text, length);
  g_autofree char *minute = NULL;
  const char *rest = text + length + strspn (text + length, " ");
  const char *colon = strchr (rest, ':');
  TsnTime time = 0;
  TsnDate date;

  if (tsn_date_parse (day, &date, NULL) != TSN_DATE_OK)
    return FALSE;
  if (colon != NULL)
    {
      minute = g_strndup (rest, (gsize) (colon - rest) + MIN (strlen (colon), 3));
      if (!tsn_time_parse (minute, &time))
        return FALSE;
    }
  *value = tsn_value_number (TSN_TYPE_INSTANT,
                             tsn_date_to_days (date) * DAY_MS + time * MINUTE_MS - JAPAN_MS);
  return TRUE;
}

/* Several answers of a web form stand with commas between them. */
static gboolean
parse_answers (const TsnSignUp *self, const TsnField *field, const char *text, TsnValue *value)
{
  g_autoptr (GString) list = g_string_new (text);

  g_string_replace (list, "、", ";", 0);
  g_string_replace (list, ",", ";", 0);
  return tsn_value_parse_localised (field, list->str, self->translate, value, NULL, NULL);
}

/* What is none of the list becomes @otherwise. */
static TsnValue
take_otherwise (const TsnField *field, guint otherwise)
{
  TsnValue item = tsn_value_number (TSN_TYPE_CODE, otherwise);
  TsnValue list = tsn_value_list ();

  if ((field->flags & TSN_FIELD_LIST) == 0)
    return item;
  tsn_value_list_take (&list, &item);
  return list;
}

static gboolean
read_cell (const TsnSignUp *self,
           const Heading *heading,
           const char *text,
           TsnValue *value,
           GError **error)
{
  const TsnField *field = field_of (heading);

  if (field->type == TSN_TYPE_CODE && (field->flags & TSN_FIELD_LIST) != 0 &&
      parse_answers (self, field, text, value))
    return TRUE;
  if (field->codes == &tsn_codes_mode)
    for (guint i = 0; i < G_N_ELEMENTS (MODES); i++)
      if (has_word (text, MODES[i].words))
        {
          *value = tsn_value_number (TSN_TYPE_CODE, MODES[i].code);
          return TRUE;
        }
  if (tsn_import_read_cell (field, text, self->translate, value, error))
    return TRUE;
  if (heading->otherwise == 0 && (field->type != TSN_TYPE_INSTANT || !parse_moment (text, value)))
    return FALSE;
  g_clear_error (error);
  if (heading->otherwise != 0)
    *value = take_otherwise (field, heading->otherwise);
  return TRUE;
}

static void
take_value (TsnSignUp *self, const Heading *heading, TsnValue *value)
{
  TsnChange *change = heading->kind == TSN_KIND_PERSON ? self->person : self->attendance;

  if (value->type == TSN_TYPE_NONE)
    return;
  tsn_change_take (change, heading->field, *value);
  *value = TSN_VALUE_NONE;
}

/* A number without more goes where it belongs, or where there is room. */
static void
take_phone (TsnSignUp *self, const char *text)
{
  char phone[TSN_PHONE_SIZE];
  gboolean mobile = tsn_phone_normalise (text, phone) && phone[1] >= '5' && phone[1] <= '9' &&
                    phone[2] == '0';
  guint fields[] = { TSN_PERSON_PHONE_HOME, TSN_PERSON_PHONE_MOBILE };
  g_autofree char *clean = tsn_text_clean (tsn_csv_unguard (text), FALSE, NULL);

  for (guint i = 0; clean != NULL && *clean != '\0' && i < G_N_ELEMENTS (fields); i++)
    {
      guint field = fields[mobile ? 1 - i : i];

      if (tsn_change_get (self->person, field) != NULL)
        continue;
      tsn_change_set_text (self->person, field, clean);
      return;
    }
}

static const char *
header_of (const TsnSignUp *self, const TsnField *field, guint kind)
{
  const Column *column = column_of (self, kind, field->number);

  for (guint i = 0; column == NULL && i < self->columns->len; i++)
    if (g_array_index (self->columns, Column, i).is_phone && (field->flags & TSN_FIELD_PHONE) != 0)
      column = &g_array_index (self->columns, Column, i);
  return column != NULL ? column->header : NULL;
}

static void
validate (const TsnSignUp *self, TsnImport *import, const TsnCsvRow *row, const TsnChange *change)
{
  for (guint i = 0; i < change->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (change->items, TsnChangeItem, i);
      const TsnField *field = tsn_kind_field (change->kind, item->field);
      GError *why = NULL;

      if (!tsn_validate_value (field, &item->value, &why))
        tsn_import_add_fault (import,
                              row->line,
                              field,
                              header_of (self, field, change->kind->number),
                              why);
    }
}

static void
require_kana (const TsnSignUp *self, TsnImport *import, const TsnCsvRow *row)
{
  const TsnField *field = tsn_kind_field (self->person->kind, TSN_PERSON_KANA);

  if (import->row_is_bad || tsn_change_get (self->person, TSN_PERSON_KANA) != NULL)
    return;
  tsn_import_add_fault (
      import,
      row->line,
      field,
      header_of (self, field, TSN_KIND_PERSON),
      g_error_new_literal (TSN_MODEL_ERROR, TSN_MODEL_ERROR_REQUIRED, "the reading is missing"));
}

gboolean
tsn_sign_up_read (TsnSignUp *self, TsnImport *import, const TsnCsvRow *row)
{
  tsn_change_reset (self->person, &TSN_ID_NIL);
  tsn_change_reset (self->attendance, &TSN_ID_NIL);
  if (!tsn_import_check_width (import, row, self->columns->len))
    return FALSE;
  for (guint i = 0; i < self->columns->len; i++)
    {
      const Column *column = &g_array_index (self->columns, Column, i);
      g_auto (TsnValue) value = TSN_VALUE_NONE;
      GError *why = NULL;

      if (column->heading == NULL || *row->cells[i] == '\0')
        continue;
      if (read_cell (self, column->heading, row->cells[i], &value, &why))
        take_value (self, column->heading, &value);
      else
        tsn_import_add_fault (import, row->line, field_of (column->heading), column->header, why);
    }
  for (guint i = 0; i < self->columns->len; i++)
    if (g_array_index (self->columns, Column, i).is_phone)
      take_phone (self, row->cells[i]);
  validate (self, import, row, self->person);
  validate (self, import, row, self->attendance);
  require_kana (self, import, row);
  return !import->row_is_bad;
}
