/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A new device from its invitation to its vault, for every role, and everybody who tries to get in
 * between. */

#include "tsn-joining.h"
#include "vault-fixture.h"

#define DEVICE_LABEL "受付2"

typedef struct
{
  TsnId id;
  TsnInvitation invitation;
  guint8 nonce[TSN_INVITATION_NONCE_SIZE];
} Invited;

static Invited
invite (TsnVault *coordinator, TsnRole role)
{
  g_autoptr (GError) error = NULL;
  Invited invited = { .id = tsn_id_new (fixture_now_ms) };

  tsn_vault_invite (coordinator, &invited.id, role, &invited.invitation, invited.nonce, &error);
  g_assert_no_error (error);
  return invited;
}

static TsnJoining *
join (const Invited *invited)
{
  g_autoptr (GError) error = NULL;
  TsnJoining *joining = tsn_joining_new (&invited->invitation,
                                         "line",
                                         DEVICE_LABEL,
                                         LABEL,
                                         PASSPHRASE,
                                         TSN_VAULT_COST_MIN,
                                         &error);

  g_assert_no_error (error);
  return joining;
}

/* What the coordinator's device does with a request. */
static GBytes *
grant (TsnVault *coordinator, const Invited *invited, GBytes *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) server = g_bytes_new_static ("server", 6);
  TsnEnrolmentRequest asked;
  TsnCertificate device = { .role = invited->invitation.role };
  GBytes *granted;

  tsn_enrolment_request_open (&asked, &invited->invitation, request, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (asked.label, ==, DEVICE_LABEL);
  device.device = asked.device;
  memcpy (device.sign_public, asked.sign_public, TSN_KEY_SIZE);
  memcpy (device.box_public, asked.box_public, TSN_KEY_SIZE);
  certificate = tsn_vault_certify (coordinator, &device, &error);
  g_assert_no_error (error);
  granted = tsn_vault_grant (coordinator, certificate, server, &error);
  g_assert_no_error (error);
  return granted;
}

static TsnVault *
finish (Fixture *f, const TsnJoining *joining, const char *passphrase, GError **error)
{
  g_autofree char *path = beside (f, "new");
  g_autoptr (GBytes) server = NULL;
  TsnVault *vault = tsn_joining_finish (joining, path, passphrase, &server, error);

  if (vault != NULL)
    g_assert_cmpmem (g_bytes_get_data (server, NULL), g_bytes_get_size (server), "server", 6);
  return vault;
}

/* What the role may open, and nothing else. */
static void
assert_role (Fixture *f, TsnVault *coordinator, TsnVault *vault, TsnRole role)
{
  gboolean desk = role == TSN_ROLE_DESK || role == TSN_ROLE_RECEPTION;
  gboolean care = role == TSN_ROLE_DESK;
  guint8 point[TSN_KEY_SIZE] = { 9 };
  guint8 shared[TSN_KEY_SIZE];
  TsnCertificate certificate;

  g_assert_cmpint (tsn_vault_role (vault), ==, role);
  g_assert_true (tsn_vault_can_open (vault, TSN_DESK) == desk);
  g_assert_true (tsn_vault_can_open (vault, TSN_CARE) == care);
  g_assert_true (tsn_vault_card_agree (vault, tsn_vault_card_public (vault), point, shared, NULL) ==
                 (role != TSN_ROLE_RECEPTION));
  g_assert_true (tsn_certificate_verify (tsn_vault_certificate (vault),
                                         tsn_vault_root_public (coordinator),
                                         &certificate,
                                         NULL));
  g_assert_cmpmem (tsn_vault_compartment_public (vault, TSN_CARE),
                   TSN_KEY_SIZE,
                   tsn_vault_compartment_public (coordinator, TSN_CARE),
                   TSN_KEY_SIZE);
  for (TsnCompartment c = TSN_DESK; c <= TSN_CARE; c++)
    {
      const TsnDataKey *key = tsn_vault_data_key (vault, c, NULL);
      g_autoptr (GBytes) sealed = seal (vault, key, "山田 花子");

      assert_opens (coordinator, key, sealed, "山田 花子");
    }
  if (role == TSN_ROLE_KIOSK)
    return;
  tsn_vault_lock (vault);
  g_assert_true (tsn_vault_unlock_with_recovery_key (vault, f->recovery, NULL));
}

static void
test_roles (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) coordinator = create (f);
  g_autofree char *path = beside (f, "new");

  for (TsnRole role = TSN_ROLE_DESK; role <= TSN_ROLE_EMS; role++)
    {
      g_autoptr (GError) error = NULL;
      Invited invited = invite (coordinator, role);
      g_autoptr (TsnJoining) joining = join (&invited);
      g_autoptr (GBytes) granted = grant (coordinator, &invited, tsn_joining_request (joining));
      g_autoptr (TsnVault) vault = NULL;
      g_autoptr (TsnVault) again = NULL;

      g_assert_true (tsn_joining_take_grant (joining, granted, &error));
      vault = finish (f, joining, PASSPHRASE, &error);
      g_assert_no_error (error);
      assert_role (f, coordinator, vault, role);
      /* Cut off after the vault was written: the same vault. */
      again = finish (f, joining, PASSPHRASE, &error);
      g_assert_no_error (error);
      g_assert_true (tsn_id_equal (tsn_vault_device (again), tsn_vault_device (vault)));
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

/* Both sides see the same six digits; a change of request or nonce shows. */
static void
test_code (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) coordinator = create (f);
  Invited invited = invite (coordinator, TSN_ROLE_RECEPTION);
  Invited again = { .id = invited.id };
  g_autoptr (TsnJoining) joining = join (&invited);
  g_autoptr (TsnJoining) other = join (&invited);
  g_autoptr (GError) error = NULL;
  char code[TSN_ENROLMENT_CODE_SIZE];
  char same[TSN_ENROLMENT_CODE_SIZE];
  char different[TSN_ENROLMENT_CODE_SIZE];

  /* The coordinator keeps nothing: the same comes out again. */
  g_assert_true (tsn_vault_invite (coordinator,
                                   &again.id,
                                   TSN_ROLE_RECEPTION,
                                   &again.invitation,
                                   again.nonce,
                                   NULL));
  g_assert_cmpmem (&again, sizeof again, &invited, sizeof invited);
  g_assert_true (tsn_enrolment_code (&invited.invitation,
                                     tsn_joining_request (joining),
                                     invited.nonce,
                                     code,
                                     NULL));
  g_assert_true (tsn_enrolment_code (&again.invitation,
                                     tsn_joining_request (joining),
                                     again.nonce,
                                     same,
                                     NULL));
  g_assert_true (tsn_enrolment_code (&invited.invitation,
                                     tsn_joining_request (other),
                                     invited.nonce,
                                     different,
                                     NULL));
  g_assert_cmpstr (code, ==, same);
  g_assert_cmpuint (strlen (code), ==, 6);
  g_assert_cmpstr (code, !=, different); /* once in a million runs it is not so */
  /* A server that looks for a nonce under which the codes are equal. */
  invited.nonce[0] ^= 1;
  g_assert_false (tsn_enrolment_code (&invited.invitation,
                                      tsn_joining_request (joining),
                                      invited.nonce,
                                      code,
                                      &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED);
}

static void
assert_refused (const Invited *invited, GBytes *request)
{
  g_autoptr (GError) error = NULL;
  TsnEnrolmentRequest asked;

  g_assert_false (tsn_enrolment_request_open (&asked, &invited->invitation, request, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED);
}

/* Requests of another invitation, for another role, and altered ones do not open. */
static void
test_request (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) coordinator = create (f);
  g_autoptr (TsnVault) kiosk = create_for_role (f, coordinator, TSN_ROLE_KIOSK, "kiosk");
  Invited invited = invite (coordinator, TSN_ROLE_RECEPTION);
  Invited other = invite (coordinator, TSN_ROLE_RECEPTION);
  Invited raised = invited;
  g_autoptr (TsnJoining) joining = join (&invited);
  g_autoptr (TsnJoining) climber = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  const guint8 *bytes = g_bytes_get_data (tsn_joining_request (joining), &size);

  assert_refused (&other, tsn_joining_request (joining));
  raised.invitation.role = TSN_ROLE_DESK; /* the line, with another role written in */
  climber = join (&raised);
  assert_refused (&invited, tsn_joining_request (climber));
  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, size);
      g_autoptr (GBytes) altered = NULL;
      g_autoptr (GBytes) cut = g_bytes_new (bytes, i);

      copy[i] ^= 1;
      altered = g_bytes_new (copy, size);
      assert_refused (&invited, altered);
      assert_refused (&invited, cut);
    }
  /* Who is no coordinator invites nobody. */
  g_assert_false (
      tsn_vault_invite (kiosk, &other.id, TSN_ROLE_KIOSK, &other.invitation, other.nonce, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
}

static void
assert_not_taken (TsnJoining *joining, GBytes *granted)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_joining_take_grant (joining, granted, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED);
  g_assert_false (tsn_joining_has_grant (joining));
}

/* Grants of another municipality, for another device, and altered ones are not taken. */
static void
test_grant (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) coordinator = create (f);
  g_autofree char *path = beside (f, "stranger");
  g_autoptr (TsnSecretText) recovery = NULL;
  g_autoptr (TsnVault) stranger =
      tsn_vault_create (path, LABEL, PASSPHRASE, TSN_VAULT_COST_MIN, &recovery, NULL);
  Invited invited = invite (coordinator, TSN_ROLE_RECEPTION);
  g_autoptr (TsnJoining) joining = join (&invited);
  g_autoptr (TsnJoining) other = join (&invited);
  g_autoptr (GBytes) foreign = grant (stranger, &invited, tsn_joining_request (joining));
  g_autoptr (GBytes) of_other = grant (coordinator, &invited, tsn_joining_request (other));
  g_autoptr (GBytes) right = grant (coordinator, &invited, tsn_joining_request (joining));
  gsize size;
  const guint8 *bytes = g_bytes_get_data (right, &size);

  assert_not_taken (joining, foreign);
  assert_not_taken (joining, of_other);
  for (gsize i = 0; i < size; i += 7)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, size);
      g_autoptr (GBytes) altered = NULL;

      copy[i] ^= 1;
      altered = g_bytes_new (copy, size);
      assert_not_taken (joining, altered);
    }
  g_assert_true (tsn_joining_take_grant (joining, right, NULL));
}

/* What the root signed for this device, but with a certificate of another role. */
static void
test_other_role (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) coordinator = create (f);
  Invited invited = invite (coordinator, TSN_ROLE_RECEPTION);
  Invited as_kiosk = invited;
  g_autoptr (TsnJoining) joining = join (&invited);
  g_autoptr (GBytes) granted = NULL;
  g_autoptr (TsnVault) vault = NULL;
  g_autoptr (GError) error = NULL;
  TsnEnrolmentRequest asked;
  TsnCertificate device = { .role = TSN_ROLE_KIOSK };
  g_autoptr (GBytes) certificate = NULL;

  g_assert_true (tsn_enrolment_request_open (&asked,
                                             &as_kiosk.invitation,
                                             tsn_joining_request (joining),
                                             NULL));
  device.device = asked.device;
  memcpy (device.sign_public, asked.sign_public, TSN_KEY_SIZE);
  memcpy (device.box_public, asked.box_public, TSN_KEY_SIZE);
  certificate = tsn_vault_certify (coordinator, &device, NULL);
  granted = tsn_vault_grant (coordinator, certificate, NULL, NULL);
  g_assert_true (tsn_joining_take_grant (joining, granted, NULL));
  vault = finish (f, joining, PASSPHRASE, &error);
  g_assert_null (vault);
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED);
}

/* Switched off while it waits: everything is in the file, and nothing of it opens without the
 * passphrase. */
static void
test_file (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) coordinator = create (f);
  Invited invited = invite (coordinator, TSN_ROLE_RECEPTION);
  g_autoptr (TsnJoining) joining = join (&invited);
  g_autoptr (GBytes) granted = grant (coordinator, &invited, tsn_joining_request (joining));
  g_autofree char *path = beside (f, "folder.joining");
  g_autoptr (TsnJoining) loaded = NULL;
  g_autoptr (TsnVault) vault = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (tsn_joining_load (path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (tsn_joining_save (joining, path, NULL));
  loaded = tsn_joining_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tsn_joining_line (loaded), ==, "line");
  g_assert_true (g_bytes_equal (tsn_joining_request (loaded), tsn_joining_request (joining)));
  g_assert_true (tsn_joining_take_grant (loaded, granted, NULL));
  g_assert_true (tsn_joining_save (loaded, path, NULL));
  g_clear_pointer (&loaded, tsn_joining_free);
  loaded = tsn_joining_load (path, NULL);
  g_assert_true (tsn_joining_has_grant (loaded));
  g_assert_null (finish (f, loaded, WRONG_PASSPHRASE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
  g_clear_error (&error);
  vault = finish (f, loaded, PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_false (tsn_vault_is_locked (vault));
}

static void
test_label (void)
{
  g_assert_true (tsn_device_label_check ("受付 2"));
  g_assert_false (tsn_device_label_check (""));
  g_assert_false (tsn_device_label_check ("a\033[2J"));
  g_assert_false (tsn_device_label_check ("a\nb"));
  g_assert_false (tsn_device_label_check ("\xff"));
  g_assert_false (
      tsn_device_label_check ("1234567890123456789012345678901234567890123456789012345678901"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  tsn_vault_init_crypto ();
#define ADD(name, func)                                                                            \
  g_test_add ("/vault/enrolment/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("roles", test_roles);
  ADD ("code", test_code);
  ADD ("request", test_request);
  ADD ("grant", test_grant);
  ADD ("other-role", test_other_role);
  ADD ("file", test_file);
#undef ADD
  g_test_add_func ("/vault/enrolment/label", test_label);
  return g_test_run ();
}
