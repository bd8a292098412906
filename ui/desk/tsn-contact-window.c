/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The role comes first and decides what else is asked: a daughter has no department, a pharmacy
 * does not live with anybody. Choosing a place of the directory fills in its name and numbers;
 * numbers stay to be typed over, since the directory often has none.
 *
 * When the desk is locked while a new contact is being typed, it is put if it is complete. */

#include "tsn-contact-window.h"

#include <glib/gi18n.h>

#include "tsn-record-form.h"
#include "tsn-toast.h"
#include "tsn-windows.h"

struct _TsnContactWindow
{
  TsnDialog parent_instance;

  TsnStation *station;
  TsnId contact;
  gboolean draft;

  TsnRecordForm *form;
  AdwPreferencesGroup *groups[4];

  AdwHeaderBar *header;
  GtkBox *box;
  GtkWidget *cancel;
  GtkWidget *add;
  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (TsnContactWindow, tsn_contact_window, TSN_TYPE_DIALOG)

/* -- What is asked of whom -- */

typedef enum
{
  OF_ALL,
  OF_FAMILY,
  OF_TEAM,
} Whose;

static const struct
{
  const char *title;
  const char *description;
  Whose whose;
  guint fields[9];
} GROUPS[] = {
  { NULL, NULL, OF_ALL, { TSN_CONTACT_ROLE } },
  { N_ ("Office"),
    N_ ("Choose it from the directory, or type its name."),
    OF_TEAM,
    { TSN_CONTACT_PLACE, TSN_CONTACT_OFFICE, TSN_CONTACT_DEPARTMENT } },
  { N_ ("Name and phone"),
    NULL,
    OF_ALL,
    { TSN_CONTACT_NAME,
      TSN_CONTACT_KANA,
      TSN_CONTACT_RELATION,
      TSN_CONTACT_RELATION_NOTE,
      TSN_CONTACT_PHONE_1,
      TSN_CONTACT_PHONE_2,
      TSN_CONTACT_PHONE_24H,
      TSN_CONTACT_FAX } },
  { N_ ("More"),
    N_ ("Who speaks for the person has no legal power by that."),
    OF_ALL,
    { TSN_CONTACT_PROXY,
      TSN_CONTACT_PROXY_ASKED,
      TSN_CONTACT_INFORMED,
      TSN_CONTACT_LIVING_TOGETHER,
      TSN_CONTACT_ADDRESS,
      TSN_CONTACT_NOTE,
      TSN_CONTACT_ENDED_ON } },
};
G_STATIC_ASSERT (G_N_ELEMENTS (GROUPS) == G_N_ELEMENTS (((TsnContactWindow *) NULL)->groups));

/* Fields that make sense of one side only, in groups that both have. */
static const struct
{
  guint field;
  Whose whose;
} FIELDS[] = {
  { TSN_CONTACT_RELATION, OF_FAMILY },        { TSN_CONTACT_RELATION_NOTE, OF_FAMILY },
  { TSN_CONTACT_PROXY, OF_FAMILY },           { TSN_CONTACT_PROXY_ASKED, OF_FAMILY },
  { TSN_CONTACT_LIVING_TOGETHER, OF_FAMILY }, { TSN_CONTACT_ADDRESS, OF_FAMILY },
  { TSN_CONTACT_PHONE_24H, OF_TEAM },         { TSN_CONTACT_FAX, OF_TEAM },
};

static Whose
whose_role (gint64 role)
{
  switch (role)
    {
    case TSN_CONTACT_ROLE_EMERGENCY:
      return OF_FAMILY;
    case 0:
    case TSN_CONTACT_ROLE_OTHER:
      return OF_ALL;
    default:
      return OF_TEAM;
    }
}

/* With "other" and before a role is chosen, everything is there. */
static gboolean
applies (Whose asked, Whose role)
{
  return asked == OF_ALL || role == OF_ALL || asked == role;
}

static void
show_fields (TsnContactWindow *self)
{
  g_auto (TsnValue) value = TSN_VALUE_NONE;
  TsnFieldRow *role = tsn_record_form_get_row (self->form, TSN_CONTACT_ROLE);
  Whose whose = OF_ALL;

  if (tsn_field_row_get_value (role, &value, NULL) && value.type == TSN_TYPE_CODE)
    whose = whose_role (value.number);
  for (guint i = 0; i < G_N_ELEMENTS (GROUPS); i++)
    gtk_widget_set_visible (GTK_WIDGET (self->groups[i]), applies (GROUPS[i].whose, whose));
  for (guint i = 0; i < G_N_ELEMENTS (FIELDS); i++)
    gtk_widget_set_visible (GTK_WIDGET (tsn_record_form_get_row (self->form, FIELDS[i].field)),
                            applies (FIELDS[i].whose, whose));
}

/* -- A place of the directory -- */

typedef struct
{
  TsnId place;
  TsnRecord *record;
} PlaceRead;

static void
place_read_free (gpointer pointer)
{
  PlaceRead *read = pointer;

  g_clear_pointer (&read->record, tsn_record_unref);
  g_free (read);
}

static gboolean
place_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PlaceRead *read = data;

  read->record =
      tsn_session_get (session, tsn_kind_by_number (TSN_KIND_PLACE), &read->place, error);
  return read->record != NULL || error == NULL || *error == NULL;
}

static void
place_cb (gpointer object, gpointer data, const GError *error)
{
  TsnContactWindow *self = object;
  const PlaceRead *read = data;
  static const struct
  {
    guint from;
    guint to;
  } copies[] = {
    { TSN_PLACE_NAME, TSN_CONTACT_OFFICE },
    { TSN_PLACE_PHONE, TSN_CONTACT_PHONE_1 },
    { TSN_PLACE_FAX, TSN_CONTACT_FAX },
  };

  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (self), error);
  for (guint i = 0; read->record != NULL && i < G_N_ELEMENTS (copies); i++)
    {
      const char *text = tsn_record_text (read->record, copies[i].from);

      if (text != NULL)
        tsn_record_form_take_value (self->form, copies[i].to, tsn_value_text (text));
    }
}

static void
place_edited_cb (TsnContactWindow *self)
{
  g_auto (TsnValue) value = TSN_VALUE_NONE;
  TsnFieldRow *row = tsn_record_form_get_row (self->form, TSN_CONTACT_PLACE);
  PlaceRead *read;

  if (!tsn_field_row_get_value (row, &value, NULL) || value.type != TSN_TYPE_REFERENCE)
    return;
  read = g_new0 (PlaceRead, 1);
  read->place = value.id;
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   place_worker,
                   read,
                   place_read_free,
                   self,
                   place_cb);
}

/* -- Adding and removing -- */

static void
add_cb (TsnContactWindow *self)
{
  tsn_record_form_create (self->form);
}

static void
saved_cb (TsnContactWindow *self, guint field)
{
  if (field == 0)
    gtk_window_close (GTK_WINDOW (self));
}

static gboolean
remove_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_erase (session, tsn_kind_by_number (TSN_KIND_CONTACT), data, NULL, error);
}

static void
removed_cb (gpointer object, gpointer data, const GError *error)
{
  TsnContactWindow *self = object;

  if (error != NULL)
    {
      tsn_toast_error (GTK_WIDGET (self), error);
      return;
    }
  tsn_station_changed (self->station, TSN_KIND_CONTACT, &self->contact);
  gtk_window_close (GTK_WINDOW (self));
}

static void
confirmed_cb (gpointer object, gpointer data)
{
  TsnContactWindow *self = object;

  tsn_record_form_set_record (self->form, NULL);
  tsn_station_ask (self->station,
                   TSN_STORE_WRITE,
                   remove_worker,
                   g_memdup2 (&self->contact, sizeof (TsnId)),
                   g_free,
                   self,
                   removed_cb);
}

static void
remove_cb (TsnContactWindow *self)
{
  tsn_confirm (GTK_WIDGET (self),
               _ ("Remove this contact?"),
               _ ("It will be erased with its history. If it only ended, fill in “Ended on” "
                  "instead."),
               _ ("Remove"),
               TRUE,
               confirmed_cb,
               self,
               NULL,
               NULL);
}

static void
locking_cb (TsnContactWindow *self)
{
  if (self->draft)
    tsn_record_form_create (self->form);
}

/* -- Life -- */

static gboolean
tsn_contact_window_close_request (GtkWindow *window)
{
  TsnContactWindow *self = TSN_CONTACT_WINDOW (window);

  if (!self->draft)
    tsn_record_form_finish (self->form);
  return GTK_WINDOW_CLASS (tsn_contact_window_parent_class)->close_request (window);
}

static void
tsn_contact_window_dispose (GObject *object)
{
  TsnContactWindow *self = TSN_CONTACT_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_CONTACT_WINDOW);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_contact_window_parent_class)->dispose (object);
}

static void
tsn_contact_window_class_init (TsnContactWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_contact_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = tsn_contact_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/desk/tsn-contact-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnContactWindow, header);
  gtk_widget_class_bind_template_child (widget_class, TsnContactWindow, box);
  gtk_widget_class_bind_template_child (widget_class, TsnContactWindow, cancel);
  gtk_widget_class_bind_template_child (widget_class, TsnContactWindow, add);
  gtk_widget_class_bind_template_child (widget_class, TsnContactWindow, remove);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
tsn_contact_window_init (TsnContactWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static TsnContactWindow *
new_window (TsnStation *station, const TsnId *contact, gboolean draft)
{
  TsnContactWindow *self = g_object_new (TSN_TYPE_CONTACT_WINDOW, NULL);

  self->station = g_object_ref (station);
  self->contact = *contact;
  self->draft = draft;
  self->form = TSN_RECORD_FORM (
      tsn_record_form_new (station, tsn_kind_by_number (TSN_KIND_CONTACT)));
  gtk_box_prepend (self->box, GTK_WIDGET (self->form));
  for (guint i = 0; i < G_N_ELEMENTS (GROUPS); i++)
    self->groups[i] = tsn_record_form_add_group (
        self->form,
        GROUPS[i].title != NULL ? _ (GROUPS[i].title) : NULL,
        GROUPS[i].description != NULL ? _ (GROUPS[i].description) : NULL,
        TSN_FIELD_ROW_PLAIN,
        GROUPS[i].fields);
  gtk_widget_set_visible (self->cancel, draft);
  gtk_widget_set_visible (self->add, draft);
  gtk_widget_set_visible (self->remove, !draft);
  g_signal_connect_object (self->form, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "loaded", G_CALLBACK (show_fields), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tsn_record_form_get_row (self->form, TSN_CONTACT_ROLE),
                           "edited",
                           G_CALLBACK (show_fields),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (tsn_record_form_get_row (self->form, TSN_CONTACT_PLACE),
                           "edited",
                           G_CALLBACK (place_edited_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (station, "locking", G_CALLBACK (locking_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
tsn_contact_window_add (GtkWidget *parent, TsnStation *station, const TsnId *person, guint priority)
{
  const TsnId id = tsn_id_new (g_get_real_time () / 1000);
  TsnChange *change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONTACT), &id);
  TsnContactWindow *self = new_window (station, &id, TRUE);

  tsn_change_set_reference (change, TSN_CONTACT_PERSON, person);
  tsn_change_set_number (change, TSN_CONTACT_PRIORITY, MIN (priority, 99));
  tsn_change_set_number (change, TSN_CONTACT_ROLE, TSN_CONTACT_ROLE_EMERGENCY);
  tsn_record_form_set_draft (self->form, change);
  show_fields (self);
  adw_header_bar_set_show_end_title_buttons (self->header, FALSE);
  tsn_dialog_present (self, parent);
  gtk_widget_grab_focus (GTK_WIDGET (tsn_record_form_get_row (self->form, TSN_CONTACT_ROLE)));
}

void
tsn_contact_window_edit (GtkWidget *parent, TsnStation *station, const TsnRecord *contact)
{
  TsnContactWindow *self = new_window (station, &contact->id, FALSE);

  tsn_record_form_set_record (self->form, &contact->id);
  tsn_dialog_present (self, parent);
}
