/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The search indexes of a store. Which kinds have one follows from the model: a field with the flag
 * SEARCH is all it takes. The set itself never changes after it was made, so it needs no lock.
 */

#include "tsn-search-set.h"

struct _TsnSearchSet
{
  const TsnKind *kinds;
  guint n_kinds;
  TsnSearchIndex **indexes; /* one for each of @kinds, or NULL */
};

static gboolean
is_searched (const TsnKind *kind)
{
  for (guint i = 0; i < kind->n_fields; i++)
    if ((kind->fields[i].flags & TSN_FIELD_SEARCH) != 0)
      return TRUE;
  return FALSE;
}

TsnSearchSet *
tsn_search_set_new (void)
{
  TsnSearchSet *self = g_new0 (TsnSearchSet, 1);

  self->kinds = tsn_kinds (&self->n_kinds);
  self->indexes = g_new0 (TsnSearchIndex *, self->n_kinds);
  for (guint i = 0; i < self->n_kinds; i++)
    if (is_searched (&self->kinds[i]))
      self->indexes[i] = tsn_search_index_new ();
  return self;
}

void
tsn_search_set_free (TsnSearchSet *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_kinds; i++)
    tsn_search_index_free (self->indexes[i]);
  g_free (self->indexes);
  g_free (self);
}

TsnSearchIndex *
tsn_search_set_index (TsnSearchSet *self, const TsnKind *kind)
{
  return self->indexes[kind - self->kinds];
}

void
tsn_search_set_put (TsnSearchSet *self, const TsnRecord *record)
{
  TsnSearchIndex *index = tsn_search_set_index (self, record->kind);

  if (index != NULL)
    tsn_search_index_put_record (index, record);
}

void
tsn_search_set_put_all (TsnSearchSet *self, TsnSearchSet *other)
{
  for (guint i = 0; i < self->n_kinds; i++)
    if (self->indexes[i] != NULL)
      tsn_search_index_put_all (self->indexes[i], other->indexes[i]);
}

void
tsn_search_set_clear (TsnSearchSet *self)
{
  for (guint i = 0; i < self->n_kinds; i++)
    if (self->indexes[i] != NULL)
      tsn_search_index_clear (self->indexes[i]);
}
