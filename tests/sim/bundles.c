/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bundles on sticks: made on any device, read on any other, in any order, again and again, and with
 * what may become of a file on its way. */

#include <glib/gstdio.h>
#include <string.h>

#include "sim.h"
#include "tsn-bundle.h"

#define BUNDLES_MAX 12

typedef struct
{
  const char *path;
  gboolean whole;
  TsnBundleLine line;
} Errand;

static const TsnBundleNote note = { .medium = "USB-07" };

/* -- Making -- */

static gboolean
export_act (Device *self, Sim *sim, gpointer data, GError **error)
{
  Errand *errand = data;

  return tsn_bundle_export (self->store,
                            errand->path,
                            errand->whole,
                            &note,
                            &errand->line,
                            NULL,
                            NULL,
                            NULL,
                            error);
}

void
bundles_export (Sim *sim, Device *device)
{
  g_autofree char *path = g_strdup_printf ("%s/bundle-%u", sim->root, sim->bundles->len);
  Errand errand = { .path = path, .whole = sim_below (sim, 4) == 0 };
  gboolean ok;

  if (sim->bundles->len >= BUNDLES_MAX || device->rounds > 0)
    return;
  ok = device_act (device, sim, "a bundle", export_act, &errand, 0, NULL);
  sim_note (sim,
            "%s: bundle %u: %u changes, %s: %s",
            device->host.name,
            sim->bundles->len,
            (guint) errand.line.changes,
            errand.line.whole ? "all" : "those after another one",
            ok ? "made" : "not made");
  if (ok)
    g_ptr_array_add (sim->bundles, g_steal_pointer (&path));
  else
    g_unlink (path); /* by a program that did not know that it was dead */
}

/* -- Reading -- */

static gboolean
import_act (Device *self, Sim *sim, gpointer data, GError **error)
{
  Errand *errand = data;

  return tsn_bundle_import (self->store,
                            errand->path,
                            &note,
                            &errand->line,
                            NULL,
                            NULL,
                            NULL,
                            error);
}

/* Cut off, or with one bit that is another one. */
static char *
spoil (Sim *sim, const char *path)
{
  char *spoilt = g_strconcat (path, ".spoilt", NULL);
  g_autofree char *content = NULL;
  gsize length;
  guint place;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  place = sim_below (sim, (guint) length);
  if (sim_below (sim, 2) == 0)
    length = place;
  else
    content[place] = (char) (content[place] ^ (1 << sim_below (sim, 8)));
  g_assert_true (g_file_set_contents (spoilt, content, (gssize) length, NULL));
  return spoilt;
}

void
bundles_import (Sim *sim, Device *device)
{
  g_autofree char *spoilt = NULL;
  g_autoptr (GError) error = NULL;
  Errand errand = { 0 };
  guint which;
  gboolean ok;

  if (sim->bundles->len == 0 || device->rounds > 0)
    return;
  which = sim_below (sim, sim->bundles->len);
  errand.path = g_ptr_array_index (sim->bundles, which);
  if (sim_below (sim, 8) == 0)
    errand.path = spoilt = spoil (sim, errand.path);
  ok = device_act (device, sim, "a bundle", import_act, &errand, TSN_SYNC_ERROR, &error);
  if (ok && spoilt != NULL)
    sim_fail (sim, "%s: has read a bundle that was spoilt", device->host.name);
  sim_note (sim,
            "%s: reads bundle %u: %u changes, %u new, %u left out: %s",
            device->host.name,
            which,
            (guint) errand.line.changes,
            (guint) errand.line.news,
            (guint) errand.line.left_out,
            ok              ? "done"
            : error != NULL ? error->message
                            : "it is off");
}
