/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of kinds and the code lists themselves: what the compiler cannot see in a .def file.
 *
 * Numbers and names of released fields must not change; the frozen lines at the end are the ones
 * that other folders and the wire know by number. */

#include <string.h>

#include "tsn-kind.h"

/* Reserved in SQLite or in PostgreSQL, or a column or member of our own. */
static const char *const taken[] = {
  "all",        "and",    "as",      "between", "case",    "check",    "collate", "column",
  "commit",     "create", "default", "delete",  "desc",    "distinct", "drop",    "else",
  "end",        "escape", "except",  "exists",  "first",   "foreign",  "from",    "group",
  "having",     "id",     "in",      "index",   "insert",  "into",     "is",      "join",
  "key",        "kind",   "last",    "left",    "like",    "limit",    "not",     "null",
  "offset",     "on",     "or",      "order",   "outer",   "plan",     "primary", "record",
  "references", "right",  "rowid",   "select",  "set",     "table",    "then",    "to",
  "trigger",    "union",  "unique",  "update",  "user",    "using",    "values",  "version_",
  "view",       "when",   "where",   "window",  "winners", "with",     "erased",  "stamp"
};

/* What says who somebody is: allowed open only in the kinds that speak of public bodies and of
 * lecturers, whose names are published. */
static const char *const personal[] = { "name",      "kana",     "birth",   "phone",  "fax",
                                        "address",   "email",    "message", "note",   "words",
                                        "opinion",   "content",  "comment", "reason", "wish",
                                        "condition", "medicine", "allerg",  "blood",  "answers",
                                        "relation",  "proxy" };
static const char *const public_kinds[] = { "municipality", "event",  "place",   "lecturer", "form",
                                            "device",       "target", "meeting", "handout" };
/* Open and harmless in kinds about residents. */
static const char *const harmless[] = {
  "consent.purpose_note",
  "transfer.sha256", /* of a file, as the program works it out */
};

static gboolean
is_snake_case (const char *name)
{
  if (!g_ascii_islower (name[0]))
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '_')
      return FALSE;
  return TRUE;
}

static gboolean
is_one_of (const char *name, const char *const *names, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

static void
test_kinds (void)
{
  guint n;
  const TsnKind *kinds = tsn_kinds (&n);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_cmpuint (n, ==, 23);
  for (guint i = 0; i < n; i++)
    {
      g_test_message ("%s", kinds[i].name);
      g_assert_cmpuint (kinds[i].number, >, i == 0 ? 0 : kinds[i - 1].number);
      g_assert_true (is_snake_case (kinds[i].name));
      g_assert_true (g_hash_table_add (names, g_strdup (kinds[i].name)));
      g_assert_cmpstr (kinds[i].label, !=, "");
      g_assert_cmpuint (kinds[i].n_fields, >, 0);
      g_assert_true (tsn_kind_by_number (kinds[i].number) == &kinds[i]);
      g_assert_true (tsn_kind_by_name (kinds[i].name) == &kinds[i]);
    }
  g_assert_null (tsn_kind_by_number (0));
  g_assert_null (tsn_kind_by_number (9999));
  g_assert_null (tsn_kind_by_name ("nobody"));
}

static void
check_field (const TsnKind *kind, const TsnField *field)
{
  gboolean text = field->type == TSN_TYPE_TEXT;
  TsnFieldFlags of_text = TSN_FIELD_MULTILINE | TSN_FIELD_NAME | TSN_FIELD_KANA | TSN_FIELD_PHONE |
                          TSN_FIELD_POSTCODE | TSN_FIELD_MUNICIPALITY;

  g_test_message ("%s.%s", kind->name, field->name);
  g_assert_true (is_snake_case (field->name));
  g_assert_false (is_one_of (field->name, taken, G_N_ELEMENTS (taken)));
  g_assert_cmpstr (field->label, !=, "");
  g_assert_cmpuint (field->number, <=, TSN_FIELD_NUMBER_MAX);
  g_assert_cmpint (field->min, <=, field->max);
  g_assert_cmpint (field->type == TSN_TYPE_CODE, ==, field->codes != NULL);
  g_assert_cmpint (field->type == TSN_TYPE_REFERENCE, ==, field->kind != 0);
  if (field->kind != 0)
    g_assert_nonnull (tsn_kind_by_number (field->kind));
  if (text || field->type == TSN_TYPE_BYTES || field->type == TSN_TYPE_INTEGER)
    g_assert_cmpint (field->max, >, 0);
  if (text)
    g_assert_cmpint (field->max * 4, <=, TSN_TEXT_BYTES_MAX);
  if (!text)
    g_assert_cmpint (field->flags & of_text, ==, 0);
  if ((field->flags & TSN_FIELD_INDEX) != 0)
    g_assert_true (field->compartment == TSN_OPEN && (field->flags & TSN_FIELD_LIST) == 0);
  if ((field->flags & TSN_FIELD_OWNER) != 0)
    g_assert_true (field->type == TSN_TYPE_REFERENCE && field->compartment == TSN_OPEN);
  if ((field->flags & TSN_FIELD_LIST) == 0)
    g_assert_cmpuint (field->max_items, ==, 0);
  g_assert_cmpuint (tsn_field_max_items (field), <=, 256);
}

static void
test_fields (void)
{
  guint n;
  const TsnKind *kinds = tsn_kinds (&n);

  for (guint i = 0; i < n; i++)
    {
      const TsnKind *kind = &kinds[i];
      g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GHashTable) labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      g_assert_cmpuint (kind->n_fields, <=, 256);
      for (guint j = 0; j < kind->n_fields; j++)
        {
          const TsnField *field = &kind->fields[j];

          check_field (kind, field);
          g_assert_cmpuint (field->number, >, j == 0 ? 0 : kind->fields[j - 1].number);
          g_assert_true (g_hash_table_add (names, g_strdup (field->name)));
          g_assert_true (g_hash_table_add (labels, g_strdup (field->label)));
          g_assert_true (tsn_kind_field (kind, field->number) == field);
          g_assert_true (tsn_kind_field_by_name (kind, field->name) == field);
        }
      g_assert_null (tsn_kind_field (kind, 0));
      g_assert_null (tsn_kind_field (kind, TSN_FIELD_NUMBER_MAX));
      g_assert_null (tsn_kind_field_by_name (kind, "nothing"));
    }
}

/* The open part is read by the server: it must not say who somebody is or how they are. */
static void
test_open_is_not_personal (void)
{
  guint n;
  const TsnKind *kinds = tsn_kinds (&n);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < kinds[i].n_fields; j++)
      {
        const TsnField *field = &kinds[i].fields[j];
        g_autofree char *full = g_strconcat (kinds[i].name, ".", field->name, NULL);

        if (field->compartment != TSN_OPEN || field->type == TSN_TYPE_REFERENCE ||
            is_one_of (kinds[i].name, public_kinds, G_N_ELEMENTS (public_kinds)) ||
            is_one_of (full, harmless, G_N_ELEMENTS (harmless)))
          continue;
        for (gsize k = 0; k < G_N_ELEMENTS (personal); k++)
          if (strstr (field->name, personal[k]) != NULL)
            g_error ("%s is open", full);
        /* Free text invites personal data; only short keys and codes are open here. */
        if (field->type == TSN_TYPE_TEXT)
          g_assert_cmpint (field->max, <=, 40);
      }
}

static void
test_owners (void)
{
  static const char *const owned[] = { "contact",
                                       "conversation",
                                       "consultation",
                                       "sheet",
                                       "consent" };
  guint n;
  const TsnKind *kinds = tsn_kinds (&n);

  for (guint i = 0; i < n; i++)
    {
      const TsnField *owner = tsn_kind_owner_field (&kinds[i]);

      g_test_message ("%s", kinds[i].name);
      g_assert_cmpint (owner != NULL, ==, is_one_of (kinds[i].name, owned, G_N_ELEMENTS (owned)));
      if (owner != NULL)
        g_assert_cmpuint (owner->kind, ==, TSN_KIND_PERSON);
    }
  g_assert_true (tsn_kind_by_number (TSN_KIND_CONVERSATION)->flags & TSN_KIND_APPEND_ONLY);
  g_assert_true (tsn_kind_by_number (TSN_KIND_SCAN)->flags & TSN_KIND_APPEND_ONLY);
}

static void
check_list (const TsnCodeList *list)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_test_message ("%s", list->name);
  g_assert_true (is_snake_case (list->name));
  g_assert_cmpuint (list->n_codes, >, 0);
  for (guint i = 0; i < list->n_codes; i++)
    {
      const TsnCode *code = &list->codes[i];

      g_assert_cmpuint (code->number, >, 0);
      g_assert_true (is_snake_case (code->name));
      g_assert_cmpstr (code->label, !=, "");
      g_assert_true (g_hash_table_add (numbers, GUINT_TO_POINTER (code->number)));
      g_assert_true (g_hash_table_add (names, g_strdup (code->name)));
      g_assert_true (g_hash_table_add (labels, g_strdup (code->label)));
      g_assert_true (tsn_code_by_number (list, code->number) == code);
      g_assert_true (tsn_code_by_name (list, code->name) == code);
      g_assert_true (tsn_code_by_label (list, code->label, NULL) == code);
    }
  g_assert_null (tsn_code_by_number (list, 0));
  g_assert_null (tsn_code_by_number (list, 60000));
  g_assert_null (tsn_code_by_name (list, "no such code"));
  g_assert_null (tsn_code_by_label (list, "no such label", NULL));
}

static void
test_codes (void)
{
  guint n;
  const TsnCodeList *const *lists = tsn_code_lists (&n);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < n; i++)
    {
      check_list (lists[i]);
      g_assert_true (g_hash_table_add (names, g_strdup (lists[i]->name)));
    }
}

static const char *
translate (const char *label)
{
  return strcmp (label, "Spouse") == 0 ? "配偶者" : label;
}

static void
test_labels (void)
{
  const TsnCode *code = tsn_code_by_label (&tsn_codes_relation, "配偶者", translate);

  g_assert_nonnull (code);
  g_assert_cmpuint (code->number, ==, TSN_RELATION_SPOUSE);
  g_assert_null (tsn_code_by_label (&tsn_codes_relation, "配偶者", NULL));
  g_assert_nonnull (tsn_code_by_label (&tsn_codes_relation, "spouse", NULL));
}

static void
test_compartments (void)
{
  g_assert_cmpstr (tsn_compartment_name (TSN_OPEN), ==, "open");
  g_assert_cmpstr (tsn_compartment_name (TSN_DESK), ==, "desk");
  g_assert_cmpstr (tsn_compartment_name (TSN_CARE), ==, "care");
  g_assert_cmpstr (tsn_compartment_name ((TsnCompartment) 7), ==, "unknown");
}

/* On paper, on the wire and in released files: these never change. */
static void
test_frozen (void)
{
  g_assert_cmpint (TSN_KIND_MUNICIPALITY, ==, 1);
  g_assert_cmpint (TSN_KIND_PERSON, ==, 3);
  g_assert_cmpint (TSN_KIND_CONVERSATION, ==, 7);
  g_assert_cmpint (TSN_KIND_DATA_KEY, ==, 21);
  g_assert_cmpint (TSN_KIND_TRANSFER, ==, 22);
  g_assert_cmpint (TSN_KIND_VISIT, ==, 23);
  g_assert_cmpint (TSN_PERSON_NAME, ==, 1);
  g_assert_cmpint (TSN_PERSON_KANA, ==, 2);
  g_assert_cmpint (TSN_PERSON_BIRTH_DATE, ==, 3);
  g_assert_cmpint (TSN_WISH_WANTS, ==, 1);
  g_assert_cmpint (TSN_WISH_NOT_ASKED, ==, 6);
  g_assert_cmpint (TSN_DEVICE_ROLE_DESK, ==, 1);
  g_assert_cmpint (TSN_DEVICE_ROLE_EMS, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table/kinds", test_kinds);
  g_test_add_func ("/table/fields", test_fields);
  g_test_add_func ("/table/open-is-not-personal", test_open_is_not_personal);
  g_test_add_func ("/table/owners", test_owners);
  g_test_add_func ("/table/codes", test_codes);
  g_test_add_func ("/table/labels", test_labels);
  g_test_add_func ("/table/compartments", test_compartments);
  g_test_add_func ("/table/frozen", test_frozen);
  return g_test_run ();
}
