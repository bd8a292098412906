/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The order of sacrifice: what leaves the code first when it would become too large to be read.
 * First what only an office wants to know, then what a second telephone call would tell, then what
 * the medicine notebook and the hospital know anyway; at the end what makes a night call quicker.
 * What is not in the table never leaves: who this is, the first contact and the first doctor,
 * allergies, devices and needs, the dates.
 *
 * The table is repeated in docs/card-format.md; keep the two the same.
 */

#include "tsn-card-sacrifice.h"

#define WHOLE (-1)

/* Items of @field from the last down to index @from, or of each of them the part. */
static const struct
{
  TsnCardFieldId field;
  guint from; /* for lists: the first index that may go */
  gint part;  /* field of the entry, or WHOLE */
} ORDER[] = {
  { TSN_CARD_F_LAYOUT, 0, WHOLE },
  { TSN_CARD_F_SUPERSEDES, 0, WHOLE },
  { TSN_CARD_F_CONTACTS, 1, TSN_CARD_F_CONTACT_KANA },
  { TSN_CARD_F_PHARMACIES, 1, WHOLE },
  { TSN_CARD_F_DENTIST, 0, WHOLE },
  { TSN_CARD_F_MEDICINES, 6, WHOLE },
  { TSN_CARD_F_CONTACTS, 3, WHOLE },
  { TSN_CARD_F_DOCTORS, 2, WHOLE },
  { TSN_CARD_F_COMMISSIONER, 0, WHOLE },
  { TSN_CARD_F_SUPPORT_CENTRE, 0, WHOLE },
  { TSN_CARD_F_BUILDING, 0, WHOLE },
  { TSN_CARD_F_CONTACTS, 1, TSN_CARD_F_CONTACT_PHONE2 },
  { TSN_CARD_F_MEDICINES, 3, WHOLE },
  { TSN_CARD_F_PHARMACIES, 0, WHOLE },
  { TSN_CARD_F_CONTACTS, 2, WHOLE },
  { TSN_CARD_F_DOCTORS, 1, WHOLE },
  { TSN_CARD_F_RH, 0, WHOLE },
  { TSN_CARD_F_BLOOD, 0, WHOLE },
  { TSN_CARD_F_POSTCODE, 0, WHOLE },
  { TSN_CARD_F_CONTACTS, 0, TSN_CARD_F_CONTACT_KANA },
  { TSN_CARD_F_CONTACTS, 0, TSN_CARD_F_CONTACT_PHONE2 },
  { TSN_CARD_F_CARE_MANAGER, 0, WHOLE },
  { TSN_CARD_F_MEDICINES, 0, WHOLE },
  { TSN_CARD_F_CONDITIONS, 3, WHOLE },
  { TSN_CARD_F_ISSUE, 0, WHOLE },
  { TSN_CARD_F_PHONES, 1, WHOLE },
  { TSN_CARD_F_MESSAGE, 0, WHOLE },
  { TSN_CARD_F_NURSE, 0, WHOLE },
  { TSN_CARD_F_CONTACTS, 1, WHOLE },
  { TSN_CARD_F_PHONES, 0, WHOLE },
  { TSN_CARD_F_CONDITIONS, 0, WHOLE },
  { TSN_CARD_F_DOCTORS, 0, TSN_CARD_F_DOCTOR_DEPARTMENT },
  { TSN_CARD_F_DOCTORS, 0, TSN_CARD_F_DOCTOR_NAME },
  { TSN_CARD_F_ADDRESS, 0, WHOLE },
};

static gboolean
take_part (TsnCard *card, guint step, TsnCardLeftOut *left_out)
{
  TsnCardFieldId field = ORDER[step].field;
  TsnCardFieldId part = (TsnCardFieldId) ORDER[step].part;

  for (guint i = tsn_card_n_items (card, field); i > ORDER[step].from; i--)
    {
      TsnCard *entry = tsn_card_item (card, field, i - 1);

      if (!tsn_card_has (entry, part))
        continue;
      tsn_card_clear (entry, part);
      *left_out = (TsnCardLeftOut){ field, (gint) i - 1, ORDER[step].part };
      return TRUE;
    }
  return FALSE;
}

static gboolean
take_item (TsnCard *card, guint step, TsnCardLeftOut *left_out)
{
  TsnCardFieldId field = ORDER[step].field;
  guint n = tsn_card_n_items (card, field);

  if (n <= ORDER[step].from)
    return FALSE;
  tsn_card_remove_item (card, field, n - 1);
  if (field == TSN_CARD_F_MEDICINES)
    tsn_card_set_number (card, TSN_CARD_F_NOTEBOOK, 1, NULL);
  *left_out = (TsnCardLeftOut){ field, (gint) n - 1, WHOLE };
  return TRUE;
}

static gboolean
take_field (TsnCard *card, guint step, TsnCardLeftOut *left_out)
{
  TsnCardFieldId field = ORDER[step].field;

  if (!tsn_card_has (card, field))
    return FALSE;
  tsn_card_clear (card, field);
  *left_out = (TsnCardLeftOut){ field, WHOLE, WHOLE };
  return TRUE;
}

gboolean
tsn_card_sacrifice (TsnCard *card, guint *step, TsnCardLeftOut *left_out)
{
  for (; *step < G_N_ELEMENTS (ORDER); (*step)++)
    {
      const TsnCardField *field = tsn_card_field (ORDER[*step].field);
      gboolean taken;

      if (ORDER[*step].part != WHOLE)
        taken = take_part (card, *step, left_out);
      else if (field->repeat > 0)
        taken = take_item (card, *step, left_out);
      else
        taken = take_field (card, *step, left_out);
      if (taken)
        {
          tsn_card_set_number (card, TSN_CARD_F_PARTIAL, 1, NULL);
          return TRUE;
        }
    }
  return FALSE;
}

char *
tsn_card_left_out_path (const TsnCardLeftOut *self)
{
  GString *path = g_string_new (tsn_card_field (self->field)->name);

  if (self->item >= 0)
    g_string_append_printf (path, "[%d]", self->item + 1);
  if (self->part >= 0)
    g_string_append_printf (path, ".%s", tsn_card_field ((TsnCardFieldId) self->part)->name);
  return g_string_free (path, FALSE);
}
