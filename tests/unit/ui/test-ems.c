/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The face of an ambulance crew: each verdict in words with what can be shown, and nothing left of
 * it afterwards. The clock is ours (the linker puts it before GLib's). */

#include <string.h>

#include "fake-camera.h"
#include "fake-torch.h"
#include "tsn-activity.h"
#include "tsn-card-result.h"
#include "tsn-crew-page.h"
#include "tsn-crew-preview.h"
#include "tsn-crew-trust.h"
#include "tsn-issue.h"
#include "tsn-trust-files.h"
#include "tsn-words-card.h"
#include "ui-fixture.h"

#define SERIAL "0123456789ABCDEF"
#define NEWER  "1123456789ABCDEF"
#define NAME   "見本 太郎"
#define PHONE  "090-0000-0001"

static gint64 passed; /* microseconds */

gint64 __real_g_get_monotonic_time (void);
gint64 __wrap_g_get_monotonic_time (void);

gint64
__wrap_g_get_monotonic_time (void)
{
  return __real_g_get_monotonic_time () + passed;
}

typedef struct
{
  UiFixture ui;
  TsnPage *page;
  const char *words; /* of sees() */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  TsnId id = tsn_id_derive ("municipality", "112119", 6);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_MUNICIPALITY),
                                                        &id);

  passed = 0; /* or the camera would wait for so long */
  ui_fixture_setup (&f->ui, NULL);
  tsn_change_set_text (change, TSN_MUNICIPALITY_NAME, "本庄市");
  tsn_change_set_text (change, TSN_MUNICIPALITY_CODE, "112119");
  tsn_change_set_text (change, TSN_MUNICIPALITY_FIRE_DEPARTMENT, "みほん消防");
  tsn_change_set_text (change, TSN_MUNICIPALITY_EMS_NOTICE, "指示医に連絡する");
  must_put (f->ui.store.store, change);
  f->page = g_object_new (TSN_TYPE_CREW_PAGE, "station", f->ui.station, NULL);
  ui_fixture_show (&f->ui, GTK_WIDGET (f->page));
  TSN_PAGE_GET_CLASS (f->page)->shown (f->page, NULL);
  ui_settle (&f->ui);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fake_camera_show (NULL);
  ui_fixture_teardown (&f->ui, NULL);
}

/* -- Cards -- */

static TsnCard *
card_new (void)
{
  TsnCard *card = tsn_card_new ();
  TsnCard *doctor = tsn_card_add (card, TSN_CARD_F_DOCTORS, NULL);
  TsnCard *contact = tsn_card_add (card, TSN_CARD_F_CONTACTS, NULL);

  tsn_card_set_text (card, TSN_CARD_F_NAME, NAME, NULL);
  tsn_card_set_text (card, TSN_CARD_F_SERIAL, SERIAL, NULL);
  tsn_card_set_text (card, TSN_CARD_F_MUNICIPALITY, "112119", NULL);
  tsn_card_set_number (card, TSN_CARD_F_WRITTEN, 20240721, NULL);
  tsn_card_set_text (doctor, TSN_CARD_F_DOCTOR_INSTITUTION, "見本医院", NULL);
  tsn_card_set_text (doctor, TSN_CARD_F_DOCTOR_PHONE, "0495-00-0001", NULL);
  tsn_card_set_text (contact, TSN_CARD_F_CONTACT_NAME, "見本 一郎", NULL);
  tsn_card_set_text (contact, TSN_CARD_F_CONTACT_PHONE, PHONE, NULL);
  g_assert_nonnull (tsn_card_add (card, TSN_CARD_F_WISHES, NULL));
  return card;
}

/* @recipient: (nullable): an open card */
static TsnCardCode *
encode (Fixture *f, const guint8 *recipient)
{
  const TsnCardOptions options = { .recipient = recipient,
                                   .level = TSN_CARD_QR_LEVEL_M,
                                   .version_max = 40 };
  TsnCardSigner signer;
  g_autoptr (TsnCard) card = card_new ();
  g_autoptr (GError) error = NULL;
  TsnCardCode *code;

  tsn_card_signer_init_vault (&signer, f->ui.store.vault);
  code = tsn_card_encode (card, &signer, &options, NULL, &error);
  g_assert_no_error (error);
  return code;
}

static void
put_device (Fixture *f)
{
  put_device_record (f->ui.store.store, f->ui.store.vault);
}

static void
revoke_device (Fixture *f)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_DEVICE),
                                                 tsn_vault_device (f->ui.store.vault));

  put_device (f);
  tsn_change_set_number (change, TSN_DEVICE_REVOKED_AT, 1764300000000);
  must_put (f->ui.store.store, change);
}

static void
put_card (Fixture *f, const char *serial, const char *replaced)
{
  TsnId id = tsn_id_new (1764300000000);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CARD), &id);

  tsn_change_set_text (change, TSN_CARD_SERIAL, serial);
  tsn_change_set_number (change, TSN_CARD_ISSUED_AT, 1764300000000); /* 28 November 2025 */
  if (replaced != NULL)
    tsn_change_set_text (change, TSN_CARD_SUPERSEDES_SERIAL, replaced);
  must_put (f->ui.store.store, change);
}

static void
replace (Fixture *f)
{
  put_device (f);
  put_card (f, SERIAL, NULL);
  put_card (f, NEWER, SERIAL);
}

/* -- The screen -- */

static gboolean
says (Fixture *f, const char *words)
{
  GtkWidget *label = ui_find_text (GTK_WIDGET (f->page), words);

  return label != NULL && gtk_widget_get_mapped (label);
}

static gboolean
sees (gpointer data)
{
  Fixture *f = data;

  return says (f, f->words);
}

static void
wait_for (Fixture *f, const char *words)
{
  f->words = words;
  ui_wait (sees, f);
}

static void
scan (Fixture *f, const char *text)
{
  g_assert_true (TSN_PAGE_GET_CLASS (f->page)->scanned (f->page, text));
}

static gboolean
is_looking (Fixture *f)
{
  return gtk_widget_get_mapped (ui_find (GTK_WIDGET (f->page), TSN_TYPE_CREW_PREVIEW));
}

static gboolean
looks (gpointer data)
{
  return is_looking (data);
}

static gboolean
asks (gpointer data)
{
  return ui_front_window (&((Fixture *) data)->ui) != NULL;
}

static gboolean
is_wiped (Fixture *f)
{
  GtkWidget *result = ui_find (GTK_WIDGET (f->page), TSN_TYPE_CARD_RESULT);

  return tsn_card_result_get_shown (TSN_CARD_RESULT (result)) == NULL && !says (f, NAME) &&
         !says (f, PHONE);
}

static void
next (Fixture *f)
{
  gtk_widget_activate_action (GTK_WIDGET (f->page), "ems.next", NULL);
}

typedef struct
{
  guint n, verdict;
} Register;

static gboolean
count_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Register *seen = data;
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_SCAN));
  g_autoptr (GPtrArray) scans = tsn_session_query (session, query, error);

  g_assert_nonnull (scans);
  seen->n = scans->len;
  for (guint i = 0; i < scans->len; i++)
    {
      const TsnRecord *scan = g_ptr_array_index (scans, i);

      g_assert_cmpint (tsn_record_number (scan, TSN_SCAN_PURPOSE, 0),
                       ==,
                       TSN_SCAN_PURPOSE_EMERGENCY);
      seen->verdict = (guint) tsn_record_number (scan, TSN_SCAN_VERDICT, 0);
    }
  return TRUE;
}

static Register
read_register (Fixture *f)
{
  Register seen = { 0 };
  g_autoptr (GError) error = NULL;

  ui_settle (&f->ui);
  tsn_store_run_sync (f->ui.store.store, TSN_STORE_READ, count_work, &seen, NULL, &error);
  g_assert_no_error (error);
  return seen;
}

/* -- Tests -- */

typedef enum
{
  CARD_OPEN,
  CARD_SEALED,
  CARD_ALTERED,
  CARD_OPEN_ALTERED,
  CARD_FOR_OTHERS,
  CARD_CUT,
} CardKind;

typedef struct
{
  const char *name;
  void (*prepare) (Fixture *f);
  CardKind kind;
  TsnCardVerdict verdict;
  guint entered;    /* TSN_SCAN_VERDICT_* */
  gboolean shown;   /* the content */
  const char *more; /* (nullable): what is said beside */
} Row;

static const Row ROWS[] = {
  { "genuine",
    put_device,
    CARD_SEALED,
    TSN_CARD_VERDICT_GENUINE,
    TSN_SCAN_VERDICT_VALID,
    TRUE,
    NULL },
  { "replaced",
    replace,
    CARD_OPEN,
    TSN_CARD_VERDICT_GENUINE_SUPERSEDED,
    TSN_SCAN_VERDICT_SUPERSEDED,
    TRUE,
    "2025" },
  { "revoked",
    revoke_device,
    CARD_OPEN,
    TSN_CARD_VERDICT_ISSUER_REVOKED,
    TSN_SCAN_VERDICT_REVOKED,
    TRUE,
    NULL },
  { "unknown",
    NULL,
    CARD_OPEN,
    TSN_CARD_VERDICT_UNKNOWN_ISSUER,
    TSN_SCAN_VERDICT_UNKNOWN_KEY,
    TRUE,
    NULL },
  { "altered",
    put_device,
    CARD_ALTERED,
    TSN_CARD_VERDICT_BAD_SIGNATURE,
    TSN_SCAN_VERDICT_BAD_SIGNATURE,
    FALSE,
    NULL },
  { "altered-open", /* what can be shown is shown */
    put_device,
    CARD_OPEN_ALTERED,
    TSN_CARD_VERDICT_BAD_SIGNATURE,
    TSN_SCAN_VERDICT_BAD_SIGNATURE,
    TRUE,
    NULL },
  { "others",
    put_device,
    CARD_FOR_OTHERS,
    TSN_CARD_VERDICT_SEALED_FOR_OTHERS,
    TSN_SCAN_VERDICT_NO_KEY,
    FALSE,
    NULL },
  { "damaged",
    put_device,
    CARD_CUT,
    TSN_CARD_VERDICT_DAMAGED,
    TSN_SCAN_VERDICT_DAMAGED,
    FALSE,
    NULL },
};

static char *
text_of (Fixture *f, CardKind kind)
{
  guint8 stranger[TSN_KEY_SIZE] = { 9 };
  const guint8 *ours = tsn_vault_card_public (f->ui.store.vault);
  g_autoptr (TsnCardCode) code = encode (f,
                                         kind == CARD_OPEN || kind == CARD_OPEN_ALTERED ? NULL
                                         : kind == CARD_FOR_OTHERS                      ? stranger
                                                                                        : ours);
  char *text = g_strdup (code->text);
  gsize length = strlen (text);

  if (kind == CARD_ALTERED || kind == CARD_OPEN_ALTERED)
    text[length - 10] = text[length - 10] == 'A' ? 'B' : 'A';
  else if (kind == CARD_CUT)
    text[length / 2] = '\0';
  return text;
}

static void
test_verdict (Fixture *f, gconstpointer data)
{
  const Row *row = data;
  g_autofree char *text = NULL;
  Register seen;

  if (row->prepare != NULL)
    row->prepare (f);
  text = text_of (f, row->kind);
  scan (f, text);
  wait_for (f, tsn_words_card_verdict (row->verdict));
  g_assert_true (row->more == NULL || says (f, row->more));
  g_assert_false (is_looking (f));
  g_assert_cmpint (says (f, NAME), ==, row->shown);
  g_assert_cmpint (says (f, PHONE), ==, row->shown);
  if (row->shown)
    {
      g_assert_true (says (f, "Older than 12 months"));
      g_assert_true (says (f, "Wishes of the person are recorded"));
      g_assert_true (says (f, "みほん消防: 指示医に連絡する"));
    }
  next (f);
  g_assert_true (is_looking (f));
  g_assert_true (is_wiped (f));
  seen = read_register (f);
  g_assert_cmpuint (seen.n, ==, 1);
  g_assert_cmpuint (seen.verdict, ==, row->entered);
}

/* Nobody has to go back from what is no card: it is said where the next picture is taken. */
static void
test_other_code (Fixture *f, gconstpointer data)
{
  scan (f, "https://example.com/");
  wait_for (f, "Not a contact card");
  g_assert_true (is_looking (f));
  next (f);
  g_assert_false (says (f, "Not a contact card"));
}

static void
test_idle (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnCardCode) code = NULL;

  put_device (f);
  code = encode (f, NULL);
  scan (f, code->text);
  wait_for (f, PHONE);
  passed += 6 * 60 * G_USEC_PER_SEC;
  ui_wait (looks, f);
  g_assert_true (is_wiped (f));
}

/* -- The camera -- */

static char *
take_picture (Fixture *f, const TsnCardCode *code)
{
  char *path = g_build_filename (f->ui.store.root, "card.png", NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1280, 720);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  tsn_card_qr_draw (code->qr, cr, 300, 40, 600);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return path;
}

/* From the camera to the words, and not again as long as the card lies there. */
static void
test_camera (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnCardCode) code = NULL;
  g_autofree char *picture = NULL;
  GtkWidget *preview = ui_find (GTK_WIDGET (f->page), TSN_TYPE_CREW_PREVIEW);

  wait_for (f, "There is no camera");
  put_device (f);
  code = encode (f, tsn_vault_card_public (f->ui.store.vault));
  picture = take_picture (f, code);
  fake_camera_show_file (picture);
  next (f);
  wait_for (f, PHONE);
  next (f);
  g_signal_emit_by_name (preview, "code", code->text);
  passed += G_USEC_PER_SEC;
  g_signal_emit_by_name (preview, "code", code->text);
  passed += G_USEC_PER_SEC;
  g_signal_emit_by_name (preview, "code", code->text);
  ui_settle (&f->ui);
  g_assert_true (is_wiped (f));
  passed += 3 * G_USEC_PER_SEC;
  g_signal_emit_by_name (preview, "code", code->text);
  wait_for (f, PHONE);
  g_assert_cmpuint (read_register (f).n, ==, 2);
}

static gboolean
has_choice (gpointer data)
{
  Fixture *f = data;
  GtkWidget *preview = ui_find (GTK_WIDGET (f->page), TSN_TYPE_CREW_PREVIEW);
  GtkWidget *cameras = ui_find (preview, GTK_TYPE_DROP_DOWN);

  return cameras != NULL && gtk_widget_get_mapped (cameras) && says (f, "Hold the large code");
}

static gboolean
has_second (gpointer data)
{
  Fixture *f = data;
  GtkWidget *preview = ui_find (GTK_WIDGET (f->page), TSN_TYPE_CREW_PREVIEW);

  return has_choice (f) &&
         gtk_drop_down_get_selected (GTK_DROP_DOWN (ui_find (preview, GTK_TYPE_DROP_DOWN))) == 1;
}

/* Of two cameras one is chosen, and remembered; of one, nothing is asked. */
static void
test_cameras (Fixture *f, gconstpointer data)
{
  g_autoptr (GSettings) settings = g_settings_new ("jp.tsunagi.Tsunagi");
  g_autofree char *name = NULL;
  GtkWidget *preview = ui_find (GTK_WIDGET (f->page), TSN_TYPE_CREW_PREVIEW);

  g_assert_false (has_choice (f));
  fake_camera_show_second ("videotestsrc is-live=true");
  fake_camera_show ("videotestsrc is-live=true");
  ui_wait (has_choice, f);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_find (preview, GTK_TYPE_DROP_DOWN)), 1);
  name = g_settings_get_string (settings, "ems-camera");
  g_assert_cmpstr (name, ==, "A camera (2)");
  ui_wait (has_second, f);
  g_settings_reset (settings, "ems-camera");
  fake_camera_show_second (NULL);
}

static GtkWidget *
light_of (Fixture *f)
{
  return ui_find_labelled (GTK_WIDGET (f->page), "_Light");
}

static gboolean
offers_light (gpointer data)
{
  return is_looking (data) && light_of (data) != NULL;
}

static gboolean
is_lit (gpointer data)
{
  return fake_torch_is_lit ();
}

static gboolean
is_dark (gpointer data)
{
  return !fake_torch_is_lit ();
}

static void
light (Fixture *f)
{
  ui_wait (offers_light, f);
  g_assert_true (is_dark (f));
  g_assert_true (gtk_widget_mnemonic_activate (light_of (f), FALSE));
  ui_wait (is_lit, f);
}

/* A light is offered where there is one; it goes out when it is asked to, when a card has been
 * read, and with the page. */
static void
test_light (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnCardCode) code = encode (f, NULL);

  g_assert_null (light_of (f));
  fake_camera_show (FAKE_TORCH " is-live=true ! video/x-raw,width=320,height=240");
  light (f);
  g_assert_true (gtk_widget_mnemonic_activate (light_of (f), FALSE));
  ui_wait (is_dark, f);
  light (f);
  scan (f, code->text);
  wait_for (f, PHONE);
  ui_wait (is_dark, f);
  next (f);
  light (f);
  adw_window_set_content (ADW_WINDOW (f->ui.window), NULL);
  ui_wait (is_dark, f);
}

/* Locking, or another page: nothing of it stays. */
static void
test_left (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnCardCode) code = encode (f, NULL);

  scan (f, code->text);
  wait_for (f, PHONE);
  TSN_PAGE_GET_CLASS (f->page)->left (f->page);
  g_assert_true (is_wiped (f));
}

/* What was copied: a picture of a card, and what is none. */
static void
test_paste (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnCardCode) code = encode (f, NULL);
  g_autofree char *picture = take_picture (f, code);
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_filename (picture, NULL);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (f->page));

  gdk_clipboard_set_texture (clipboard, texture);
  gtk_widget_activate_action (GTK_WIDGET (f->page), "ems.paste", NULL);
  wait_for (f, PHONE);
  gdk_clipboard_set_text (clipboard, "no picture");
  gtk_widget_activate_action (GTK_WIDGET (f->page), "ems.paste", NULL);
  g_assert_true (says (f, PHONE)); /* it stays until there is another */
}

static gboolean
is_alone (gpointer data)
{
  return ui_front_window (&((Fixture *) data)->ui) == NULL;
}

/* A window that opens under the pointer is somebody's doing, too. */
static gboolean
looks_at_last (gpointer data)
{
  if (!is_looking (data))
    passed += 60 * G_USEC_PER_SEC;
  return is_looking (data);
}

/* What was begun for the hospital goes with the card: nobody is left alone with a preview of it. */
static void
test_handover_left (Fixture *f, gconstpointer data)
{
  const char *label = data;
  g_autoptr (TsnCardCode) code = encode (f, NULL);
  GtkWidget *button;

  put_device (f);
  scan (f, code->text);
  wait_for (f, PHONE);
  button = ui_find_labelled (GTK_WIDGET (f->page), label);
  g_signal_emit_by_name (button, "clicked");
  ui_wait (asks, f);
  ui_wait (looks_at_last, f);
  ui_wait (is_alone, f);
  g_assert_true (is_wiped (f));
}

/* The second click before the first has opened anything; and the card goes before that. */
static void
test_handover_hasty (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnCardCode) code = encode (f, NULL);
  GtkWidget *button;

  put_device (f);
  scan (f, code->text);
  wait_for (f, PHONE);
  button = ui_find_labelled (GTK_WIDGET (f->page), data);
  g_signal_emit_by_name (button, "clicked");
  g_signal_emit_by_name (button, "clicked");
  next (f);
  ui_settle (&f->ui);
  g_assert_true (is_alone (f));
  scan (f, code->text);
  wait_for (f, PHONE);
  g_signal_emit_by_name (button, "clicked");
  g_signal_emit_by_name (button, "clicked");
  ui_wait (asks, f);
  ui_settle (&f->ui);
  gtk_window_destroy (GTK_WINDOW (ui_front_window (&f->ui)));
  ui_settle (&f->ui);
  g_assert_true (is_alone (f)); /* there was one */
}

/* -- Trust files -- */

/* What the municipality of @vault says of its cards. */
static GBytes *
trust_file (TsnVault *vault, const char *municipality, guint days_ago, guint n_replaced)
{
  g_autoptr (TsnTrustFile) file = tsn_trust_file_new (tsn_vault_root_public (vault));
  g_auto (TsnTrustState) state = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 now_ms = g_get_real_time () / 1000;
  GBytes *bytes;

  tsn_trust_state_init (&state);
  g_strlcpy (state.municipality, municipality, sizeof state.municipality);
  for (guint i = 0; i < n_replaced; i++)
    {
      TsnTrustReplaced one = { i, 20260101 };

      g_array_append_val (state.replaced, one);
    }
  bytes = tsn_trust_file_make (file, &state, vault, now_ms - days_ago * 86400000LL, &error);
  g_assert_no_error (error);
  return bytes;
}

static void
drop_file (Fixture *f, GFile *file)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (f->page));
  g_auto (GValue) value = G_VALUE_INIT;
  GSList files = { file, NULL };
  guint n_targets = 0;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, &files);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean taken = FALSE;

      if (!GTK_IS_DROP_TARGET (controller))
        continue;
      g_signal_emit_by_name (controller, "drop", &value, 0.0, 0.0, &taken);
      g_assert_true (taken);
      n_targets++;
    }
  g_assert_cmpuint (n_targets, ==, 1);
}

static void
drop_trust (Fixture *f, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (f->ui.store.root, "city.tsntrust", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  drop_file (f, file);
}

/* Its own municipality's: taken, and its age said; the same again, and what is no such file. */
static void
test_trust (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) old = trust_file (f->ui.store.vault, "112119", 40, 2);
  g_autoptr (GBytes) new = trust_file (f->ui.store.vault, "112119", 2, 3);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (new, 0, g_bytes_get_size (new) - 1);
  g_autoptr (GBytes) none = g_bytes_new_static ("none", 4);
  g_autofree guint8 *altered = g_memdup2 (g_bytes_get_data (new, NULL), g_bytes_get_size (new));
  g_autoptr (GBytes) forged = NULL;

  altered[g_bytes_get_size (new) - 1] ^= 1;
  forged = g_bytes_new (altered, g_bytes_get_size (new));
  drop_trust (f, none);
  wait_for (f, "This is no trust file");
  drop_trust (f, old);
  wait_for (f, "2 replaced cards are known");
  wait_for (f, "Cards of 本庄市: as known 1 month ago");
  g_assert_true (says (f, "After 30 days"));
  drop_trust (f, cut);
  wait_for (f, "This is no trust file");
  drop_trust (f, forged);
  wait_for (f, "This trust file was altered");
  drop_trust (f, new);
  wait_for (f, "3 replaced cards are known");
  wait_for (f, "Cards of 本庄市: as known 2 days ago");
  g_assert_false (says (f, "After 30 days"));
  drop_trust (f, old);
  wait_for (f, "Nothing new in this trust file");
  g_assert_true (says (f, "Cards of 本庄市: as known 2 days ago"));
}

/* A neighbour's: when somebody has compared whose it is; from then on by itself, beside ours. */
static void
test_trust_neighbour (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->ui.store.root, "neighbour.vault", NULL);
  g_autofree char *recovery = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVault) vault =
      tsn_vault_create (path, "", FIXTURE_PASSPHRASE, TSN_VAULT_COST_MIN, &recovery, &error);
  g_autoptr (GBytes) ours = trust_file (f->ui.store.vault, "112119", 0, 0);
  g_autoptr (GBytes) first = trust_file (vault, "113859", 3, 1);
  g_autoptr (GBytes) second = trust_file (vault, "113859", 2, 1);
  g_autofree char *fingerprint = tsn_trust_fingerprint (tsn_vault_root_public (vault));
  GtkWidget *question;

  g_assert_no_error (error);
  drop_trust (f, ours);
  wait_for (f, "The trust file was taken");
  drop_trust (f, first);
  ui_wait (asks, f);
  question = ui_front_window (&f->ui);
  g_assert_nonnull (ui_find_text (question, fingerprint));
  g_assert_false (says (f, "113859"));
  g_signal_emit_by_name (ui_find_labelled (question, "It is the _same"), "clicked");
  wait_for (f, "Cards of 113859: as known 3 days ago");
  g_assert_true (says (f, "Cards of 本庄市: as known today"));
  drop_trust (f, second);
  wait_for (f, "Cards of 113859: as known 2 days ago");
  g_assert_true (says (f, "Cards of 本庄市: as known today"));
}

/* Whom to believe is read once, and again when that has changed, whoever has written it. */
static void
test_kept_trust (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnCardCode) code = encode (f, NULL);
  g_autoptr (TsnTrust) first = NULL;
  g_autoptr (TsnTrust) second = NULL;
  g_autoptr (TsnTrust) third = NULL;
  g_autoptr (TsnTrust) fourth = NULL;
  g_autoptr (GBytes) file = trust_file (f->ui.store.vault, "112119", 2, 3);

  put_device (f);
  scan (f, code->text);
  wait_for (f, tsn_words_card_verdict (TSN_CARD_VERDICT_GENUINE));
  first = tsn_station_dup_trust (f->ui.station);
  next (f);
  scan (f, code->text); /* the first reading is in the register now */
  wait_for (f, tsn_words_card_verdict (TSN_CARD_VERDICT_GENUINE));
  second = tsn_station_dup_trust (f->ui.station);
  g_assert_true (first != NULL && first == second);
  put_card (f, SERIAL, NULL);
  put_card (f, NEWER, SERIAL);
  next (f);
  scan (f, code->text);
  wait_for (f, tsn_words_card_verdict (TSN_CARD_VERDICT_GENUINE_SUPERSEDED));
  third = tsn_station_dup_trust (f->ui.station);
  g_assert_true (third != second);
  drop_trust (f, file);
  wait_for (f, "3 replaced cards are known");
  scan (f, code->text);
  wait_for (f, tsn_words_card_verdict (TSN_CARD_VERDICT_GENUINE_SUPERSEDED));
  fourth = tsn_station_dup_trust (f->ui.station);
  g_assert_true (fourth != third);
  tsn_station_lock (f->ui.station);
  g_assert_null (tsn_station_dup_trust (f->ui.station));
}

#define ADD(path, func, data) g_test_add ("/ems/" path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  fake_camera_init ();
  fake_torch_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ems/verdict/%s", ROWS[i].name);

      g_test_add (path, Fixture, &ROWS[i], set_up, test_verdict, tear_down);
    }
  ADD ("other-code", test_other_code, NULL);
  ADD ("idle", test_idle, NULL);
  ADD ("camera", test_camera, NULL);
  ADD ("cameras", test_cameras, NULL);
  ADD ("light", test_light, NULL);
  ADD ("paste", test_paste, NULL);
  ADD ("left", test_left, NULL);
  ADD ("handover/left/sheet", test_handover_left, "Sheet for the _hospital…");
  ADD ("handover/left/file", test_handover_left, "_File for the hospital's system…");
  ADD ("handover/hasty/sheet", test_handover_hasty, "Sheet for the _hospital…");
  ADD ("handover/hasty/file", test_handover_hasty, "_File for the hospital's system…");
  ADD ("trust/own", test_trust, NULL);
  ADD ("trust/neighbour", test_trust_neighbour, NULL);
  ADD ("trust/kept", test_kept_trust, NULL);
  return g_test_run ();
}
