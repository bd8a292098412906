/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kind.h: what each kind of record is.
 *
 * There is one description of every record: the lines of tsn-kinds.def. This header turns them into
 * constants (TSN_KIND_PERSON, TSN_PERSON_NAME) and into the tables that everything else is driven
 * by: SQL tables, wire format, import and export, validation, forms. A new field is one line there
 * and nothing here.
 *
 * Shape: all tables are static and const; pointers to them live as long as the program.
 * Thread: any.
 * Source: docs/architecture.md, "Records".
 */

#pragma once

#include <glib.h>

#include "tsn-code.h"

G_BEGIN_DECLS

/* Marks a label for translation; the front ends (ctl, ui) translate it. */
#ifndef N_
#define N_(String) (String) /* to the letter as glib/gi18n.h, which may come after */
#endif

/**
 * TsnType:
 * @TSN_TYPE_NONE: no value; the type of an empty #TsnValue, never of a field
 * @TSN_TYPE_TEXT: UTF-8 as typed; `max` counts characters (code points without variation selectors)
 * @TSN_TYPE_INTEGER: signed; `min` and `max` bound it
 * @TSN_TYPE_BOOLEAN: yes or no; "not asked" is the absence of a value
 * @TSN_TYPE_DATE: a #TsnDate (yyyymmdd)
 * @TSN_TYPE_TIME: minutes since midnight, local time of the municipality
 * @TSN_TYPE_INSTANT: milliseconds since 1970, UTC
 * @TSN_TYPE_CODE: a number of the field's code list; numbers unknown here (from a newer version)
 * are kept
 * @TSN_TYPE_REFERENCE: the id of a record of the field's kind
 * @TSN_TYPE_BYTES: keys and signatures; `max` counts bytes
 * @TSN_TYPE_LIST: only in #TsnValue: several values of the field's type, in order
 */
typedef enum
{
  TSN_TYPE_NONE,
  TSN_TYPE_TEXT,
  TSN_TYPE_INTEGER,
  TSN_TYPE_BOOLEAN,
  TSN_TYPE_DATE,
  TSN_TYPE_TIME,
  TSN_TYPE_INSTANT,
  TSN_TYPE_CODE,
  TSN_TYPE_REFERENCE,
  TSN_TYPE_BYTES,
  TSN_TYPE_LIST,
} TsnType;

/**
 * TsnCompartment: who can read a field.
 * @TSN_OPEN: everyone, the server too; stored as a plain column
 * @TSN_DESK: reception staff and coordinators; sealed
 * @TSN_CARE: coordinators; sealed
 *
 * The numbers are on the wire and never change.
 */
typedef enum
{
  TSN_OPEN = 0,
  TSN_DESK = 1,
  TSN_CARE = 2,
} TsnCompartment;
#define TSN_N_COMPARTMENTS 3

/**
 * TsnFieldFlags:
 * @TSN_FIELD_REQUIRED: a new record without it is refused
 * @TSN_FIELD_LIST: the value is a list of values of the field's type (at most `max_items`)
 * @TSN_FIELD_MULTILINE: text that may hold line breaks
 * @TSN_FIELD_NAME: a person's name: characters are kept exactly as typed, search folds variants
 * @TSN_FIELD_KANA: a reading; katakana or hiragana, small kana kept
 * @TSN_FIELD_PHONE: a telephone number; stored as typed, normalised for search and the card
 * @TSN_FIELD_POSTCODE: seven digits
 * @TSN_FIELD_OWNER: reference to the record this one belongs to: erasing the owner erases this
 * record too
 * @TSN_FIELD_INDEX: an SQL index is kept on this open column
 * @TSN_FIELD_SEARCH: part of the search text of its kind
 * @TSN_FIELD_PAST: a date that cannot lie in the future (a birth)
 * @TSN_FIELD_IDENTITY: a reference that, with the others of its kind, says which record it is
 * (tsn_change_derive_id())
 * @TSN_FIELD_END: a date; once it is past, the record is no longer offered to be referred to
 * @TSN_FIELD_MUNICIPALITY: a code of six digits with its check digit (tsn-municipality-code.h)
 */
typedef enum
{
  TSN_FIELD_REQUIRED = 1 << 0,
  TSN_FIELD_LIST = 1 << 1,
  TSN_FIELD_MULTILINE = 1 << 2,
  TSN_FIELD_NAME = 1 << 3,
  TSN_FIELD_KANA = 1 << 4,
  TSN_FIELD_PHONE = 1 << 5,
  TSN_FIELD_POSTCODE = 1 << 6,
  TSN_FIELD_OWNER = 1 << 7,
  TSN_FIELD_INDEX = 1 << 8,
  TSN_FIELD_SEARCH = 1 << 9,
  TSN_FIELD_PAST = 1 << 10,
  TSN_FIELD_MUNICIPALITY = 1 << 11,
  TSN_FIELD_IDENTITY = 1 << 12,
  TSN_FIELD_END = 1 << 13,
} TsnFieldFlags;

/**
 * TsnField: one line of tsn-kinds.def.
 */
typedef struct
{
  guint16 number;             /* stable for ever, 1..1023; never reused */
  TsnType type;               /* of one item, where the flag LIST is set */
  TsnCompartment compartment; /* stable: a field never moves; a new number is taken instead */
  const char *name;           /* SQL column, JSON member, CSV header: lower snake_case */
  const char *label;          /* English, for translation */
  gint64 min;                 /* INTEGER: least value (0 unless said) */
  gint64 max; /* TEXT: characters; BYTES: bytes; INTEGER: greatest value; 0: the type's own limit */
  guint max_items;          /* LIST: items; 0 means 32 */
  guint kind;               /* REFERENCE: the TsnKindNumber it points to; 0: any */
  const TsnCodeList *codes; /* CODE: its list */
  TsnFieldFlags flags;
} TsnField;

/**
 * TsnKindFlags:
 * @TSN_KIND_APPEND_ONLY: a record's values never change once written (ACP conversations, scans);
 * only fields that are still empty can be filled, and erasure works as for all
 */
typedef enum
{
  TSN_KIND_APPEND_ONLY = 1 << 0,
} TsnKindFlags;

/**
 * TsnRoles: roles of devices beside the desk's, as a set; the bits are those of the roles' numbers
 * (docs/security.md "Certificates").
 */
typedef enum
{
  TSN_RECEPTION = 1 << 2,
  TSN_KIOSK = 1 << 3,
  TSN_EMS = 1 << 4,
} TsnRoles;

typedef struct
{
  guint16 number;    /* stable for ever; on the wire */
  const char *name;  /* SQL table, JSON and command-line name */
  const char *label; /* English, for translation */
  TsnKindFlags flags;
  TsnRoles pulls;         /* beside the desk: who gets its records; tsn-scope.h */
  TsnRoles writes;        /* beside the desk: whose patches are taken */
  const TsnField *fields; /* in ascending order of number */
  guint n_fields;
} TsnKind;

/* TSN_KIND_PERSON and so on: the kinds' numbers. */
typedef enum
{
#define KIND(KIND_, name_, number_, label_, ...) TSN_KIND_##KIND_ = number_,
#define FIELD(KIND_, FIELD_, name_, number_, type_, compartment_, label_, ...)
#include "tsn-kinds.def"
#undef KIND
#undef FIELD
} TsnKindNumber;

/* TSN_PERSON_NAME and so on: the fields' numbers within their kind. */
enum
{
#define KIND(KIND_, name_, number_, label_, ...)
#define FIELD(KIND_, FIELD_, name_, number_, type_, compartment_, label_, ...)                     \
  TSN_##KIND_##_##FIELD_ = number_,
#include "tsn-kinds.def"
#undef KIND
#undef FIELD
};

#define TSN_FIELD_NUMBER_MAX 1023
#define TSN_TEXT_BYTES_MAX   (64 * 1024) /* hard limit of any text, UTF-8 without the NUL */

/* All kinds in ascending order of number; a plain array of @n_kinds. */
const TsnKind *tsn_kinds (guint *n_kinds);

/* The kind with that number or name; NULL when this version does not know it. */
const TsnKind *tsn_kind_by_number (guint number);
const TsnKind *tsn_kind_by_name (const char *name);

/* The field of @kind with that number or name; NULL when this version does not know it. */
const TsnField *tsn_kind_field (const TsnKind *kind, guint number);
const TsnField *tsn_kind_field_by_name (const TsnKind *kind, const char *name);

/* The field of @kind that carries the flag OWNER, or NULL. */
const TsnField *tsn_kind_owner_field (const TsnKind *kind);

/* The field of @kind that carries the flag END, or NULL. */
const TsnField *tsn_kind_end_field (const TsnKind *kind);

/* How many items @field may have: 1 unless it is a list. */
guint tsn_field_max_items (const TsnField *field);

const char *tsn_compartment_name (TsnCompartment compartment); /* "open", "desk", "care" */

G_END_DECLS
