/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-record-page.h: a page that lists the records of one kind and shows the chosen one as a form:
 * events, places, lecturers. What differs is said in the class.
 *
 * On the left search, filters and the list; on the right a bar with buttons, a notice, and the
 * form. A new record is a draft until "Create".
 */

#pragma once

#include "tsn-page.h"
#include "tsn-record-form.h"
#include "tsn-record-list.h"

G_BEGIN_DECLS

#define TSN_TYPE_RECORD_PAGE (tsn_record_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (TsnRecordPage, tsn_record_page, TSN, RECORD_PAGE, TsnPage)

/* What one row of the list says; free with g_free(). */
typedef struct
{
  char *title;
  char *subtitle;
  char *badge; /* nullable */
} TsnRowText;

/**
 * TsnRecordPageClass:
 * @kind: TSN_KIND_*
 * @groups: of the form; the one after the last has no fields
 * @icon, @none_title, @none_text: what the page says when there is nothing yet (English)
 * @list_none: what stands in place of the list then (English)
 * @create_label: of the button that begins a new record (English)
 * @describe: fills in what a row says
 * @refine_query: adds to what is asked for when nothing is searched, which the filters by code are
 * in already; NULL: nothing
 * @prepare_draft: gives a new record its first values; NULL: none
 * @loaded: the chosen record is shown or has changed; NULL: none is
 */
struct _TsnRecordPageClass
{
  TsnPageClass parent_class;

  guint kind;
  const TsnFormGroup *groups;
  const char *icon;
  const char *none_title;
  const char *none_text;
  const char *list_none;
  const char *create_label;

  void (*describe) (TsnRecordPage *self, TsnRecord *record, TsnRowText *text);
  void (*refine_query) (TsnRecordPage *self, TsnQuery *query);
  void (*prepare_draft) (TsnRecordPage *self, TsnChange *draft);
  void (*loaded) (TsnRecordPage *self, TsnRecord *record);
};

/* For the class that derives: filters under the search (a change of a drop down searches again), a
 * button above the form, the notice. A filter by code has @all as its first choice and then the
 * codes of @field. */
void tsn_record_page_add_filter (TsnRecordPage *self, GtkWidget *widget);
GtkDropDown *
tsn_record_page_add_drop_down (TsnRecordPage *self, GtkStringList *choices, const char *label);
void tsn_record_page_add_code_filter (TsnRecordPage *self,
                                      guint field,
                                      const char *all,
                                      const char *label);
void tsn_record_page_add_button (TsnRecordPage *self, GtkWidget *button);
void tsn_record_page_set_notice (TsnRecordPage *self, const char *text); /* NULL: none */

/* The filters changed, or records did. */
void tsn_record_page_search (TsnRecordPage *self);

/* Shows a record, or begins a draft with the values of @draft (taken over). */
void tsn_record_page_open (TsnRecordPage *self, const TsnId *record);
void tsn_record_page_begin (TsnRecordPage *self, TsnChange *draft);

TsnRecordForm *tsn_record_page_get_form (TsnRecordPage *self);

G_END_DECLS
