/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line of an invitation and the bodies of enrolment, from a stranger: what is read is written
 * again as it was. */

#include "tsn-enrol-message.h"
#include "tsn-keyring.h"
#include "tsn-recover.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define CHECK(Type, name)                                                                          \
  static void check_##name (GBytes *bytes)                                                         \
  {                                                                                                \
    g_auto (Type) read = { 0 };                                                                    \
    g_autoptr (GBytes) again = NULL;                                                               \
                                                                                                   \
    if (!tsn_enrol_##name##_decode (&read, bytes, NULL))                                           \
      return;                                                                                      \
    again = tsn_enrol_##name##_encode (&read);                                                     \
    g_assert_true (g_bytes_equal (again, bytes));                                                  \
  }

CHECK (TsnEnrolAsk, ask)
CHECK (TsnEnrolState, state)
CHECK (TsnEnrolVerdict, verdict)

static void
check_offer (GBytes *bytes)
{
  g_autoptr (GBytes) again = NULL;
  TsnEnrolOffer offer;

  if (!tsn_enrol_offer_decode (&offer, bytes, NULL))
    return;
  again = tsn_enrol_offer_encode (&offer);
  g_assert_true (g_bytes_equal (again, bytes));
}

static void
check_list (GBytes *bytes)
{
  g_autoptr (GPtrArray) list = tsn_enrolments_decode (bytes, NULL);
  g_autoptr (GBytes) again = NULL;

  if (list == NULL)
    return;
  again = tsn_enrolments_encode (list);
  g_assert_true (g_bytes_equal (again, bytes));
}

/* And what a server reads of a keyring that a device wrote. */
static void
check_recover_ask (GBytes *bytes)
{
  g_autoptr (GBytes) again = NULL;
  TsnRecoverAsk ask = { 0 };

  tsn_keyring_is_for (bytes, ask.ticket);
  if (!tsn_recover_ask_decode (&ask, bytes, NULL))
    return;
  again = tsn_recover_ask_encode (&ask);
  g_assert_true (g_bytes_equal (again, bytes));
}

static void
check_line (const char *text)
{
  g_autofree char *again = NULL;
  TsnInvitationLine line;

  if (!tsn_invitation_line_parse (&line, text, NULL))
    return;
  again = tsn_invitation_line_format (&line);
  g_assert_true (tsn_invitation_line_parse (&line, again, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autofree char *text = g_strndup ((const char *) data, size);

  check_offer (bytes);
  check_ask (bytes);
  check_state (bytes);
  check_verdict (bytes);
  check_list (bytes);
  check_recover_ask (bytes);
  check_line (text);
  return 0;
}
