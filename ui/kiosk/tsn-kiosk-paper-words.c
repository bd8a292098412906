/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keywords of PWG 5101.1 and 5100.13, as far as printers in Japan use them. What is not listed
 * is shown as the printer says it: staff know their own trays. */

#include "tsn-kiosk-paper-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tsn-paper-address.h"

char *
tsn_kiosk_paper_words_media (const char *keyword)
{
  static const struct
  {
    const char *keyword, *label;
  } NAMES[] = {
    { "iso_a4_210x297mm", "A4" },
    { "iso_a5_148x210mm", "A5" },
    { "iso_a6_105x148mm", "A6" },
    { "jis_b5_182x257mm", "B5" },
    { "jis_b6_128x182mm", "B6" },
    { "jpn_hagaki_100x148mm", N_ ("Postcard") },
    { "jpn_oufuku_148x200mm", N_ ("Reply postcard") },
    { "na_letter_8.5x11in", "Letter" },
  };
  double width, height;
  g_autofree char *size = NULL;

  if (keyword == NULL)
    return g_strdup (_ ("As the printer has it"));
  if (!tsn_paper_size_of_media (keyword, &width, &height))
    return g_strdup (keyword);
  size = g_strdup_printf ("%.0f × %.0f mm", width, height);
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    if (g_str_equal (NAMES[i].keyword, keyword))
      return g_strdup_printf ("%s (%s)", _ (NAMES[i].label), size);
  return g_steal_pointer (&size);
}

char *
tsn_kiosk_paper_words_tray (const char *keyword)
{
  static const struct
  {
    const char *keyword, *label;
  } NAMES[] = {
    { "auto", N_ ("Whichever fits") },       { "main", N_ ("Main tray") },
    { "alternate", N_ ("Other tray") },      { "manual", N_ ("By hand") },
    { "by-pass-tray", N_ ("By-pass tray") }, { "top", N_ ("Upper tray") },
    { "bottom", N_ ("Lower tray") },         { "rear", N_ ("Rear tray") },
    { "photo", N_ ("Photo tray") },          { "hagaki", N_ ("Postcard tray") },
    { "envelope", N_ ("Envelopes") },
  };

  if (keyword == NULL)
    return g_strdup (_ ("As the printer has it"));
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    if (g_str_equal (NAMES[i].keyword, keyword))
      return g_strdup (_ (NAMES[i].label));
  if (g_str_has_prefix (keyword, "tray-"))
    return g_strdup_printf (_ ("Tray %s"), keyword + strlen ("tray-"));
  return g_strdup (keyword);
}
