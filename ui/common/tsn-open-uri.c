/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Handing an address or a file to the desktop: the portal's or the user's own program opens it. */

#include "tsn-toast.h"
#include "tsn-windows.h"

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    tsn_toast_error (parent, error);
}

void
tsn_open_uri (GtkWidget *parent, const char *uri)
{
  g_autoptr (GdkAppLaunchContext) context = gdk_display_get_app_launch_context (
      gtk_widget_get_display (parent));

  g_app_info_launch_default_for_uri_async (uri,
                                           G_APP_LAUNCH_CONTEXT (context),
                                           NULL,
                                           opened_cb,
                                           g_object_ref (parent));
}
