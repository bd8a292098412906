/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The camera runs while the page is on the screen. What it sees is shown as in a mirror, in grey,
 * and wiped with the page.
 */

#include "tsn-kiosk-scan.h"

#include <glib/gi18n.h>

#include "tsn-camera-texture.h"
#include "tsn-camera.h"
#include "tsn-kiosk-label.h"
#include "tsn-kiosk-words.h"
#include "tsn-secret.h"

#define PREVIEW_WIDTH    640 /* pixels that are shown */
#define PATIENCE_SECONDS 30
#define MOST_TOLD        20

struct _TsnKioskScan
{
  GtkBox parent_instance;

  GtkWidget *picture;    /* hidden while the camera gives none */
  GtkWidget *invitation; /* likewise; "": there is none */
  GtkWidget *failure;    /* of the camera */
  GtkWidget *cause;      /* of it, for the staff */
  GtkWidget *trouble;
  TsnCamera *camera;
  GHashTable *told; /* of char *: the codes that were */
  guint patience;   /* source: from the first picture to the first code */
  gboolean seen;    /* the camera has given pictures here */
};

enum
{
  SCANNED,
  UNREAD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnKioskScan, tsn_kiosk_scan, GTK_TYPE_BOX)

static GtkWidget *
add_words (TsnKioskScan *self, const char *text, const char *style)
{
  GtkWidget *label = tsn_kiosk_label_new (text);

  tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (self), label);
  return label;
}

const char *
tsn_kiosk_scan_trouble (TsnCardVerdict verdict)
{
  switch (verdict)
    {
    case TSN_CARD_VERDICT_GENUINE:
    case TSN_CARD_VERDICT_GENUINE_SUPERSEDED:
      return NULL;
    case TSN_CARD_VERDICT_NOT_OURS:
      return NK_ ("This is another code, not that of a contact card.");
    case TSN_CARD_VERDICT_DAMAGED:
    case TSN_CARD_VERDICT_FUTURE_FORMAT:
      return NK_ ("The code of this card cannot be read here. You can make a new card.");
    case TSN_CARD_VERDICT_SEALED_FOR_OTHERS:
    case TSN_CARD_VERDICT_UNKNOWN_ISSUER:
      return NK_ (
          "This card is of another city, or this machine does not know who made it. You "
          "can make a new card.");
    case TSN_CARD_VERDICT_BAD_SIGNATURE:
    case TSN_CARD_VERDICT_ISSUER_REVOKED:
    case TSN_CARD_VERDICT_LOCKED:
    default:
      return NK_ ("This card cannot be used here. Please ask the staff, or make a new card.");
    }
}

void
tsn_kiosk_scan_invite (TsnKioskScan *self, const char *words)
{
  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (self->invitation), words);
}

void
tsn_kiosk_scan_say (TsnKioskScan *self, const char *words)
{
  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (self->trouble), words);
  gtk_widget_set_visible (self->trouble, words[0] != '\0');
  if (words[0] != '\0')
    gtk_widget_set_visible (self->invitation, FALSE); /* what stands there has to fit */
}

/* -- The camera -- */

static void
frame_cb (TsnKioskScan *self, TsnScanImage *image)
{
  g_autoptr (GdkTexture) texture = tsn_camera_texture_new (image, PREVIEW_WIDTH, TRUE);

  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
}

/* Of two codes in view each comes again and again: the words would change as often. */
void
tsn_kiosk_scan_see (TsnKioskScan *self, const char *text)
{
  if (g_hash_table_size (self->told) == MOST_TOLD)
    g_hash_table_remove_all (self->told);
  if (!g_hash_table_add (self->told, g_strdup (text)))
    return;
  g_clear_handle_id (&self->patience, g_source_remove);
  g_signal_emit (self, signals[SCANNED], 0, text);
}

/* In English, for the staff; NULL: nothing is wrong. Without a camera the reader is used. */
static const char *
cause_of (TsnKioskScan *self)
{
  switch (tsn_camera_get_state (self->camera))
    {
    case TSN_CAMERA_MISSING:
      return self->seen ? N_ ("The camera was pulled out. Plug it in again.") : NULL;
    case TSN_CAMERA_BUSY:
      return N_ ("Another program uses the camera. Close it.");
    case TSN_CAMERA_FORBIDDEN:
      return N_ ("This user may not use the camera. Add it to the group \"video\".");
    case TSN_CAMERA_REFUSED:
      return N_ (
          "The camera was not allowed. Allow it for this app in the settings of the desktop.");
    case TSN_CAMERA_FAILING:
      return N_ ("The camera gives no picture. Pull it out and plug it in again.");
    case TSN_CAMERA_NO_PORTAL:
    case TSN_CAMERA_STARTING:
    case TSN_CAMERA_RUNNING:
    default:
      return NULL;
    }
}

/* Whoever is called reads the cause where the resident stands, in the language of the desk. */
static void
say_cause (TsnKioskScan *self, const char *cause)
{
  guint language = tsn_kiosk_get_language ();
  g_autofree char *words = NULL;

  tsn_kiosk_set_language (0);
  words = g_strdup_printf (_ ("For the staff: %s"), _ (cause));
  tsn_kiosk_set_language (language);
  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (self->cause), words);
}

/* Where the camera is only offered, nobody misses it. */
static void
show_failure (TsnKioskScan *self, gboolean is_offered)
{
  const char *cause = is_offered ? NULL : cause_of (self);

  if (cause != NULL)
    say_cause (self, cause);
  gtk_widget_set_visible (self->failure, cause != NULL);
  gtk_widget_set_visible (self->cause, cause != NULL);
}

static gboolean
unread_cb (gpointer user_data)
{
  TsnKioskScan *self = user_data;

  self->patience = 0;
  g_signal_emit (self, signals[UNREAD], 0);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (TsnKioskScan *self)
{
  gboolean is_running = tsn_camera_get_state (self->camera) == TSN_CAMERA_RUNNING;
  const char *invitation = tsn_kiosk_label_get_plain (TSN_KIOSK_LABEL (self->invitation));

  self->seen |= is_running;
  show_failure (self, invitation[0] != '\0');
  gtk_widget_set_visible (self->picture, is_running);
  gtk_widget_set_visible (self->invitation, is_running && invitation[0] != '\0');
  g_clear_handle_id (&self->patience, g_source_remove);
  if (is_running && g_hash_table_size (self->told) == 0)
    self->patience = g_timeout_add_seconds (PATIENCE_SECONDS, unread_cb, self);
}

static void
tsn_kiosk_scan_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tsn_kiosk_scan_parent_class)->map (widget);
  tsn_camera_start (TSN_KIOSK_SCAN (widget)->camera);
}

static void
tsn_kiosk_scan_unmap (GtkWidget *widget)
{
  TsnKioskScan *self = TSN_KIOSK_SCAN (widget);

  tsn_camera_stop (self->camera);
  g_clear_handle_id (&self->patience, g_source_remove);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), NULL);
  g_hash_table_remove_all (self->told);
  GTK_WIDGET_CLASS (tsn_kiosk_scan_parent_class)->unmap (widget);
}

/* -- Life -- */

static void
tsn_kiosk_scan_dispose (GObject *object)
{
  g_clear_object (&TSN_KIOSK_SCAN (object)->camera);
  g_clear_pointer (&TSN_KIOSK_SCAN (object)->told, g_hash_table_unref);
  G_OBJECT_CLASS (tsn_kiosk_scan_parent_class)->dispose (object);
}

static void
tsn_kiosk_scan_class_init (TsnKioskScanClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_kiosk_scan_dispose;
  GTK_WIDGET_CLASS (class)->map = tsn_kiosk_scan_map;
  GTK_WIDGET_CLASS (class)->unmap = tsn_kiosk_scan_unmap;
  signals[SCANNED] = g_signal_new ("scanned",
                                   TSN_TYPE_KIOSK_SCAN,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING);
  signals[UNREAD] = g_signal_new ("unread",
                                  TSN_TYPE_KIOSK_SCAN,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  0);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tsn_kiosk_scan_init (TsnKioskScan *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 24);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self), "kiosk-page");
  self->told =
      g_hash_table_new_full (g_str_hash, g_str_equal, (GDestroyNotify) tsn_secret_text_free, NULL);
  self->camera = tsn_camera_new (NULL);
  g_signal_connect_object (self->camera, "frame", G_CALLBACK (frame_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->camera,
                           "code",
                           G_CALLBACK (tsn_kiosk_scan_see),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->camera,
                           "changed",
                           G_CALLBACK (changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
tsn_kiosk_scan_new (const char *title, const char *help)
{
  TsnKioskScan *self = g_object_new (TSN_TYPE_KIOSK_SCAN, NULL);
  g_autofree char *plain = tsn_kiosk_plain (title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  tsn_kiosk_label_read_aloud (add_words (self, title, "question"));
  tsn_kiosk_label_read_aloud (add_words (self, help, "help"));
  self->picture = gtk_picture_new ();
  gtk_widget_set_size_request (self->picture, -1, 150);
  gtk_widget_set_visible (self->picture, FALSE);
  gtk_picture_set_can_shrink (GTK_PICTURE (self->picture), TRUE);
  gtk_picture_set_alternative_text (GTK_PICTURE (self->picture), plain);
  gtk_box_append (GTK_BOX (self), self->picture);
  self->invitation = add_words (self, "", "invitation");
  tsn_kiosk_label_read_aloud (self->invitation);
  gtk_widget_set_visible (self->invitation, FALSE);
  self->failure = add_words (
      self,
      K_ ("The camera does not work now. Use the reader, or call the staff."),
      "help");
  tsn_kiosk_label_read_aloud (self->failure);
  gtk_widget_set_visible (self->failure, FALSE);
  self->cause = add_words (self, "", "help");
  gtk_widget_set_visible (self->cause, FALSE);
  self->trouble = add_words (self, "", "trouble");
  tsn_kiosk_label_read_aloud (self->trouble);
  gtk_widget_set_visible (self->trouble, FALSE);
  return GTK_WIDGET (self);
}
