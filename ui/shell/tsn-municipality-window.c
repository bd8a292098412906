/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One form of one record. Its keys are fields, too, and not shown: nobody types keys. */

#include "tsn-municipality-window.h"

#include <glib/gi18n.h>

#include "tsn-dialog.h"
#include "tsn-record-form.h"
#include "tsn-toast.h"

#define TSN_TYPE_MUNICIPALITY_WINDOW (tsn_municipality_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnMunicipalityWindow,
                      tsn_municipality_window,
                      TSN,
                      MUNICIPALITY_WINDOW,
                      TsnDialog)

struct _TsnMunicipalityWindow
{
  TsnDialog parent_instance;

  TsnRecordForm *form;

  AdwClamp *clamp;
};

G_DEFINE_FINAL_TYPE (TsnMunicipalityWindow, tsn_municipality_window, TSN_TYPE_DIALOG)

static const guint ORGANISATION[] = {
  TSN_MUNICIPALITY_NAME,
  TSN_MUNICIPALITY_CODE,
  TSN_MUNICIPALITY_ORGANISATION,
  TSN_MUNICIPALITY_OFFICE,
  TSN_MUNICIPALITY_PHONE,
  TSN_MUNICIPALITY_ADDRESS,
  0,
};
static const guint CARD[] = {
  TSN_MUNICIPALITY_CARD_TITLE,      TSN_MUNICIPALITY_CARD_NOTICES, TSN_MUNICIPALITY_PURPOSE_NOTICE,
  TSN_MUNICIPALITY_FIRE_DEPARTMENT, TSN_MUNICIPALITY_EMS_NOTICE,   0,
};

static const guint CREWS[] = { TSN_MUNICIPALITY_CREW_WITHOUT_PIN, 0 };

static gboolean
find_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnId *id = data;
  g_autoptr (TsnRecord) record = tsn_session_municipality (session, error);

  if (record == NULL)
    return FALSE;
  *id = record->id;
  return TRUE;
}

static void
found_cb (gpointer object, gpointer data, const GError *error)
{
  TsnMunicipalityWindow *self = object;

  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (self->clamp), error);
  else
    tsn_record_form_set_record (self->form, data);
}

static gboolean
tsn_municipality_window_close_request (GtkWindow *window)
{
  tsn_record_form_finish (TSN_MUNICIPALITY_WINDOW (window)->form);
  return GTK_WINDOW_CLASS (tsn_municipality_window_parent_class)->close_request (window);
}

static void
tsn_municipality_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TSN_TYPE_MUNICIPALITY_WINDOW);
  G_OBJECT_CLASS (tsn_municipality_window_parent_class)->dispose (object);
}

static void
tsn_municipality_window_class_init (TsnMunicipalityWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_municipality_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = tsn_municipality_window_close_request;
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/jp/tsunagi/Tsunagi/shell/tsn-municipality-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnMunicipalityWindow, clamp);
}

static void
tsn_municipality_window_init (TsnMunicipalityWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tsn_municipality_show (GtkWidget *parent, TsnStation *station)
{
  TsnMunicipalityWindow *self = g_object_new (TSN_TYPE_MUNICIPALITY_WINDOW, NULL);

  self->form = TSN_RECORD_FORM (
      tsn_record_form_new (station, tsn_kind_by_number (TSN_KIND_MUNICIPALITY)));
  tsn_record_form_add_group (self->form,
                             _ ("Organisation"),
                             NULL,
                             TSN_FIELD_ROW_PLAIN,
                             ORGANISATION);
  tsn_record_form_add_group (self->form,
                             _ ("On cards and papers"),
                             NULL,
                             TSN_FIELD_ROW_PLAIN,
                             CARD);
  tsn_record_form_add_group (
      self->form,
      _ ("Devices of ambulance crews"),
      _ ("They then open straight into the camera, as long as the keyring of "
         "the computer can be reached. Whoever gets past the lock of the "
         "computer reads every card at hand."),
      TSN_FIELD_ROW_PLAIN,
      CREWS);
  adw_clamp_set_child (self->clamp, GTK_WIDGET (self->form));
  tsn_station_ask (station, TSN_STORE_READ, find_work, g_new0 (TsnId, 1), g_free, self, found_cb);
  tsn_dialog_present (self, parent);
}
