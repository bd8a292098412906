/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-record-form.h: the fields of one record, to be read and changed.
 *
 * The form of an existing record saves each field when the user has finished with it, and offers to
 * undo that. The form of a new record is a draft until it is created. Which fields it has, in which
 * groups, is said by whoever makes it; what a field is, by the model.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-field-row.h"

G_BEGIN_DECLS

/**
 * TsnRecordForm: a column of AdwPreferencesGroup, to be put in a scrolled AdwClamp.
 *
 * Signals:
 * `loaded` (TsnRecord *): the record is shown.
 * `saved` (guint field): the field was written; 0: the record was created.
 * `failed` (): something could not be written; it was said, and the row still shows what was typed.
 */
#define TSN_TYPE_RECORD_FORM (tsn_record_form_get_type ())
G_DECLARE_FINAL_TYPE (TsnRecordForm, tsn_record_form, TSN, RECORD_FORM, GtkBox)

GtkWidget *tsn_record_form_new (TsnStation *station, const TsnKind *kind);

/* @fields: numbers, ending with 0; @title, @description (nullable): translated. Returns the group,
 * for rows of one's own. */
AdwPreferencesGroup *tsn_record_form_add_group (TsnRecordForm *self,
                                                const char *title,
                                                const char *description,
                                                TsnFieldRowFlags flags,
                                                const guint *fields);

#define TSN_FORM_GROUP_FIELDS 12

/* One group in a table of them. */
typedef struct
{
  const char *title;       /* (nullable), for translation */
  const char *description; /* (nullable), for translation */
  TsnFieldRowFlags flags;
  guint fields[TSN_FORM_GROUP_FIELDS]; /* ends with 0; a group without any ends the table */
} TsnFormGroup;

/* Adds all of @groups, the last of which has no fields. @added: (nullable): gets the widgets, of
 * AdwPreferencesGroup. */
void tsn_record_form_add_groups (TsnRecordForm *self, const TsnFormGroup *groups, GPtrArray *added);

TsnFieldRow *tsn_record_form_get_row (TsnRecordForm *self, guint field); /* NULL: not in it */

/* An existing record; loads it now and whenever it changes elsewhere (fields in which the user is
 * typing are left alone). NULL: empty and insensitive. */
void tsn_record_form_set_record (TsnRecordForm *self, const TsnId *record);

/* A draft of a new record with the values of @change (taken over). Nothing is written. */
void tsn_record_form_set_draft (TsnRecordForm *self, TsnChange *change);

/* The draft with everything in it, to be put by the caller; NULL: a row says what is wrong and has
 * the focus. */
TsnChange *tsn_record_form_dup_draft (TsnRecordForm *self);
/* Puts the draft; the form then is the new record's. `saved` (0) or `failed`. */
void tsn_record_form_create (TsnRecordForm *self);

/* Writes one field as a change by the user, with undo. Takes @value. */
void tsn_record_form_take_value (TsnRecordForm *self, guint field, TsnValue value);

/* Which record is shown, a draft's as well; NULL: none. Borrowed. */
const TsnId *tsn_record_form_get_id (TsnRecordForm *self);
/* The record as it stands; NULL: none, a draft, or it is being loaded. Borrowed. */
TsnRecord *tsn_record_form_get_record (TsnRecordForm *self);

/* Ctrl+Z on the form. FALSE: nothing to undo. */
gboolean tsn_record_form_undo (TsnRecordForm *self);

/* Finishes what is being typed. */
void tsn_record_form_finish (TsnRecordForm *self);

G_END_DECLS
