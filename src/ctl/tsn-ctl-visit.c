/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the kiosks have counted. The visits themselves are a kind and have the verbs of every kind:
 * `tsunagictl visit export --format csv`. */

#include <glib/gi18n.h>

#include "tsn-ctl.h"
#include "tsn-visit.h"

static gboolean
count_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GArray **counts = data;

  *counts = tsn_visit_counts (session, error);
  return *counts != NULL;
}

static const TsnCode *
code (const TsnCodeList *list, guint number)
{
  return number != 0 ? tsn_code_by_number (list, number) : NULL;
}

static void
print_count (TsnCtl *ctl, const TsnVisitCount *count)
{
  const struct
  {
    const char *name;
    const TsnCode *code;
  } columns[] = {
    { "channel", code (&tsn_codes_card_channel, count->channel) },
    { "sort", code (&tsn_codes_visit_sort, count->sort) },
    { "outcome", code (&tsn_codes_visit_outcome, count->outcome) },
  };
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GString) line = g_string_new (NULL);

  json_object_set_int_member (object, "fiscal_year", count->year);
  g_string_append_printf (line, "%d", count->year);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      json_object_set_string_member (object,
                                     columns[i].name,
                                     columns[i].code != NULL ? columns[i].code->name : NULL);
      g_string_append_printf (line,
                              "  %s",
                              columns[i].code != NULL ? _ (columns[i].code->label)
                                                      : _ ("not said"));
    }
  json_object_set_int_member (object, "count", count->count);
  json_object_set_double_member (object,
                                 "minutes",
                                 (double) count->minutes / (double) count->count);
  if (ctl->json)
    tsn_ctl_print_json (json_node_init_object (json_node_alloc (), g_steal_pointer (&object)));
  else
    {
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, count->count);

      /* Translators: year and groups of visits to a kiosk, how many, and their mean length */
      tsn_ctl_say (ctl,
                   _ ("%s: %s (%.1f minutes)"),
                   line->str,
                   number,
                   (double) count->minutes / (double) count->count);
    }
}

int
tsn_ctl_visit_count (TsnCtl *ctl, int argc, char **argv)
{
  g_autoptr (GArray) counts = NULL;

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 1)
    return tsn_ctl_usage (_ ("nothing more is needed"));
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, count_worker, &counts, NULL))
    return TSN_CTL_REFUSED;
  for (guint i = 0; i < counts->len; i++)
    print_count (ctl, &g_array_index (counts, TsnVisitCount, i));
  return TSN_CTL_OK;
}
