/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each device is a row: its name, what it is for, how it stands, and when it was last heard of.
 * That is when it wrote the newest of what came here, since nobody knows more of a device that is
 * switched off or lost; of this one it is when it was last in step with the server.
 *
 * Where a coordinator sits and there is a server, the others can be revoked. */

#include "tsn-devices-window.h"

#include <glib/gi18n.h>

#include "tsn-clock.h"
#include "tsn-member.h"
#include "tsn-person-words.h"
#include "tsn-revoke-window.h"
#include "tsn-server-link.h"
#include "tsn-toast.h"
#include "tsn-words.h"

struct _TsnDevicesWindow
{
  TsnDialog parent_instance;

  TsnStation *station;
  GPtrArray *members; /* (nullable): as shown */

  AdwPreferencesGroup *group;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (TsnDevicesWindow, tsn_devices_window, TSN_TYPE_DIALOG)

/* -- Words -- */

static char *
name_of (const TsnMember *member)
{
  return g_strdup (member->label != NULL ? member->label : _ ("Device without a name"));
}

static const char *
role_of (const TsnMember *member)
{
  const TsnCode *code = tsn_code_by_number (&tsn_codes_device_role, (guint) member->role);

  return code != NULL ? tsn_words_code (code) : NULL;
}

static char *
heard_in_words (TsnDevicesWindow *self, const TsnMember *member)
{
  const TsnServerState *state = tsn_server_link_get_state (tsn_station_get_link (self->station));
  gint64 known_ms = member->own ? state->synced_ms : member->heard_ms;
  gint64 now_ms = tsn_clock_wall_ms (NULL);
  g_autofree char *when = NULL;

  if (known_ms != 0)
    {
      when = tsn_words_moment (known_ms, now_ms);
      return g_strdup_printf (member->own ? _ ("Synced %s") : _ ("Last record from it: %s"), when);
    }
  if (member->enrolled_ms == 0)
    return NULL;
  when = tsn_words_moment (member->enrolled_ms, now_ms);
  return g_strdup_printf (_ ("Let in: %s"), when);
}

/* -- Rows -- */

static GtkWidget *
tag_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, style);
  return label;
}

static gboolean
may_revoke (TsnDevicesWindow *self)
{
  TsnVault *vault = tsn_station_get_vault (self->station);

  return vault != NULL && tsn_vault_role (vault) == TSN_ROLE_DESK &&
         tsn_server_link_get_state (tsn_station_get_link (self->station))->has_server;
}

static void
revoke_cb (TsnDevicesWindow *self, GtkWidget *button)
{
  const TsnMember *member = g_object_get_data (G_OBJECT (button), "member");
  gboolean last = member->role == TSN_ROLE_DESK && tsn_members_count_desks (self->members) <= 2;

  tsn_revoke_window_show (GTK_WIDGET (self), self->station, member, last);
}

static GtkWidget *
revoke_button_new (TsnDevicesWindow *self, TsnMember *member, const char *name)
{
  g_autofree char *label = g_strdup_printf (_ ("Revoke “%s”"), name);
  GtkWidget *button = gtk_button_new_with_label (_ ("Revoke…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  -1);
  g_object_set_data (G_OBJECT (button), "member", member); /* the rows go before it */
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (revoke_cb), self);
  return button;
}

static GtkWidget *
row_new (TsnDevicesWindow *self, TsnMember *member)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = name_of (member);
  g_autofree char *heard = heard_in_words (self, member);
  g_autofree char *about = tsn_join_words ((const char *const[]){ role_of (member), heard }, 2);
  g_autofree char *title = g_markup_escape_text (name, -1);
  g_autofree char *subtitle = g_markup_escape_text (about, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (member->own)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), tag_new (_ ("This device"), "dim-label"));
  if (member->revoked)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), tag_new (_ ("Revoked"), "error"));
  else if (!member->own && may_revoke (self))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), revoke_button_new (self, member, name));
  return row;
}

/* -- Reading -- */

typedef struct
{
  TsnVault *vault; /* borrowed: the station's */
  GPtrArray *members;
} Look;

static void
look_free (gpointer data)
{
  Look *self = data;

  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_free (self);
}

static gboolean
look_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *self = data;

  self->members = tsn_session_members (session, self->vault, error);
  return self->members != NULL;
}

static const char *
description_of (TsnDevicesWindow *self)
{
  if (self->members->len <= 1)
    return _ (
        "This municipality has no other device yet. Once there is a server, a coordinator "
        "invites them in the settings.");
  if (may_revoke (self))
    return _ (
        "As far as this device knows. This device itself can only be revoked from another "
        "coordinator's device.");
  return _ (
      "As far as this device knows. A device that was lost is revoked from a coordinator's "
      "device: tell the coordinator at once.");
}

static void
show_members (TsnDevicesWindow *self)
{
  const GPtrArray *members = self->members;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < members->len; i++)
    gtk_list_box_append (self->list, row_new (self, g_ptr_array_index (members, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->list), members->len > 0);
  adw_preferences_group_set_description (self->group, description_of (self));
}

static void
looked_cb (gpointer object, gpointer data, const GError *error)
{
  TsnDevicesWindow *self = object;
  const Look *seen = data;
  g_autoptr (GPtrArray) before = NULL; /* until its rows are gone */

  if (error != NULL)
    {
      tsn_toast_error (GTK_WIDGET (self->list), error);
      return;
    }
  before = g_steal_pointer (&self->members);
  self->members = g_ptr_array_ref (seen->members);
  show_members (self);
}

static void
look (TsnDevicesWindow *self)
{
  Look *data = g_new0 (Look, 1);

  data->vault = tsn_station_get_vault (self->station);
  tsn_station_ask (self->station, TSN_STORE_READ, look_work, data, look_free, self, looked_cb);
}

static void
changed_cb (TsnDevicesWindow *self, guint kind)
{
  if (kind == TSN_KIND_DEVICE)
    look (self);
}

/* -- Life -- */

static void
tsn_devices_window_dispose (GObject *object)
{
  TsnDevicesWindow *self = TSN_DEVICES_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_DEVICES_WINDOW);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_devices_window_parent_class)->dispose (object);
}

static void
tsn_devices_window_class_init (TsnDevicesWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_devices_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-devices-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnDevicesWindow, group);
  gtk_widget_class_bind_template_child (widget_class, TsnDevicesWindow, list);
}

static void
tsn_devices_window_init (TsnDevicesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tsn_devices_window_show (GtkWidget *parent, TsnStation *station)
{
  TsnDevicesWindow *self = g_object_new (TSN_TYPE_DEVICES_WINDOW, NULL);

  self->station = g_object_ref (station);
  g_signal_connect_object (station, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  look (self);
  tsn_dialog_present (self, parent);
}
