/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of kinds says what is sealed, so a new field is looked for without a line here. */

#include "canary.h"

#include <string.h>

#define FREE     "鵺と麒麟の話"
#define PHONE    "0495-98-7654"
#define POSTCODE "9876501"

const char *const canaries[] = {
  FREE,         CANARY_READING, "ぬえきりんたろう", "ﾇｴｷﾘﾝﾀﾛｳ", PHONE,
  "0495987654", "+81495987654", POSTCODE,           "987-6501", NULL
};

GBytes *
canary_encode (const char *text, guint encoding)
{
  static const char *const encodings[CANARY_N_ENCODINGS] = { "UTF-8",
                                                             "UTF-16LE",
                                                             "UTF-16BE",
                                                             "SHIFT_JIS" };
  gsize size;
  char *bytes = g_convert (text, -1, encodings[encoding], "UTF-8", NULL, &size, NULL);

  if (bytes != NULL && size >= 6)
    return g_bytes_new_take (bytes, size);
  g_free (bytes);
  return NULL;
}

static const char *
canary_for (const TsnField *field)
{
  if (field->compartment == TSN_OPEN)
    return (field->flags & TSN_FIELD_MUNICIPALITY) != 0 ? "112119" : "T-0001";
  return (field->flags & TSN_FIELD_KANA) != 0       ? CANARY_READING
         : (field->flags & TSN_FIELD_PHONE) != 0    ? PHONE
         : (field->flags & TSN_FIELD_POSTCODE) != 0 ? POSTCODE
                                                    : FREE;
}

static TsnValue
value_for (const TsnField *field, const TsnId *person)
{
  if (field->type == TSN_TYPE_TEXT)
    return tsn_value_text (canary_for (field));
  if (field->type == TSN_TYPE_REFERENCE)
    return tsn_value_reference (person);
  if (field->type == TSN_TYPE_BYTES)
    return tsn_value_bytes (person->bytes, sizeof person->bytes);
  return tsn_value_number (field->type,
                           field->type == TSN_TYPE_CODE   ? field->codes->codes[0].number
                           : field->type == TSN_TYPE_DATE ? 20260401
                                                          : MAX (field->min, 1));
}

static gboolean
is_to_be_hidden (const TsnField *field)
{
  return field->type == TSN_TYPE_TEXT && field->compartment != TSN_OPEN;
}

/* NULL: there is nothing to hide in that kind. */
static TsnChange *
full_record (const TsnKind *kind, const TsnId *id, const TsnId *person)
{
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, id);
  guint n_hidden = 0;

  for (guint i = 0; i < kind->n_fields; i++)
    {
      const TsnField *field = &kind->fields[i];
      TsnValue value;

      if (!is_to_be_hidden (field) && (field->flags & TSN_FIELD_REQUIRED) == 0)
        continue;
      n_hidden += is_to_be_hidden (field) ? 1 : 0;
      value = value_for (field, person);
      if ((field->flags & TSN_FIELD_LIST) != 0)
        {
          TsnValue list = tsn_value_list ();

          tsn_value_list_take (&list, &value);
          value = list;
        }
      tsn_change_take (change, field->number, value);
    }
  return n_hidden > 0 ? g_steal_pointer (&change) : NULL;
}

/* What is promised above all: it is among those texts. */
static void
check_promise (void)
{
  static const guint promised[][2] = {
    { TSN_KIND_PERSON, TSN_PERSON_NAME },
    { TSN_KIND_PERSON, TSN_PERSON_KANA },
    { TSN_KIND_PERSON, TSN_PERSON_ADDRESS },
    { TSN_KIND_PERSON, TSN_PERSON_PHONE_HOME },
    { TSN_KIND_PERSON, TSN_PERSON_CONDITIONS },
    { TSN_KIND_CONVERSATION, TSN_CONVERSATION_WISH_NOTE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (promised); i++)
    {
      const TsnKind *kind = tsn_kind_by_number (promised[i][0]);

      g_assert_true (is_to_be_hidden (tsn_kind_field (kind, promised[i][1])));
    }
}

TsnId
canary_put_all_kinds (TsnStore *store)
{
  TsnId person = tsn_id_new (tsn_clock_wall_ms (NULL));
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);
  guint n_put = 0;

  check_promise ();
  for (guint i = 0; i < n_kinds; i++)
    {
      TsnId id = kinds[i].number == TSN_KIND_PERSON ? person
                                                    : tsn_id_new (tsn_clock_wall_ms (NULL));
      g_autoptr (TsnChange) change = full_record (&kinds[i], &id, &person);

      if (change == NULL)
        continue;
      must_put (store, change);
      n_put++;
    }
  g_assert_cmpuint (n_put, >=, 5);
  return person;
}
