/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An overview of what is set, one line each, and behind each line the list of what there is to
 * choose from: no typing. The printer is asked what it offers, so that no paper can be chosen that
 * it has not, or on which the card has no room.
 */

#include "tsn-kiosk-setup.h"

#include <glib/gi18n.h>

#include "tsn-card-layout.h"
#include "tsn-code.h"
#include "tsn-kiosk-label.h"
#include "tsn-kiosk-page.h"
#include "tsn-kiosk-panel.h"
#include "tsn-kiosk-paper-words.h"
#include "tsn-kiosk-test-page.h"
#include "tsn-kiosk-trouble.h"
#include "tsn-paper-address.h"
#include "tsn-paper-printers.h"
#include "tsn-print-run.h"
#include "tsn-words.h"

#define SPACING 16

struct _TsnKioskSetup
{
  GtkBox parent_instance;

  TsnStation *station;
  GSettings *settings;
  TsnPaperAddress *address;
  guint layout;        /* TSN_LAYOUT_* */
  guint position;      /* next place on the sheet; 0: not known yet */
  GPtrArray *printers; /* of TsnPaperPrinter, since they were looked for */
  TsnPaperOffer *offer;
  GCancellable *asking;
  GtkWidget *panel; /* all that is shown */
  GtkWidget *says;  /* on it: how it goes; NULL: there is none yet */
};

G_DEFINE_FINAL_TYPE (TsnKioskSetup, tsn_kiosk_setup, GTK_TYPE_BOX)

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void show_overview (TsnKioskSetup *self);

/* -- Words -- */

static const char *
words_of_layout (guint layout)
{
  return tsn_words_code (tsn_code_by_number (&tsn_codes_layout, layout));
}

static const char *
words_of_printer (TsnKioskSetup *self)
{
  for (guint i = 0; self->printers != NULL && i < self->printers->len; i++)
    {
      const TsnPaperPrinter *printer = g_ptr_array_index (self->printers, i);

      if (g_str_equal (printer->address, self->address->printer))
        return printer->name;
    }
  return *self->address->printer != '\0' ? self->address->printer : _ ("none");
}

/* -- What fills it -- */

static void
say (TsnKioskSetup *self, const char *words)
{
  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (self->says), words);
}

static void
say_trouble (TsnKioskSetup *self, const GError *error)
{
  g_autofree char *words = tsn_kiosk_trouble_for_staff (error);

  say (self, words);
}

/* What was asked for is not waited for any more. */
static void
stop_asking (TsnKioskSetup *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  if (self->says != NULL)
    tsn_kiosk_test_page_stop (self->says);
}

static void
begin_panel (TsnKioskSetup *self, const char *title)
{
  stop_asking (self);
  self->says = NULL;
  if (self->panel != NULL)
    gtk_box_remove (GTK_BOX (self), self->panel);
  self->panel = tsn_kiosk_panel_new (title, NULL);
  gtk_box_append (GTK_BOX (self), self->panel);
}

static void
end_panel (TsnKioskSetup *self)
{
  self->says = tsn_kiosk_label_new ("");
  tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (self->says), TRUE);
  gtk_box_append (GTK_BOX (self->panel), self->says);
}

static GtkWidget *
add_grid (TsnKioskSetup *self)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), SPACING);
  gtk_grid_set_column_spacing (GTK_GRID (grid), SPACING);
  gtk_box_append (GTK_BOX (self->panel), grid);
  return grid;
}

/* -- Choosing -- */

typedef void (*Take) (TsnKioskSetup *self, guint index);

static void
taken_cb (TsnKioskSetup *self, GtkWidget *button)
{
  Take take = g_object_get_data (G_OBJECT (button), "take");

  take (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")));
}

/* A list of @texts, in two columns; NULL in it: not to be had. */
static void
show_choices (TsnKioskSetup *self, const char *title, GPtrArray *texts, guint chosen, Take take)
{
  GtkWidget *grid;

  begin_panel (self, title);
  grid = add_grid (self);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (guint i = 0, n = 0; i < texts->len; i++)
    {
      const char *text = g_ptr_array_index (texts, i);
      GtkWidget *button;

      if (text == NULL)
        continue;
      button = tsn_kiosk_button_new (text, i == chosen ? "chosen" : "choice", NULL, NULL);
      g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (i));
      g_object_set_data (G_OBJECT (button), "take", take);
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (taken_cb), self);
      gtk_widget_set_hexpand (button, TRUE);
      gtk_grid_attach (GTK_GRID (grid), button, (int) (n % 2), (int) (n / 2), 1, 1);
      n++;
    }
  end_panel (self);
  tsn_kiosk_panel_add (self->panel, _ ("Back"), NULL, G_CALLBACK (show_overview), self);
  gtk_widget_child_focus (self->panel, GTK_DIR_TAB_FORWARD);
}

static void
keep_address (TsnKioskSetup *self)
{
  g_autofree char *text = tsn_paper_address_to_text (self->address);

  g_settings_set_string (self->settings, "kiosk-printer", text);
}

/* -- Printer -- */

static void
take_printer (TsnKioskSetup *self, guint index)
{
  const TsnPaperPrinter *printer = g_ptr_array_index (self->printers, index);

  g_free (self->address->printer);
  self->address->printer = g_strdup (printer->address);
  g_clear_pointer (&self->address->media, g_free);
  g_clear_pointer (&self->address->tray, g_free);
  g_clear_pointer (&self->offer, tsn_paper_offer_free);
  keep_address (self);
  show_overview (self);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnKioskSetup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) printers = tsn_paper_printers_find_finish (result, &error);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  guint chosen = G_MAXUINT;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_pointer (&self->printers, g_ptr_array_unref);
  self->printers = g_steal_pointer (&printers);
  for (guint i = 0; self->printers != NULL && i < self->printers->len; i++)
    {
      const TsnPaperPrinter *printer = g_ptr_array_index (self->printers, i);

      if (g_str_equal (printer->address, self->address->printer))
        chosen = i;
      g_ptr_array_add (texts, printer->name);
    }
  show_choices (self, _ ("Which printer?"), texts, chosen, take_printer);
  if (texts->len == 0)
    say (self,
         _ ("No printer was found. Switch it on, connect it to the same network, and look again."));
}

static void
choose_printer (TsnKioskSetup *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  show_choices (self, _ ("Which printer?"), none, 0, take_printer);
  say (self, _ ("Looking for printers…"));
  self->asking = g_cancellable_new ();
  tsn_paper_printers_find_async (self->asking, found_cb, g_object_ref (self));
}

/* -- Card -- */

static void
take_layout (TsnKioskSetup *self, guint index)
{
  double width, height;

  self->layout = tsn_codes_layout.codes[index].number;
  g_settings_set_uint (self->settings, "kiosk-layout", self->layout);
  tsn_paper_size_of_media (self->address->media, &width, &height);
  if (!tsn_card_layout_fits (self->layout, width, height))
    {
      g_clear_pointer (&self->address->media, g_free);
      keep_address (self);
    }
  show_overview (self);
}

static void
choose_layout (TsnKioskSetup *self)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  guint chosen = G_MAXUINT;

  for (guint i = 0; i < tsn_codes_layout.n_codes; i++)
    {
      const TsnCode *code = &tsn_codes_layout.codes[i];

      if (code->number == self->layout)
        chosen = i;
      g_ptr_array_add (texts, g_strdup (tsn_words_code (code)));
    }
  show_choices (self, _ ("Which card?"), texts, chosen, take_layout);
}

/* -- Paper and tray -- */

/* Index 0 is the printer's own. */
static void
take_media (TsnKioskSetup *self, guint index)
{
  g_free (self->address->media);
  self->address->media =
      index == 0
          ? NULL
          : g_strdup (((const TsnPaperMedia *) g_ptr_array_index (self->offer->media, index - 1))
                          ->keyword);
  keep_address (self);
  show_overview (self);
}

static void
choose_media (TsnKioskSetup *self)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  guint chosen = self->address->media == NULL ? 0 : G_MAXUINT;

  g_ptr_array_add (texts, tsn_kiosk_paper_words_media (NULL));
  for (guint i = 0; i < self->offer->media->len; i++)
    {
      const TsnPaperMedia *media = g_ptr_array_index (self->offer->media, i);
      g_autofree char *words = tsn_kiosk_paper_words_media (media->keyword);
      gboolean fits = tsn_card_layout_fits (self->layout, media->width_mm, media->height_mm);

      if (g_strcmp0 (media->keyword, self->address->media) == 0)
        chosen = i + 1;
      g_ptr_array_add (texts,
                       !fits             ? NULL
                       : media->is_ready ? g_strdup_printf (_ ("%s, in the tray"), words)
                                         : g_steal_pointer (&words));
    }
  show_choices (self, _ ("Which paper?"), texts, chosen, take_media);
}

static void
take_tray (TsnKioskSetup *self, guint index)
{
  g_free (self->address->tray);
  self->address->tray = index == 0 ? NULL
                                   : g_strdup (g_ptr_array_index (self->offer->trays, index - 1));
  keep_address (self);
  show_overview (self);
}

static void
choose_tray (TsnKioskSetup *self)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  guint chosen = self->address->tray == NULL ? 0 : G_MAXUINT;

  g_ptr_array_add (texts, tsn_kiosk_paper_words_tray (NULL));
  for (guint i = 0; i < self->offer->trays->len; i++)
    {
      const char *tray = g_ptr_array_index (self->offer->trays, i);

      if (g_strcmp0 (tray, self->address->tray) == 0)
        chosen = i + 1;
      g_ptr_array_add (texts, tsn_kiosk_paper_words_tray (tray));
    }
  show_choices (self, _ ("Which tray?"), texts, chosen, take_tray);
}

typedef struct
{
  TsnKioskSetup *setup;
  void (*choose) (TsnKioskSetup *self);
} Offering;

static void
offered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Offering *offering = user_data;
  g_autoptr (TsnKioskSetup) self = offering->setup;
  g_autoptr (GError) error = NULL;
  TsnPaperOffer *offer = tsn_paper_printers_ask_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (offer == NULL)
    {
      say_trouble (self, error);
      return;
    }
  g_clear_pointer (&self->offer, tsn_paper_offer_free);
  self->offer = offer;
  offering->choose (self);
}

/* What is loaded changes: it is asked each time. */
static void
ask_offer (TsnKioskSetup *self, void (*choose) (TsnKioskSetup *self))
{
  Offering *offering = g_new0 (Offering, 1);

  stop_asking (self);
  say (self, _ ("One moment, the printer is asked."));
  offering->setup = g_object_ref (self);
  offering->choose = choose;
  self->asking = g_cancellable_new ();
  tsn_paper_printers_ask_async (self->address->printer, self->asking, offered_cb, offering);
}

static void
ask_media (TsnKioskSetup *self)
{
  ask_offer (self, choose_media);
}

static void
ask_tray (TsnKioskSetup *self)
{
  ask_offer (self, choose_tray);
}

/* -- The place on the sheet -- */

static gboolean
position_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  guint *position = data;

  *position = tsn_sheet_position (session, error);
  return *position != 0;
}

static gboolean
set_position_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sheet_set_position (session, *(guint *) data, error);
}

static void
position_answer (gpointer object, gpointer data, const GError *error)
{
  TsnKioskSetup *self = object;

  self->position = *(guint *) data;
  show_overview (self);
  if (error != NULL)
    say_trouble (self, error);
}

static void
ask_position (TsnKioskSetup *self, guint position)
{
  guint *data = g_new (guint, 1);

  *data = position;
  tsn_station_ask (self->station,
                   position != 0 ? TSN_STORE_WRITE : TSN_STORE_READ,
                   position != 0 ? set_position_work : position_work,
                   data,
                   g_free,
                   self,
                   position_answer);
}

static void
take_position (TsnKioskSetup *self, guint index)
{
  ask_position (self, index + 1);
}

static void
choose_position (TsnKioskSetup *self)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 1; i <= tsn_card_layout_per_sheet (self->layout); i++)
    g_ptr_array_add (texts, g_strdup_printf ("%u", i));
  show_choices (self,
                _ ("Which is the next free place on the sheet?"),
                texts,
                self->position - 1,
                take_position);
}

/* -- The test page -- */

static void
print_test_page (TsnKioskSetup *self)
{
  stop_asking (self);
  tsn_kiosk_test_page_print (self->says, self->address, self->layout, self->position);
}

/* -- The overview -- */

static void
add_line (TsnKioskSetup *self,
          GtkWidget *grid,
          int row,
          const char *name,
          const char *value,
          GCallback clicked)
{
  GtkWidget *label = tsn_kiosk_label_new (name);
  GtkWidget *button = tsn_kiosk_button_new (value, NULL, clicked, self);
  g_autofree char *both = g_strdup_printf (_ ("%s: %s"), name, value);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, both, -1);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), button, 1, row, 1, 1);
}

static void
done_cb (TsnKioskSetup *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static void
show_overview (TsnKioskSetup *self)
{
  g_autofree char *media = tsn_kiosk_paper_words_media (self->address->media);
  g_autofree char *tray = tsn_kiosk_paper_words_tray (self->address->tray);
  g_autofree char *position = g_strdup_printf ("%u", self->position);
  GtkWidget *grid, *ways;

  begin_panel (self, _ ("Printer and paper"));
  grid = add_grid (self);
  add_line (self, grid, 0, _ ("Printer"), words_of_printer (self), G_CALLBACK (choose_printer));
  add_line (self, grid, 1, _ ("Card"), words_of_layout (self->layout), G_CALLBACK (choose_layout));
  if (*self->address->printer != '\0')
    {
      add_line (self, grid, 2, _ ("Paper"), media, G_CALLBACK (ask_media));
      add_line (self, grid, 3, _ ("Tray"), tray, G_CALLBACK (ask_tray));
    }
  if (tsn_card_layout_per_sheet (self->layout) > 1 && self->position != 0)
    add_line (self,
              grid,
              4,
              _ ("Next free place on the sheet"),
              position,
              G_CALLBACK (choose_position));
  end_panel (self);
  /* Beside each other: all of it is to be seen at once. */
  ways = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  gtk_widget_set_halign (ways, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->panel), ways);
  if (*self->address->printer != '\0')
    tsn_kiosk_panel_add (ways, _ ("Print a test page"), NULL, G_CALLBACK (print_test_page), self);
  tsn_kiosk_panel_add (ways, _ ("Done"), "next", G_CALLBACK (done_cb), self);
  gtk_widget_child_focus (self->panel, GTK_DIR_TAB_FORWARD);
}

/* -- Life -- */

GtkWidget *
tsn_kiosk_setup_new (TsnStation *station, GSettings *settings)
{
  TsnKioskSetup *self = g_object_new (TSN_TYPE_KIOSK_SETUP, NULL);
  g_autofree char *printer = g_settings_get_string (settings, "kiosk-printer");

  self->station = g_object_ref (station);
  self->settings = g_object_ref (settings);
  self->layout = g_settings_get_uint (settings, "kiosk-layout");
  self->address = tsn_paper_address_new (printer, NULL);
  if (self->address == NULL)
    self->address = tsn_paper_address_new ("", NULL);
  show_overview (self);
  ask_position (self, 0);
  return GTK_WIDGET (self);
}

static void
tsn_kiosk_setup_dispose (GObject *object)
{
  TsnKioskSetup *self = TSN_KIOSK_SETUP (object);

  stop_asking (self);
  g_clear_pointer (&self->address, tsn_paper_address_free);
  g_clear_pointer (&self->printers, g_ptr_array_unref);
  g_clear_pointer (&self->offer, tsn_paper_offer_free);
  g_clear_object (&self->settings);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_kiosk_setup_parent_class)->dispose (object);
}

static void
tsn_kiosk_setup_class_init (TsnKioskSetupClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_kiosk_setup_dispose;
  signals[DONE] = g_signal_new ("done",
                                TSN_TYPE_KIOSK_SETUP,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                0);
}

static void
tsn_kiosk_setup_init (TsnKioskSetup *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
}
