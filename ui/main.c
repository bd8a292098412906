/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsunagi, the app. Everything it does begins in ui/shell/tsn-application.c. */

#include <libintl.h>
#include <sys/resource.h>

#include "tsn-application.h"
#include "tsn-kiosk-process.h"
#include "tsn-words.h"

/* What is in memory in clear must not end in a file when the program dies. */
static void
forbid_core_dumps (void)
{
  const struct rlimit none = { 0, 0 };

  (void) setrlimit (RLIMIT_CORE, &none);
}

int
main (int argc, char **argv)
{
  g_autoptr (TsnApplication) application = NULL;
  int status;

  forbid_core_dumps ();
  tsn_application_choose_language ();
  tsn_words_init ();
  textdomain (GETTEXT_PACKAGE);
  application = tsn_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  if (tsn_application_restarts (application))
    tsn_kiosk_process_begin (argv);
  return status;
}
