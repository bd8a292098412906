/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fictional residents: surnames so that a few are very common, as they are in every town; given
 * names by sex; ages of those who come to lectures about the end of life; phone numbers of the
 * area. The street is none that exists. Nobody here lives.
 */

#include "tsn-bench-people.h"

#include <string.h>

#include "tsn-csv.h"

typedef struct
{
  char *name;
  char *kana;
  gboolean female;
} Name;

struct _TsnBenchPeople
{
  GRand *rand;
  GArray *surnames; /* of Name */
  GArray *given;    /* of Name */
  guint64 made;
};

static void
clear_name (gpointer data)
{
  Name *name = data;

  g_free (name->name);
  g_free (name->kana);
}

/* Columns: name, kana, others..., and the sex in the fourth where there is one. */
static GArray *
read_names (const char *file, GError **error)
{
  g_autoptr (GFile) path = g_file_new_build_filename (TSN_BENCH_NAMES_FOLDER, file, NULL);
  g_autoptr (GFileInputStream) stream = g_file_read (path, NULL, error);
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (Name));
  g_autoptr (TsnCsvReader) reader = NULL;
  g_autoptr (GError) fault = NULL;
  gboolean header = TRUE;
  TsnCsvRow row;

  if (stream == NULL)
    return NULL;
  g_array_set_clear_func (names, clear_name);
  reader = tsn_csv_reader_new (G_INPUT_STREAM (stream));
  for (; tsn_csv_reader_next (reader, &row, NULL, &fault); header = FALSE)
    if (!header && row.n_cells >= 3 && *row.cells[1] != '\0')
      {
        Name name = { .name = g_strdup (row.cells[0]), .kana = g_strdup (row.cells[1]) };

        name.female = row.n_cells > 3 && strcmp (row.cells[3], "female") == 0;
        g_array_append_val (names, name);
      }
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  return g_steal_pointer (&names);
}

TsnBenchPeople *
tsn_bench_people_new (guint32 seed, GError **error)
{
  g_autoptr (TsnBenchPeople) self = g_new0 (TsnBenchPeople, 1);

  self->rand = g_rand_new_with_seed (seed);
  self->surnames = read_names ("surnames.csv", error);
  if (self->surnames == NULL)
    return NULL;
  self->given = read_names ("given_names.csv", error);
  return self->given != NULL ? g_steal_pointer (&self) : NULL;
}

void
tsn_bench_people_free (TsnBenchPeople *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rand, g_rand_free);
  g_clear_pointer (&self->surnames, g_array_unref);
  g_clear_pointer (&self->given, g_array_unref);
  g_free (self);
}

/* The square makes the first ones of the list many. The list is not by frequency, so a stride
 * spreads the common ones over it. */
static const Name *
pick_surname (TsnBenchPeople *self)
{
  double x = g_rand_double (self->rand);

  return &g_array_index (self->surnames,
                         Name,
                         (guint) (x * x * self->surnames->len) * 7919 % self->surnames->len);
}

static void
make_phones (TsnBenchPeople *self, TsnBenchPerson *person)
{
  guint last = (guint) g_rand_int_range (self->rand, 0, 10000);

  person->home[0] = person->mobile[0] = '\0';
  if (g_rand_int_range (self->rand, 0, 10) > 0)
    g_snprintf (person->home,
                sizeof person->home,
                "0495-%02d-%04u",
                g_rand_int_range (self->rand, 20, 78),
                last);
  if (g_rand_int_range (self->rand, 0, 10) > 4)
    g_snprintf (person->mobile,
                sizeof person->mobile,
                "0%d0-%04d-%04d",
                g_rand_int_range (self->rand, 7, 10),
                g_rand_int_range (self->rand, 0, 10000),
                g_rand_int_range (self->rand, 0, 10000));
}

/* Version 7 with random bits of the generator, so that a run can be repeated. */
static TsnId
make_id (TsnBenchPeople *self)
{
  guint64 unix_ms = G_GUINT64_CONSTANT (1775001600000) + self->made;
  TsnId id;

  for (guint i = 0; i < 6; i++)
    id.bytes[i] = (guint8) (unix_ms >> (40 - 8 * i));
  for (guint i = 6; i < 16; i++)
    id.bytes[i] = (guint8) g_rand_int_range (self->rand, 0, 256);
  id.bytes[6] = 0x70 | (id.bytes[6] & 0x0f);
  id.bytes[8] = 0x80 | (id.bytes[8] & 0x3f);
  return id;
}

void
tsn_bench_people_next (TsnBenchPeople *self, TsnBenchPerson *person)
{
  const Name *surname = pick_surname (self);
  const Name *given = &g_array_index (
      self->given,
      Name,
      (guint) g_rand_int_range (self->rand, 0, (gint32) self->given->len));

  person->id = make_id (self);
  g_snprintf (person->name, sizeof person->name, "%s %s", surname->name, given->name);
  g_snprintf (person->kana, sizeof person->kana, "%s %s", surname->kana, given->kana);
  person->female = given->female;
  do
    person->birth = tsn_date_new (g_rand_int_range (self->rand, 1925, 1986),
                                  g_rand_int_range (self->rand, 1, 13),
                                  g_rand_int_range (self->rand, 1, 32));
  while (person->birth == TSN_DATE_NONE);
  g_snprintf (person->postcode,
              sizeof person->postcode,
              "367%04d",
              g_rand_int_range (self->rand, 0, 10000));
  g_snprintf (person->address,
              sizeof person->address,
              "埼玉県つなぎ市架空町%d丁目%d-%d",
              g_rand_int_range (self->rand, 1, 9),
              g_rand_int_range (self->rand, 1, 40),
              g_rand_int_range (self->rand, 1, 30));
  make_phones (self, person);
  self->made++;
}
