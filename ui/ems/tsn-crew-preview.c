/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stopping the camera waits for its thread, which may be looking at a picture: that happens when
 * the card is on the screen already. Pictures are wiped when they have been shown.
 */

#include "tsn-crew-preview.h"

#include <glib/gi18n.h>

#include "tsn-camera-texture.h"
#include "tsn-camera.h"
#include "tsn-readers.h"

#define WIDTH   960 /* pixels that are shown */
#define SETTING "ems-camera"

struct _TsnCrewPreview
{
  AdwBin parent_instance;

  GSettings *settings;
  TsnCamera *camera;
  guint stopping;  /* source: it is of no use any more */
  AdwBin *place;   /* of one of the next two */
  GtkWidget *view; /* of what is seen: the picture and how to hold the card */
  GtkWidget *picture;
  GtkWidget *trouble; /* in its place */
  GtkDropDown *cameras;
  GtkToggleButton *light;
};

enum
{
  CODE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnCrewPreview, tsn_crew_preview, ADW_TYPE_BIN)

/* -- Pictures -- */

static void
frame_cb (TsnCrewPreview *self, TsnScanImage *image)
{
  g_autoptr (GdkTexture) texture = NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  texture = tsn_camera_texture_new (image, WIDTH, FALSE);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
}

static void
code_cb (TsnCrewPreview *self, const char *text)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    g_signal_emit (self, signals[CODE], 0, text);
}

/* -- The camera -- */

static const char *
trouble_of (TsnCameraState state)
{
  switch (state)
    {
    case TSN_CAMERA_MISSING:
      return _ ("There is no camera. Use a hand scanner, a file or a picture that was copied.");
    case TSN_CAMERA_BUSY:
      return _ ("Another program uses the camera. Close it.");
    case TSN_CAMERA_FORBIDDEN:
      return _ ("This user may not use the camera. Add it to the group \"video\".");
    case TSN_CAMERA_REFUSED:
      return _ (
          "The camera was not allowed. Allow it for this app in the settings of the desktop.");
    case TSN_CAMERA_NO_PORTAL:
      return _ (
          "This desktop lets no app from Flatpak have the camera. Use a hand scanner, a file or "
          "a picture that was copied.");
    case TSN_CAMERA_FAILING:
      return _ ("The camera gives no picture. Pull it out and plug it in again.");
    case TSN_CAMERA_STARTING:
    case TSN_CAMERA_RUNNING:
    default:
      return _ ("The camera starts…");
    }
}

static void
chosen_cb (TsnCrewPreview *self)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (self->cameras);
  const char *name = item != NULL ? gtk_string_object_get_string (item) : NULL;

  if (name == NULL)
    return;
  g_settings_set_string (self->settings, SETTING, name);
  tsn_camera_choose (self->camera, name);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* A choice is shown where there is one. */
static void
list_cameras (TsnCrewPreview *self)
{
  const char *const *names = tsn_camera_get_names (self->camera);
  const char *open = tsn_camera_get_name (self->camera);
  g_autofree char *chosen = g_settings_get_string (self->settings, SETTING);
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (model));

  g_signal_handlers_block_by_func (self->cameras, chosen_cb, self);
  gtk_drop_down_set_model (self->cameras, G_LIST_MODEL (model));
  for (guint i = 0; i < n; i++)
    if (g_str_equal (names[i], open != NULL ? open : chosen))
      gtk_drop_down_set_selected (self->cameras, i);
  g_signal_handlers_unblock_by_func (self->cameras, chosen_cb, self);
  gtk_widget_set_visible (GTK_WIDGET (self->cameras), n > 1);
}

static void
lit_cb (TsnCrewPreview *self)
{
  tsn_camera_set_light (self->camera, gtk_toggle_button_get_active (self->light));
}

static void
changed_cb (TsnCrewPreview *self)
{
  TsnCameraState state = tsn_camera_get_state (self->camera);
  GtkWidget *child = state == TSN_CAMERA_RUNNING ? self->view : self->trouble;

  gtk_label_set_label (GTK_LABEL (self->trouble), trouble_of (state));
  if (adw_bin_get_child (self->place) != child)
    adw_bin_set_child (self->place, child);
  list_cameras (self);
  gtk_widget_set_visible (GTK_WIDGET (self->light), tsn_camera_has_torch (self->camera));
}

static gboolean
stop_cb (gpointer user_data)
{
  TsnCrewPreview *self = user_data;

  self->stopping = 0;
  tsn_camera_stop (self->camera);
  return G_SOURCE_REMOVE;
}

static void
tsn_crew_preview_map (GtkWidget *widget)
{
  TsnCrewPreview *self = TSN_CREW_PREVIEW (widget);

  GTK_WIDGET_CLASS (tsn_crew_preview_parent_class)->map (widget);
  g_clear_handle_id (&self->stopping, g_source_remove);
  tsn_camera_start (self->camera);
  changed_cb (self);
}

static void
tsn_crew_preview_unmap (GtkWidget *widget)
{
  TsnCrewPreview *self = TSN_CREW_PREVIEW (widget);

  gtk_picture_set_paintable (GTK_PICTURE (self->picture), NULL);
  gtk_toggle_button_set_active (self->light, FALSE);
  if (self->stopping == 0)
    self->stopping = g_idle_add_full (G_PRIORITY_LOW, stop_cb, self, NULL);
  GTK_WIDGET_CLASS (tsn_crew_preview_parent_class)->unmap (widget);
}

/* -- Life -- */

static void
tsn_crew_preview_dispose (GObject *object)
{
  TsnCrewPreview *self = TSN_CREW_PREVIEW (object);

  g_clear_handle_id (&self->stopping, g_source_remove);
  g_clear_object (&self->camera);
  g_clear_object (&self->settings);
  g_clear_object (&self->view);
  g_clear_object (&self->trouble);
  G_OBJECT_CLASS (tsn_crew_preview_parent_class)->dispose (object);
}

static void
tsn_crew_preview_class_init (TsnCrewPreviewClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_crew_preview_dispose;
  GTK_WIDGET_CLASS (class)->map = tsn_crew_preview_map;
  GTK_WIDGET_CLASS (class)->unmap = tsn_crew_preview_unmap;
  signals[CODE] = g_signal_new ("code",
                                TSN_TYPE_CREW_PREVIEW,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_STRING);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
new_words (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_set_margin_start (label, 18);
  gtk_widget_set_margin_end (label, 18);
  gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_cameras (TsnCrewPreview *self)
{
  GtkWidget *cameras = gtk_drop_down_new (NULL, NULL);

  gtk_widget_set_visible (cameras, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cameras),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Camera"),
                                  -1);
  tsn_readers_name_parts (cameras, _ ("Camera"));
  g_signal_connect_swapped (cameras, "notify::selected", G_CALLBACK (chosen_cb), self);
  return cameras;
}

static GtkWidget *
new_light (TsnCrewPreview *self)
{
  GtkWidget *light = gtk_toggle_button_new_with_mnemonic (_ ("_Light"));

  gtk_widget_set_visible (light, FALSE);
  g_signal_connect_swapped (light, "toggled", G_CALLBACK (lit_cb), self);
  return light;
}

static void
tsn_crew_preview_init (TsnCrewPreview *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *place = adw_bin_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *cameras = new_cameras (self);
  GtkWidget *light = new_light (self);
  g_autofree char *name = NULL;

  self->settings = g_settings_new ("jp.tsunagi.Tsunagi");
  self->place = ADW_BIN (place);
  self->cameras = GTK_DROP_DOWN (cameras);
  self->light = GTK_TOGGLE_BUTTON (light);
  gtk_widget_set_vexpand (place, TRUE);
  gtk_box_append (GTK_BOX (column), place);
  gtk_box_append (GTK_BOX (row), cameras);
  gtk_box_append (GTK_BOX (row), light);
  gtk_widget_set_halign (row, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (column), row);
  adw_bin_set_child (ADW_BIN (self), column);
  self->view = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->picture = gtk_picture_new ();
  gtk_picture_set_can_shrink (GTK_PICTURE (self->picture), TRUE);
  gtk_picture_set_alternative_text (GTK_PICTURE (self->picture), _ ("Before the camera"));
  gtk_widget_set_vexpand (self->picture, TRUE);
  gtk_box_append (GTK_BOX (self->view), self->picture);
  gtk_box_append (
      GTK_BOX (self->view),
      new_words (_ ("Hold the large code of the card before the camera: near, flat, no shadow."),
                 "title-4"));
  self->trouble = g_object_ref_sink (new_words (trouble_of (TSN_CAMERA_STARTING), "title-2"));
  adw_bin_set_child (self->place, self->trouble);
  gtk_widget_add_css_class (GTK_WIDGET (self), "crew-preview");
  /* Where Space does nothing: whoever presses it twice for the next card opens no dialog. */
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Before the camera"),
                                  -1);
  self->camera = tsn_camera_new (NULL);
  name = g_settings_get_string (self->settings, SETTING);
  if (name[0] != '\0')
    tsn_camera_choose (self->camera, name);
  g_signal_connect_object (self->camera, "frame", G_CALLBACK (frame_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->camera, "code", G_CALLBACK (code_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->camera,
                           "changed",
                           G_CALLBACK (changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}
