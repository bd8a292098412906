/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Options, JSON and lines of text, all made from the model's table: no kind of record is known here
 * by name. */

#include <glib/gi18n.h>
#include <string.h>

#include "tsn-ctl.h"
#include "tsn-validate.h"
#include "tsn-words.h"

typedef struct
{
  const TsnKind *kind;
  TsnCtl *ctl;
  TsnChange *change;  /* borrowed */
  GPtrArray *strings; /* of the options; GOption keeps them by pointer */
} FieldOptions;

static void
field_options_free (gpointer data)
{
  FieldOptions *self = data;

  g_ptr_array_unref (self->strings);
  g_free (self);
}

/* --birth-date is the field birth_date. */
static const TsnField *
field_of_option (const TsnKind *kind, const char *option)
{
  g_autofree char *name = g_strdup (option + strspn (option, "-"));

  return tsn_kind_field_by_name (kind, g_strdelimit (name, "-", '_'));
}

/* A list option that is given again adds to the list. */
static void
append_to_list (TsnChange *change, const TsnField *field, TsnValue *more)
{
  const TsnValue *before = tsn_change_get (change, field->number);
  TsnValue list = before != NULL ? tsn_value_copy (before) : tsn_value_list ();

  for (guint i = 0; more->type == TSN_TYPE_LIST && i < more->list->len; i++)
    {
      TsnValue item = tsn_value_copy (&g_array_index (more->list, TsnValue, i));

      tsn_value_list_take (&list, &item);
    }
  tsn_value_clear (more);
  tsn_change_take (change, field->number, list);
}

static gboolean
field_option_cb (const char *option, const char *text, gpointer data, GError **error)
{
  FieldOptions *options = data;
  const TsnField *field = field_of_option (options->kind, option);
  g_autoptr (GError) reason = NULL;
  TsnValue value = TSN_VALUE_NONE;
  TsnDateNote note = TSN_DATE_NOTE_NONE;

  if (!tsn_value_parse_localised (field, text, tsn_words_translate, &value, &note, &reason) ||
      !tsn_validate_value (field, &value, &reason))
    {
      g_autofree char *sentence = tsn_words_error (reason);

      tsn_value_clear (&value);
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   "%s: %s",
                   tsn_words_field (field),
                   sentence);
      return FALSE;
    }
  if (note != TSN_DATE_NOTE_NONE)
    {
      g_autofree char *date = tsn_words_value (field, &value);

      tsn_ctl_say (options->ctl, _ ("%s was read as %s"), tsn_words_field (field), date);
    }
  if ((field->flags & TSN_FIELD_LIST) != 0 && value.type != TSN_TYPE_NONE)
    append_to_list (options->change, field, &value);
  else
    tsn_change_take (options->change, field->number, value);
  return TRUE;
}

/* "male, female, ..." */
static char *
choices (const TsnCodeList *list)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->n_codes; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", list->codes[i].name);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

guint
tsn_ctl_code (const TsnCodeList *list, const char *word)
{
  const TsnCode *code = tsn_code_by_name (list, word);
  g_autofree char *all = NULL;

  for (guint i = 0; code == NULL && i < list->n_codes; i++)
    if (g_str_equal (word, tsn_words_code (&list->codes[i])))
      code = &list->codes[i];
  if (code != NULL)
    return code->number;
  all = choices (list);
  tsn_ctl_usage (_ ("%s is not one of the choices: %s"), word, all);
  return 0;
}

/* What --help says of a field: its label, and what may be chosen. */
static char *
describe (const TsnField *field)
{
  g_autofree char *all = field->codes != NULL ? choices (field->codes) : NULL;

  return all != NULL ? g_strdup_printf ("%s: %s", tsn_words_field (field), all)
                     : g_strdup (tsn_words_field (field));
}

static GOptionGroup *
field_options (TsnCtl *ctl, const TsnKind *kind, TsnChange *change)
{
  FieldOptions *options = g_new0 (FieldOptions, 1);
  GOptionGroup *group = NULL;
  g_autofree GOptionEntry *entries = g_new0 (GOptionEntry, kind->n_fields + 1);

  options->ctl = ctl;
  options->kind = kind;
  options->change = change;
  options->strings = g_ptr_array_new_with_free_func (g_free);
  group = g_option_group_new (kind->name,
                              tsn_words_kind (kind),
                              tsn_words_kind (kind),
                              options,
                              field_options_free);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      const TsnField *field = &kind->fields[i];
      char *name = g_strdelimit (g_strdup (field->name), "_", '-');
      char *description = describe (field);

      g_ptr_array_add (options->strings, name);
      g_ptr_array_add (options->strings, description);
      entries[i] = (GOptionEntry){
        .long_name = name,
        .arg = G_OPTION_ARG_CALLBACK,
        .arg_data = (gpointer) field_option_cb,
        .description = description,
        .arg_description = _ ("VALUE"),
      };
    }
  g_option_group_add_entries (group, entries);
  return group;
}

gboolean
tsn_ctl_parse_fields (TsnCtl *ctl, TsnChange *change, int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (ctl->words);

  g_option_context_set_summary (context, ctl->summary);
  g_option_context_set_main_group (context, field_options (ctl, change->kind, change));
  return tsn_ctl_parse (context, argc, argv);
}

static JsonNode *
item_json (const TsnField *field, const TsnValue *value)
{
  JsonNode *node = json_node_alloc ();

  if (value->type == TSN_TYPE_INTEGER || value->type == TSN_TYPE_INSTANT)
    return json_node_init_int (node, value->number);
  if (value->type == TSN_TYPE_BOOLEAN)
    return json_node_init_boolean (node, value->number != 0);
  if (value->type == TSN_TYPE_NONE)
    return json_node_init_null (node);
  {
    g_autofree char *text = tsn_value_format (field, value);

    return json_node_init_string (node, text);
  }
}

JsonNode *
tsn_ctl_value_json (const TsnField *field, const TsnValue *value)
{
  JsonArray *array = NULL;

  if (value->type != TSN_TYPE_LIST)
    return item_json (field, value);
  array = json_array_new ();
  for (guint i = 0; i < value->list->len; i++)
    json_array_add_element (array, item_json (field, &g_array_index (value->list, TsnValue, i)));
  return json_node_init_array (json_node_alloc (), array);
}

JsonNode *
tsn_ctl_record_json (const TsnRecord *record)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonArray) sealed = json_array_new ();
  JsonNode *node = json_node_alloc ();
  char id[TSN_ID_TEXT_SIZE];

  json_object_set_string_member (object, "kind", record->kind->name);
  json_object_set_string_member (object, "id", tsn_id_format (&record->id, id));
  if (record->erased)
    json_object_set_boolean_member (object, "erased", TRUE);
  for (guint i = 0; i < record->cells->len; i++)
    {
      const TsnCell *cell = &g_array_index (record->cells, TsnCell, i);
      const TsnField *field = tsn_kind_field (record->kind, cell->field);

      if (field != NULL && cell->readable && cell->value.type != TSN_TYPE_NONE)
        json_object_set_member (object, field->name, tsn_ctl_value_json (field, &cell->value));
      else if (field != NULL && !cell->readable)
        json_array_add_string_element (sealed, field->name);
    }
  if (json_array_get_length (sealed) > 0)
    json_object_set_array_member (object, "sealed", g_steal_pointer (&sealed));
  json_node_init_object (node, object);
  json_object_unref (object);
  return node;
}

void
tsn_ctl_print_record (const TsnRecord *record)
{
  char id[TSN_ID_TEXT_SIZE];

  g_print ("%s %s\n", tsn_words_kind (record->kind), tsn_id_format (&record->id, id));
  if (record->erased)
    g_print ("  %s\n", _ ("erased"));
  for (guint i = 0; i < record->cells->len; i++)
    {
      const TsnCell *cell = &g_array_index (record->cells, TsnCell, i);
      const TsnField *field = tsn_kind_field (record->kind, cell->field);
      g_autofree char *text = NULL;

      if (field == NULL || (cell->readable && cell->value.type == TSN_TYPE_NONE))
        continue;
      text = cell->readable ? tsn_words_value (field, &cell->value) : g_strdup (_ ("(sealed)"));
      g_print ("  %s: %s\n", tsn_words_field (field), text);
    }
}
