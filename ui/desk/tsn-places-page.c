/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The directory. Most of it comes from the national open data files, which have no telephone number
 * for clinics: staff fill those in here, and an import of a newer edition leaves what they wrote.
 */

#include "tsn-places-page.h"

#include <glib/gi18n.h>

#include "tsn-import-window.h"
#include "tsn-words.h"

struct _TsnPlacesPage
{
  TsnRecordPage parent_instance;
};

G_DEFINE_FINAL_TYPE (TsnPlacesPage, tsn_places_page, TSN_TYPE_RECORD_PAGE)

static const TsnFormGroup GROUPS[] = {
  { N_ ("Facility"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_PLACE_NAME,
      TSN_PLACE_KANA,
      TSN_PLACE_SHORT_NAME,
      TSN_PLACE_TYPE,
      TSN_PLACE_OPERATOR,
      TSN_PLACE_CLOSED_ON } },
  { N_ ("How to reach it"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_PLACE_PHONE,
      TSN_PLACE_FAX,
      TSN_PLACE_LIAISON,
      TSN_PLACE_LIAISON_PHONE,
      TSN_PLACE_POSTCODE,
      TSN_PLACE_ADDRESS,
      TSN_PLACE_BUILDING,
      TSN_PLACE_MUNICIPALITY,
      TSN_PLACE_LATITUDE,
      TSN_PLACE_LONGITUDE,
      TSN_PLACE_URL } },
  { N_ ("What it offers"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_PLACE_HOURS,
      TSN_PLACE_SERVICES,
      TSN_PLACE_CAPACITY,
      TSN_PLACE_NETWORKS,
      TSN_PLACE_NOTE } },
  { N_ ("Where this comes from"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_PLACE_CODE, TSN_PLACE_SOURCE, TSN_PLACE_SOURCE_DATE } },
  { NULL, NULL, TSN_FIELD_ROW_PLAIN, { 0 } },
};

static void
tsn_places_page_describe (TsnRecordPage *page, TsnRecord *record, TsnRowText *text)
{
  const char *phone = tsn_record_text (record, TSN_PLACE_PHONE);
  const char *address = tsn_record_text (record, TSN_PLACE_ADDRESS);
  const TsnCode *type = tsn_code_by_number (&tsn_codes_place_type,
                                            (guint) tsn_record_number (record, TSN_PLACE_TYPE, 0));

  text->title = g_strdup (tsn_record_text (record, TSN_PLACE_NAME));
  text->subtitle = g_strdup_printf ("%s  %s",
                                    phone != NULL ? phone : _ ("No telephone number"),
                                    address != NULL ? address : "");
  text->badge = type != NULL ? g_strdup (tsn_words_code (type)) : NULL;
}

/* -- Importing -- */

static TsnImportReport *
import_places (TsnStore *store,
               gpointer data,
               const char *path,
               const TsnImportOptions *options,
               char **note,
               GCancellable *cancellable,
               GError **error)
{
  return tsn_import_places_sync (store, path, options, cancellable, error);
}

static TsnImportReport *
import_addresses (TsnStore *store,
                  gpointer data,
                  const char *path,
                  const TsnImportOptions *options,
                  char **note,
                  GCancellable *cancellable,
                  GError **error)
{
  return tsn_import_addresses_sync (store, path, options, cancellable, error);
}

static void
import_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  static const guint kinds[] = { TSN_KIND_PLACE, 0 };
  gboolean places = g_str_equal (action, "places.import");

  tsn_import_file (widget,
                   tsn_page_get_station (TSN_PAGE (widget)),
                   places ? _ ("Import a directory") : _ ("Import postcodes"),
                   places ? import_places : import_addresses,
                   NULL,
                   NULL,
                   places ? kinds : &kinds[1]);
}

/* -- Making the page -- */

static void
add_menu (TsnPlacesPage *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _ ("_Directory (care services, clinics) …"), "places.import");
  g_menu_append (menu, _ ("_Postcodes …"), "places.import-addresses");
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("_Import"));
  gtk_menu_button_set_use_underline (GTK_MENU_BUTTON (button), TRUE);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  tsn_record_page_add_filter (TSN_RECORD_PAGE (self), button);
}

static void
tsn_places_page_constructed (GObject *object)
{
  TsnPlacesPage *self = TSN_PLACES_PAGE (object);

  G_OBJECT_CLASS (tsn_places_page_parent_class)->constructed (object);
  tsn_record_page_add_code_filter (TSN_RECORD_PAGE (self),
                                   TSN_PLACE_TYPE,
                                   _ ("All types"),
                                   _ ("Type"));
  add_menu (self);
}

static void
tsn_places_page_class_init (TsnPlacesPageClass *class)
{
  TsnRecordPageClass *page_class = TSN_RECORD_PAGE_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_places_page_constructed;
  page_class->kind = TSN_KIND_PLACE;
  page_class->groups = GROUPS;
  page_class->icon = "mark-location-symbolic";
  page_class->none_title = N_ ("Directory");
  page_class->none_text = N_ ("Choose a facility from the list, or import a file of the ministry.");
  page_class->list_none = N_ ("No facilities yet");
  page_class->create_label = N_ ("New facility (Ctrl+N)");
  page_class->describe = tsn_places_page_describe;
  gtk_widget_class_install_action (widget_class, "places.import", NULL, import_activated);
  gtk_widget_class_install_action (widget_class, "places.import-addresses", NULL, import_activated);
}

static void
tsn_places_page_init (TsnPlacesPage *self)
{
}
