/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-record-form-private.h: what the files of the form know of each other. */

#pragma once

#include "tsn-field-row-private.h"
#include "tsn-record-form.h"

G_BEGIN_DECLS

struct _TsnRecordForm
{
  GtkBox parent_instance;

  TsnStation *station;
  const TsnKind *kind;
  GPtrArray *rows; /* of TsnFieldRow, borrowed */

  gboolean has_record;
  TsnId id;
  TsnRecord *record; /* as read last */
  TsnChange *draft;  /* instead of a record */
  gboolean creating; /* the draft is on its way */

  guint generation; /* of what is shown; counts records and writes */
  GArray *steps;    /* of what can be undone, the last one last */
  guint last_step;  /* the number given last */
};

/* tsn-record-form.c */

/* Reads the record again. */
void tsn_record_form_load (TsnRecordForm *self);
gboolean tsn_record_form_is_append_only (TsnRecordForm *self);
const TsnKind *tsn_record_form_get_kind (TsnRecordForm *self);
TsnStation *tsn_record_form_get_station (TsnRecordForm *self);
GPtrArray *tsn_record_form_get_rows (TsnRecordForm *self); /* of TsnFieldRow */
/* Of the draft or the record; NULL: none. */
const TsnValue *tsn_record_form_get_value (TsnRecordForm *self, guint field);

/* tsn-record-form-save.c: what is written and taken back. */

/* Puts @value (taken) into the draft or the record. @settle: of two answers this one is right;
 * @undo: this cannot be undone itself. */
void tsn_record_form_write (TsnRecordForm *self,
                            guint field,
                            TsnValue value,
                            gboolean settle,
                            gboolean undo);
/* For `steps`. */
GArray *tsn_record_form_new_steps (void);

/* tsn-record-form-links.c: what hangs together beyond one field. */

/* @row was added. */
void tsn_record_form_link_row (TsnRecordForm *self, TsnFieldRow *row);
/* Another record or draft is shown, or a field of the draft changed. */
void tsn_record_form_update_links (TsnRecordForm *self);
/* The user has finished with @row. */
void tsn_record_form_follow_edit (TsnRecordForm *self, TsnFieldRow *row);

G_END_DECLS
