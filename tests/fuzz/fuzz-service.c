/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests of anybody at a server: the bytes are a line "METHOD PATH", a line with the header
 * Authorization, and the body. What an authorized device could push goes through the same readers
 * as what a stranger brings with his first parcel; nothing that comes so may be taken. */

#include <stdint.h>
#include <string.h>

#include "tsn-authorization.h"
#include "tsn-parcel.h"
#include "tsn-registration.h"
#include "tsn-service.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gint64
now_cb (gpointer data)
{
  return G_GINT64_CONSTANT (1790000000000);
}

static TsnService *
service_of_all (void)
{
  static TsnService *service;

  if (service == NULL)
    {
      TsnBackend *backend = tsn_backend_sqlite_open (":memory:", NULL);

      g_assert_nonnull (backend);
      service = tsn_service_new (backend, now_cb, NULL, NULL);
      g_assert_nonnull (service);
    }
  return service;
}

/* Up to the next line feed, which is passed over; no NUL inside. */
static char *
take_line (const uint8_t **data, size_t *size)
{
  const uint8_t *end = memchr (*data, '\n', *size);
  size_t length = end != NULL ? (size_t) (end - *data) : *size;
  char *line = g_strndup ((const char *) *data, length);

  *data += length + (end != NULL);
  *size -= length + (end != NULL);
  return line;
}

/* What is read again after it was written is the same. */
static void
check_authorization (const char *header)
{
  TsnAuthorization authorization;
  g_autofree char *again = NULL;

  if (!tsn_authorization_parse (&authorization, header))
    return;
  again = tsn_authorization_format (&authorization);
  g_assert_cmpstr (again, ==, header);
}

static void
check_body (GBytes *body)
{
  TsnRegistration registration = { 0 };
  TsnParcelReader reader;
  const guint8 key[TSN_KEY_SIZE] = { 1 };

  if (tsn_registration_decode (&registration, body, NULL))
    tsn_registration_clear (&registration);
  tsn_parcel_reader_init (&reader, body, 0);
  while (TRUE)
    {
      g_autoptr (TsnParcel) parcel = NULL;

      if (!tsn_parcel_reader_next (&reader, &parcel, NULL) || parcel == NULL)
        return;
      g_assert_false (tsn_parcel_verify (parcel, key));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *method = take_line (&data, &size);
  g_autofree char *authorization = take_line (&data, &size);
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  char *path = strchr (method, ' ');
  TsnRequest request = { .authorization = authorization, .body = body };
  g_auto (TsnAnswer) answer = { 0 };

  check_authorization (authorization);
  check_body (body);
  if (path == NULL)
    return 0;
  *path = '\0';
  request.method = method;
  request.path = path + 1;
  tsn_service_handle (service_of_all (), &request, &answer);
  g_assert_true (answer.status == 200 || (answer.status >= 400 && answer.status < 500));
  g_assert_true (answer.body != NULL && answer.n_taken == 0);
  return 0;
}
