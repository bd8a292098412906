/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A trust file is written in steps: what lies there already is read, the store makes of it what is
 * to be written, and keeps it when it is on the stick. What changes for a neighbour's crew (an
 * order) goes the same way, for it counts only in a file that the crew gets.
 */

#include "tsn-crews-group.h"

#include <glib/gi18n.h>

#include "tsn-address.h"
#include "tsn-button-row.h"
#include "tsn-file-bytes.h"
#include "tsn-toast.h"
#include "tsn-trust-files.h"
#include "tsn-windows.h"
#include "tsn-words.h"

#define TRUST_SUFFIX ".tsntrust"
#define CREW_SUFFIX  ".tsncrew"
#define CREW_MAX     4096 /* bytes; it has some 250 */

/* What changes for a neighbour's crew with the next file; nothing: it is only written on. */
typedef struct
{
  TsnCrew crew;      /* without a certificate: nobody */
  char *fingerprint; /* of @crew's municipality */
  gboolean withdraws;
  TsnId device; /* from which */
} Order;

struct _TsnCrewsGroup
{
  AdwBin parent_instance;

  TsnStation *station;
  char *name; /* of the trust file */
  AdwPreferencesGroup *group;
  AdwActionRow *fingerprint;
  GPtrArray *loans; /* of rows, borrowed */
  Order *order;     /* (nullable): while the file is chosen */
};

G_DEFINE_FINAL_TYPE (TsnCrewsGroup, tsn_crews_group, ADW_TYPE_BIN)

static void
order_free (gpointer data)
{
  Order *order = data;

  tsn_crew_clear (&order->crew);
  g_free (order->fingerprint);
  g_free (order);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Order, order_free)

/* -- Who is lent the keys -- */

typedef struct
{
  TsnVault *vault;
  char *code;         /* of this municipality */
  TsnTrustFile *file; /* as it was written last */
  GPtrArray *names;   /* of char: whose crew each loan is for */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->code);
  g_clear_pointer (&look->file, tsn_trust_file_free);
  g_clear_pointer (&look->names, g_ptr_array_unref);
  g_free (look);
}

static gboolean
look_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  g_autoptr (TsnRecord) municipality = tsn_session_municipality (session, error);
  const GPtrArray *loans;

  if (municipality == NULL)
    return FALSE;
  look->code = g_strdup (tsn_record_text (municipality, TSN_MUNICIPALITY_CODE));
  look->file = tsn_trust_files_written (session, look->vault, error);
  if (look->file == NULL)
    return FALSE;
  look->names = g_ptr_array_new_with_free_func (g_free);
  loans = tsn_trust_file_loans (look->file);
  for (guint i = 0; i < loans->len; i++)
    {
      const TsnTrustLoan *loan = g_ptr_array_index (loans, i);

      g_ptr_array_add (look->names,
                       tsn_session_municipality_title (session, loan->crew.municipality));
    }
  return TRUE;
}

static void choose_file (TsnCrewsGroup *self, Order *order);

static void
withdraw_confirmed_cb (gpointer object, gpointer data)
{
  const TsnId *device = data;
  Order *order = g_new0 (Order, 1);

  order->withdraws = TRUE;
  order->device = *device;
  choose_file (object, order);
}

static void
withdraw_cb (GtkButton *button, TsnCrewsGroup *self)
{
  const TsnId *device = g_object_get_data (G_OBJECT (button), "tsn-device");

  tsn_confirm (GTK_WIDGET (self),
               _ ("Lend this device nothing more?"),
               _ ("It keeps the keys that it has. If it was lost, revoke it there, and change the "
                  "keys of the cards here: tsunagictl key rotate --cards"),
               _ ("_Withdraw"),
               TRUE,
               withdraw_confirmed_cb,
               self,
               g_memdup2 (device, sizeof *device),
               g_free);
}

static GtkWidget *
loan_row_new (TsnCrewsGroup *self, const TsnTrustLoan *loan, const char *name)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Wi_thdraw…"));
  g_autofree char *day = tsn_date_format (tsn_date_from_unix_ms (loan->made_ms),
                                          TSN_DATE_STYLE_BOTH);
  /* Translators: a municipality, the label of a device */
  g_autofree char *title = g_strdup_printf (_ ("Crew of %s: %s"), name, loan->crew.label);
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  /* Translators: a date */
  g_autofree char *subtitle = g_strdup_printf (_ ("Gets the keys of our cards, last on %s"), day);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button),
                          "tsn-device",
                          g_memdup2 (&loan->crew.device, sizeof loan->crew.device),
                          g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (withdraw_cb), self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
looked_cb (gpointer object, gpointer data, const GError *error)
{
  TsnCrewsGroup *self = object;
  const Look *look = data;
  const GPtrArray *loans;

  if (error != NULL)
    return;
  g_free (self->name);
  self->name = g_strconcat (look->code, TRUST_SUFFIX, NULL);
  for (guint i = 0; i < self->loans->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->loans, i));
  g_ptr_array_set_size (self->loans, 0);
  loans = tsn_trust_file_loans (look->file);
  for (guint i = 0; i < loans->len; i++)
    {
      GtkWidget *row = loan_row_new (self,
                                     g_ptr_array_index (loans, i),
                                     g_ptr_array_index (look->names, i));

      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->loans, row);
    }
}

static void
look (TsnCrewsGroup *self)
{
  Look *look = g_new0 (Look, 1);

  look->vault = tsn_station_get_vault (self->station);
  tsn_station_ask (self->station, TSN_STORE_READ, look_work, look, look_free, self, looked_cb);
}

/* -- Writing a trust file -- */

typedef struct
{
  TsnCrewsGroup *self; /* a reference */
  TsnVault *vault;
  GFile *file;
  Order *order;
  GBytes *before;
  TsnTrustFile *trust;
} Writing;

static void
writing_clear (gpointer data)
{
  Writing *writing = data;

  g_object_unref (writing->self);
  g_object_unref (writing->file);
  order_free (writing->order);
  g_clear_pointer (&writing->before, g_bytes_unref);
  g_clear_pointer (&writing->trust, tsn_trust_file_free);
}

/* Each step has one. */
static void
writing_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, writing_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Writing, writing_unref)

static gboolean
keep_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Writing *writing = data;

  return tsn_trust_files_keep_written (session, writing->trust, error);
}

static void
kept_cb (gpointer object, gpointer data, const GError *error)
{
  TsnCrewsGroup *self = object;
  const Writing *writing = data;

  look (self);
  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (self), error);
  else if (writing->order->crew.certificate != NULL)
    tsn_toast (GTK_WIDGET (self),
               _ ("The trust file was written, with the keys for the neighbour's crew"));
  else
    tsn_toast (GTK_WIDGET (self), _ ("The trust file was written"));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Writing) writing = user_data;
  TsnCrewsGroup *self = writing->self;
  g_autoptr (GError) error = NULL;

  if (!tsn_file_bytes_write_finish (result, &error))
    tsn_toast_error (GTK_WIDGET (self), error);
  else if (tsn_station_get_state (self->station) == TSN_STATION_OPEN)
    tsn_station_ask (self->station,
                     TSN_STORE_WRITE,
                     keep_work,
                     g_steal_pointer (&writing),
                     writing_unref,
                     self,
                     kept_cb);
}

static gboolean
make_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Writing *writing = data;
  const Order *wanted = writing->order;
  TsnTrustOrder order = { .crew = wanted->crew.certificate != NULL ? &wanted->crew : NULL,
                          .fingerprint = wanted->fingerprint,
                          .withdraw = wanted->withdraws ? &wanted->device : NULL };

  writing->trust =
      tsn_trust_files_write_on (session, writing->vault, writing->before, &order, error);
  return writing->trust != NULL;
}

static void
made_cb (gpointer object, gpointer data, const GError *error)
{
  Writing *writing = data;
  g_autoptr (GBytes) bytes = NULL;

  if (error != NULL)
    {
      tsn_toast_error (object, error);
      return;
    }
  bytes = tsn_trust_file_dup_bytes (writing->trust);
  tsn_file_bytes_write_async (writing->file, bytes, written_cb, g_atomic_rc_box_acquire (writing));
}

static void
read_before_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Writing) writing = user_data;
  TsnCrewsGroup *self = writing->self;
  g_autoptr (GError) error = NULL;

  writing->before = tsn_file_bytes_read_finish (result, &error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      tsn_toast_error (GTK_WIDGET (self), error);
      return;
    }
  if (tsn_station_get_state (self->station) != TSN_STATION_OPEN)
    return;
  writing->vault = tsn_station_get_vault (self->station);
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   make_work,
                   g_steal_pointer (&writing),
                   writing_unref,
                   self,
                   made_cb);
}

void
tsn_crews_group_write (TsnCrewsGroup *self, GFile *file)
{
  Writing *writing = g_atomic_rc_box_new0 (Writing);

  writing->self = g_object_ref (self);
  writing->file = g_object_ref (file);
  writing->order = self->order != NULL ? g_steal_pointer (&self->order) : g_new0 (Order, 1);
  tsn_file_bytes_read_async (file, TSN_TRUST_FILE_MAX, NULL, read_before_cb, writing);
}

static void
write_chosen_cb (gpointer object, GFile *file)
{
  tsn_crews_group_write (object, file);
}

/* @order: (nullable) (transfer full) */
static void
choose_file (TsnCrewsGroup *self, Order *order)
{
  static const char *const types[] = { "*" TRUST_SUFFIX, NULL };

  g_clear_pointer (&self->order, order_free);
  self->order = order;
  tsn_choose_file (GTK_WIDGET (self),
                   _ ("Where to put the trust file"),
                   TRUE,
                   self->name,
                   types,
                   write_chosen_cb,
                   self);
}

static void
write_cb (TsnCrewsGroup *self)
{
  choose_file (self, NULL);
}

/* -- Lending -- */

typedef struct
{
  GBytes *bytes;
  Order *order;
  char *name; /* of the municipality that it says it is of */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_bytes_unref (request->bytes);
  g_clear_pointer (&request->order, order_free);
  g_free (request->name);
  g_free (request);
}

static gboolean
request_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Request *request = data;
  TsnCrew *crew = &request->order->crew;

  if (!tsn_crew_read (crew, request->bytes, error))
    return FALSE;
  request->order->fingerprint = tsn_trust_fingerprint (crew->root);
  request->name = tsn_session_municipality_title (session, crew->municipality);
  return TRUE;
}

static void
lend_confirmed_cb (gpointer object, gpointer data)
{
  const Order *asked = data;
  Order *order = g_new0 (Order, 1);

  (void) tsn_crew_read (&order->crew, asked->crew.bytes, NULL);
  order->fingerprint = g_strdup (asked->fingerprint);
  choose_file (object, order);
}

static void
requested_cb (gpointer object, gpointer data, const GError *error)
{
  TsnCrewsGroup *self = object;
  Request *request = data;
  g_autofree char *body = NULL;

  if (error != NULL)
    {
      tsn_toast_error (GTK_WIDGET (self), error);
      return;
    }
  body = g_strdup_printf (_ ("This is asked in the name of %s. Ask it by telephone for its "
                             "fingerprint, and lend the keys only if it is this one:\n\n%s\n\n"
                             "Its crew then reads every card of ours that it has in hand."),
                          request->name,
                          request->order->fingerprint);
  tsn_confirm (GTK_WIDGET (self),
               _ ("Lend the keys of our cards?"),
               body,
               _ ("It is the _same"),
               FALSE,
               lend_confirmed_cb,
               self,
               g_steal_pointer (&request->order),
               order_free);
}

static void
request_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnCrewsGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = tsn_file_bytes_read_finish (result, &error);
  Request *request;

  if (bytes == NULL)
    {
      tsn_toast_error (GTK_WIDGET (self), error);
      return;
    }
  request = g_new0 (Request, 1);
  request->bytes = g_steal_pointer (&bytes);
  request->order = g_new0 (Order, 1);
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   request_work,
                   request,
                   request_free,
                   self,
                   requested_cb);
}

void
tsn_crews_group_lend (TsnCrewsGroup *self, GFile *request)
{
  tsn_file_bytes_read_async (request, CREW_MAX, NULL, request_read_cb, g_object_ref (self));
}

static void
request_chosen_cb (gpointer object, GFile *file)
{
  tsn_crews_group_lend (object, file);
}

static void
lend_cb (TsnCrewsGroup *self)
{
  static const char *const types[] = { "*" CREW_SUFFIX, NULL };

  tsn_choose_file (GTK_WIDGET (self),
                   _ ("What the neighbour's crew asks with"),
                   FALSE,
                   NULL,
                   types,
                   request_chosen_cb,
                   self);
}

/* -- Asking -- */

typedef struct
{
  TsnVault *vault;
  GFile *file;
  GBytes *bytes;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_object_unref (asking->file);
  g_clear_pointer (&asking->bytes, g_bytes_unref);
  g_free (asking);
}

static gboolean
ask_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Asking *asking = data;

  asking->bytes = tsn_trust_files_ask (session, asking->vault, error);
  return asking->bytes != NULL;
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnCrewsGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (tsn_file_bytes_write_finish (result, &error))
    tsn_toast (GTK_WIDGET (self), _ ("Give this file to the coordinator of the neighbour"));
  else
    tsn_toast_error (GTK_WIDGET (self), error);
}

static void
asking_cb (gpointer object, gpointer data, const GError *error)
{
  const Asking *asking = data;

  if (error != NULL)
    tsn_toast_error (object, error);
  else
    tsn_file_bytes_write_async (asking->file, asking->bytes, asked_cb, g_object_ref (object));
}

void
tsn_crews_group_ask (TsnCrewsGroup *self, GFile *file)
{
  Asking *asking = g_new0 (Asking, 1);

  asking->vault = tsn_station_get_vault (self->station);
  asking->file = g_object_ref (file);
  tsn_station_ask (self->station, TSN_STORE_READ, ask_work, asking, asking_free, self, asking_cb);
}

static void
ask_chosen_cb (gpointer object, GFile *file)
{
  tsn_crews_group_ask (object, file);
}

static void
ask_cb (TsnCrewsGroup *self)
{
  static const char *const types[] = { "*" CREW_SUFFIX, NULL };

  tsn_choose_file (GTK_WIDGET (self),
                   _ ("Where to put what the neighbour is asked with"),
                   TRUE,
                   "crew" CREW_SUFFIX,
                   types,
                   ask_chosen_cb,
                   self);
}

/* -- Life -- */

static void
tsn_crews_group_dispose (GObject *object)
{
  TsnCrewsGroup *self = TSN_CREWS_GROUP (object);

  g_clear_pointer (&self->order, order_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->loans, g_ptr_array_unref);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_crews_group_parent_class)->dispose (object);
}

static void
tsn_crews_group_class_init (TsnCrewsGroupClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_crews_group_dispose;
}

static void
tsn_crews_group_init (TsnCrewsGroup *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *fingerprint = adw_action_row_new ();

  self->group = ADW_PREFERENCES_GROUP (group);
  self->fingerprint = ADW_ACTION_ROW (fingerprint);
  self->loans = g_ptr_array_new ();
  self->name = g_strdup ("trust" TRUST_SUFFIX); /* until the municipality is known */
  adw_preferences_group_set_title (self->group, _ ("Crews"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (fingerprint),
                                 _ ("Fingerprint of this municipality"));
  adw_preferences_group_add (self->group, fingerprint);
  adw_bin_set_child (ADW_BIN (self), group);
}

static void
add_rows_of_desk (TsnCrewsGroup *self)
{
  adw_preferences_group_add (
      self->group,
      tsn_button_row_new (
          _ ("Trust file"),
          _ ("What crews without a network have to know of our cards, for a USB stick"),
          _ ("_Write…"),
          G_CALLBACK (write_cb),
          self));
  adw_preferences_group_add (
      self->group,
      tsn_button_row_new (
          _ ("Crew of a neighbour"),
          _ ("With the file that its device has made, it gets the keys of our cards"),
          _ ("Len_d…"),
          G_CALLBACK (lend_cb),
          self));
}

static void
add_rows_of_crew (TsnCrewsGroup *self)
{
  adw_preferences_group_add (
      self->group,
      tsn_button_row_new (
          _ ("Cards of a neighbour"),
          _ ("Its coordinator lends this device their keys, with a file that is made here"),
          _ ("_Ask…"),
          G_CALLBACK (ask_cb),
          self));
}

void
tsn_crews_group_set_station (TsnCrewsGroup *self, TsnStation *station)
{
  TsnVault *vault = tsn_station_get_vault (station);
  TsnRole role = vault != NULL ? tsn_vault_role (vault) : TSN_ROLE_KIOSK;
  g_autofree char *fingerprint = NULL;

  self->station = g_object_ref (station);
  gtk_widget_set_visible (GTK_WIDGET (self), role == TSN_ROLE_DESK || role == TSN_ROLE_EMS);
  if (role == TSN_ROLE_DESK)
    {
      add_rows_of_desk (self);
      look (self);
    }
  else if (role == TSN_ROLE_EMS)
    add_rows_of_crew (self);
  if (vault == NULL)
    return;
  fingerprint = tsn_trust_fingerprint (tsn_vault_root_public (vault));
  adw_action_row_set_subtitle (self->fingerprint, fingerprint);
}
