/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What hangs together in a form beyond one field. All of it follows from the model: the fields that
 * are named `name` and `kana`, a field that is a postcode beside one that is named `address` (and
 * `municipality`), and references to kinds of records that belong to somebody. */

#include "tsn-kana-follower.h"
#include "tsn-postcode-row.h"
#include "tsn-record-form-private.h"
#include "tsn-reference-row.h"

static TsnFieldRow *
row_by_name (TsnRecordForm *self, const char *name)
{
  const TsnField *field = tsn_kind_field_by_name (tsn_record_form_get_kind (self), name);

  return field != NULL ? tsn_record_form_get_row (self, field->number) : NULL;
}

static gboolean
is_named (TsnFieldRow *row, const char *name)
{
  return g_str_equal (tsn_field_row_get_field (row)->name, name);
}

/* -- A name and its reading -- */

static void
link_kana (TsnRecordForm *self)
{
  TsnFieldRow *name = row_by_name (self, "name");
  TsnFieldRow *kana = row_by_name (self, "kana");

  if (name != NULL && kana != NULL)
    tsn_kana_follower_attach (tsn_field_row_get_editable (name), tsn_field_row_get_editable (kana));
}

/* -- A postcode and its address -- */

static const char *
current_text (TsnRecordForm *self, TsnFieldRow *row)
{
  GtkEditable *editable = tsn_field_row_get_editable (row);

  return editable != NULL ? gtk_editable_get_text (editable) : "";
}

static void
fill_if_empty (TsnRecordForm *self, const char *name, const char *text)
{
  const TsnField *field = tsn_kind_field_by_name (tsn_record_form_get_kind (self), name);

  if (field != NULL && tsn_record_form_get_value (self, field->number) == NULL)
    tsn_record_form_take_value (self, field->number, tsn_value_text (text));
}

/* The beginning of an address that is already more exact is not news. */
static void
address_cb (TsnPostcodeRow *postcode,
            const char *address,
            const char *municipality,
            TsnRecordForm *self)
{
  TsnFieldRow *row = row_by_name (self, "address");
  GtkEditable *editable = row != NULL ? tsn_field_row_get_editable (row) : NULL;

  if (editable == NULL || strstr (current_text (self, row), address) != NULL)
    return;
  tsn_record_form_take_value (self,
                              tsn_field_row_get_field (row)->number,
                              tsn_value_text (address));
  fill_if_empty (self, "municipality", municipality);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  gtk_editable_set_position (editable, -1); /* the house number comes next */
}

/* -- References to what belongs to somebody -- */

/* The record of @kind that this form is about: itself, or whom it refers to. */
static const TsnId *
record_of_kind (TsnRecordForm *self, guint kind)
{
  const TsnKind *own = tsn_record_form_get_kind (self);

  if (own->number == kind)
    return tsn_record_form_get_id (self);
  for (guint i = 0; i < own->n_fields; i++)
    {
      const TsnField *field = &own->fields[i];
      const TsnValue *value = field->type == TSN_TYPE_REFERENCE && field->kind == kind
                                  ? tsn_record_form_get_value (self, field->number)
                                  : NULL;

      if (value != NULL && value->type == TSN_TYPE_REFERENCE)
        return &value->id;
    }
  return NULL;
}

static void
limit_reference (TsnRecordForm *self, TsnFieldRow *row)
{
  const TsnKind *kind = tsn_kind_by_number (tsn_field_row_get_field (row)->kind);
  const TsnField *owner = kind != NULL ? tsn_kind_owner_field (kind) : NULL;

  if (owner != NULL)
    tsn_reference_row_set_owner (TSN_REFERENCE_ROW (row), record_of_kind (self, owner->kind));
}

/* -- For the form -- */

void
tsn_record_form_link_row (TsnRecordForm *self, TsnFieldRow *row)
{
  if (is_named (row, "name") || is_named (row, "kana"))
    link_kana (self);
  if (TSN_IS_POSTCODE_ROW (row))
    g_signal_connect_object (row, "address", G_CALLBACK (address_cb), self, 0);
}

void
tsn_record_form_update_links (TsnRecordForm *self)
{
  GPtrArray *rows = tsn_record_form_get_rows (self);

  for (guint i = 0; i < rows->len; i++)
    if (TSN_IS_REFERENCE_ROW (g_ptr_array_index (rows, i)))
      limit_reference (self, g_ptr_array_index (rows, i));
}

/* The reading was written by the follower, with the focus elsewhere: nobody leaves it. */
void
tsn_record_form_follow_edit (TsnRecordForm *self, TsnFieldRow *row)
{
  TsnFieldRow *kana = is_named (row, "name") ? row_by_name (self, "kana") : NULL;

  if (kana != NULL)
    tsn_field_row_finish (kana);
}
