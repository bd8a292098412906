/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A resident can only call somebody, and wants to know that nothing is lost. Staff want the cause
 * and what to do about it. */

#include "tsn-kiosk-trouble.h"

#include <glib/gi18n.h>

#include "tsn-kiosk-words.h"
#include "tsn-paper-queue.h"
#include "tsn-words.h"

static const struct
{
  TsnPaperError code;
  const char *resident, *staff;
} TROUBLES[] = {
  { TSN_PAPER_ERROR_NO_PRINTER,
    NK_ ("The printer does not answer. Please call the staff. Nothing of yours is lost."),
    N_ ("No printer is set up, or it is no longer there. Choose one from the list.") },
  { TSN_PAPER_ERROR_OFFLINE,
    NK_ ("The printer does not answer. Please call the staff. Nothing of yours is lost."),
    N_ ("The printer does not answer. Look whether it is switched on and connected.") },
  { TSN_PAPER_ERROR_NO_PAPER,
    NK_ ("There is no paper in the printer. Please call the staff. Nothing of yours is lost."),
    N_ ("The tray is empty. Put in the paper that was chosen.") },
  { TSN_PAPER_ERROR_JAM,
    NK_ ("Paper is stuck in the printer. Please call the staff. Nothing of yours is lost."),
    N_ ("Paper is stuck. Open the printer, pull it out, and close everything again.") },
  { TSN_PAPER_ERROR_DOOR,
    NK_ ("A cover of the printer is open. Please call the staff. Nothing of yours is lost."),
    N_ ("A cover or a tray is open, or not quite closed. Close it.") },
  { TSN_PAPER_ERROR_NO_INK,
    NK_ ("The printer has no more ink. Please call the staff. Nothing of yours is lost."),
    N_ ("Ink or toner has run out. Put in a new cartridge.") },
  { TSN_PAPER_ERROR_STOPPED,
    NK_ ("The printer does not print now. Please call the staff. Nothing of yours is lost."),
    N_ ("The queue of the printer is stopped. Let it go on in CUPS, or at the printer.") },
  { TSN_PAPER_ERROR_FAILED,
    NK_ ("The printer does not print now. Please call the staff. Nothing of yours is lost."),
    N_ ("The printer refuses the page. Choose another paper or tray; if that is of no use, switch "
        "the printer off and on.") },
};

const char *
tsn_kiosk_trouble_for_resident (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (TROUBLES); i++)
    if (g_error_matches (error, TSN_PAPER_ERROR, (int) TROUBLES[i].code))
      return tsn_kiosk_say (TROUBLES[i].resident);
  return K_ ("The card cannot be made. Please go back, or ask the staff.");
}

char *
tsn_kiosk_trouble_for_staff (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (TROUBLES); i++)
    if (g_error_matches (error, TSN_PAPER_ERROR, (int) TROUBLES[i].code))
      return g_strdup (_ (TROUBLES[i].staff));
  return tsn_words_error (error);
}
