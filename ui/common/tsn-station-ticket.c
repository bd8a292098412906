/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A device that has just joined as a crew's begins anew in another process (tsn-kiosk-process.h),
 * and whoever has just chosen a PIN must not be asked for it. The ticket goes through a pipe, which
 * is memory of the kernel and read once; the environment names only its number. */

#include <unistd.h>

#include "tsn-secret.h"
#include "tsn-station-private.h"

#define NUMBER "TSUNAGI_TICKET"

void
tsn_station_leave_ticket (TsnStation *self)
{
  guint8 ticket[TSN_VAULT_TICKET_SIZE];
  g_autofree char *number = NULL;
  int ends[2];

  if (!tsn_vault_get_ticket (self->vault, ticket, NULL))
    return;
  if (pipe (ends) == 0)
    {
      /* A pipe has room for 4 KiB at least: it is written whole. */
      number = g_strdup_printf ("%d", ends[0]);
      if (write (ends[1], ticket, sizeof ticket) == (gssize) sizeof ticket)
        g_setenv (NUMBER, number, TRUE);
      (void) close (ends[1]);
    }
  tsn_secret_wipe (ticket, sizeof ticket);
}

void
tsn_station_take_ticket (TsnVault *vault)
{
  static int taken;
  const char *number = g_getenv (NUMBER);
  guint8 ticket[TSN_VAULT_TICKET_SIZE];
  g_autoptr (GError) error = NULL;
  int end;

  if (number == NULL || !g_atomic_int_compare_and_exchange (&taken, 0, 1))
    return;
  end = (int) g_ascii_strtoll (number, NULL, 10);
  if (read (end, ticket, sizeof ticket) == (gssize) sizeof ticket &&
      !tsn_vault_unlock_with_ticket (vault, ticket, &error))
    g_debug ("the ticket does not open the vault: %s", error->message);
  (void) close (end);
  tsn_secret_wipe (ticket, sizeof ticket);
}
