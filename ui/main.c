/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsunagi, the app. Everything it does begins in ui/shell/tsn-application.c. */

#include <libintl.h>

#include "tsn-application.h"
#include "tsn-kiosk-process.h"
#include "tsn-process.h"
#include "tsn-words.h"

int
main (int argc, char **argv)
{
  g_autoptr (TsnApplication) application = NULL;
  int status;

  tsn_process_forbid_core_dumps ();
  tsn_process_steady_heap ();
  tsn_application_choose_language ();
  tsn_words_init ();
  textdomain (GETTEXT_PACKAGE);
  application = tsn_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  if (tsn_application_restarts (application))
    tsn_kiosk_process_begin (argv);
  return status;
}
