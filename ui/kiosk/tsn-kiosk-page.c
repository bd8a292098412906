/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is typed stays in the entry until the page is left by "next", and goes then into the draft,
 * which checks it. The entries keep their text in locked memory, have no undo and no menu.
 */

#include "tsn-kiosk-page.h"

#include "tsn-card-error.h"
#include "tsn-kiosk-label.h"
#include "tsn-kiosk-lookup.h"
#include "tsn-kiosk-words.h"
#include "tsn-validate.h"

#define MANY_CHOICES 6 /* from here on in three columns */

struct _TsnKioskPage
{
  GtkBox parent_instance;

  const TsnKioskStep *step;
  TsnKioskDraft *draft; /* borrowed */
  GtkWidget *entry;     /* NULL: none */
  GtkWidget *choices;   /* NULL: none */
  GtkWidget *places;    /* a TsnKioskPlaceList; NULL: none */
  GtkWidget *near;      /* the button that shows what is near home; NULL: none */
  TsnNear *found;       /* what it shows; NULL */
  GtkWidget *help;      /* NULL: none */
  GtkWidget *trouble;   /* a TsnKioskLabel; hidden while there is none */
};

enum
{
  ANSWERED,
  ENTERED,
  LOOK_NEAR,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnKioskPage, tsn_kiosk_page, GTK_TYPE_BOX)

static void
name (GtkWidget *widget, const char *text)
{
  g_autofree char *plain = tsn_kiosk_plain (text);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  plain,
                                  -1);
}

GtkWidget *
tsn_kiosk_button_new (const char *text, const char *style, GCallback clicked, gpointer object)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = tsn_kiosk_label_new (text);

  tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (label), TRUE);
  gtk_button_set_child (GTK_BUTTON (button), label);
  name (button, text);
  if (style != NULL)
    gtk_widget_add_css_class (button, style);
  if (clicked != NULL)
    g_signal_connect_swapped (button, "clicked", clicked, object);
  return button;
}

void
tsn_kiosk_button_set_text (GtkWidget *button, const char *text)
{
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (label), text);
  name (button, text);
}

static GtkWidget *
add_label (TsnKioskPage *self, const char *text, const char *style)
{
  GtkWidget *label = tsn_kiosk_label_new (text);

  gtk_widget_add_css_class (label, style);
  tsn_kiosk_label_read_aloud (label);
  gtk_box_append (GTK_BOX (self), label);
  return label;
}

/* -- Trouble -- */

static const char *
words_of_model_error (int code)
{
  switch (code)
    {
    case TSN_MODEL_ERROR_REQUIRED:
      return K_ ("Please write it here.");
    case TSN_MODEL_ERROR_NOT_KANA:
      return K_ ("Please use hiragana or katakana only.");
    case TSN_MODEL_ERROR_NOT_A_DATE:
    case TSN_MODEL_ERROR_OUT_OF_RANGE:
      return K_ ("Please look at the date again.");
    case TSN_MODEL_ERROR_NOT_A_PHONE:
      return K_ ("Please look at the phone number again.");
    case TSN_MODEL_ERROR_NOT_A_POSTCODE:
      return K_ ("A postcode has seven digits.");
    case TSN_MODEL_ERROR_TOO_LONG:
      return K_ ("This is too long for the card. Please write it shorter.");
    default:
      return K_ ("This cannot be written. Please change it.");
    }
}

static void
say_trouble (TsnKioskPage *self, const char *words)
{
  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (self->trouble), words);
  gtk_widget_set_visible (self->trouble, words[0] != '\0');
}

static void
say_error (TsnKioskPage *self, const GError *error)
{
  if (g_error_matches (error, TSN_CARD_ERROR, TSN_CARD_ERROR_WISH))
    say_trouble (self, K_ ("The card does not say this. Please tell your doctor or your family."));
  else
    say_trouble (self, words_of_model_error (error->domain == TSN_MODEL_ERROR ? error->code : -1));
}

/* -- Choices -- */

static void
chosen_cb (TsnKioskPage *self, GtkWidget *button)
{
  guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "number"));

  tsn_kiosk_draft_set_number (self->draft, self->step->part, self->step->field, number);
  g_signal_emit (self, signals[ANSWERED], 0);
}

static void
add_choices (TsnKioskPage *self)
{
  gint64 now = tsn_kiosk_draft_number (self->draft, self->step->part, self->step->field);
  guint n = 0, columns;

  for (const TsnKioskChoice *choice = self->step->choices; choice->number != 0; choice++)
    n += tsn_kiosk_step_offers (self->step, choice, self->draft) ? 1 : 0;
  columns = n > MANY_CHOICES ? 3 : n > 3 ? 2 : 1;
  self->choices = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->choices), 16);
  gtk_grid_set_column_spacing (GTK_GRID (self->choices), 16);
  gtk_grid_set_column_homogeneous (GTK_GRID (self->choices), TRUE);
  gtk_grid_set_row_homogeneous (GTK_GRID (self->choices), TRUE);
  gtk_box_append (GTK_BOX (self), self->choices);
  n = 0;
  for (const TsnKioskChoice *choice = self->step->choices; choice->number != 0; choice++)
    {
      GtkWidget *button;

      if (!tsn_kiosk_step_offers (self->step, choice, self->draft))
        continue;
      button = tsn_kiosk_button_new (K_ (choice->label), "choice", NULL, NULL);
      tsn_kiosk_label_read_aloud (button);
      g_object_set_data (G_OBJECT (button), "number", GUINT_TO_POINTER (choice->number));
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (chosen_cb), self);
      if (choice->number == now)
        gtk_widget_add_css_class (button, "chosen");
      gtk_widget_set_hexpand (button, TRUE);
      gtk_grid_attach (GTK_GRID (self->choices),
                       button,
                       (int) (n % columns),
                       (int) (n / columns),
                       1,
                       1);
      n++;
    }
}

/* -- Entries -- */

static void
entered_cb (TsnKioskPage *self)
{
  g_signal_emit (self, signals[ENTERED], 0);
}

static void
add_entry (TsnKioskPage *self)
{
  const TsnKioskStep *step = self->step;
  g_autoptr (GtkEntryBuffer) buffer = gtk_password_entry_buffer_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);

  self->entry = gtk_entry_new_with_buffer (buffer);
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->entry), FALSE);
  gtk_entry_set_input_hints (GTK_ENTRY (self->entry),
                             GTK_INPUT_HINT_NO_EMOJI | GTK_INPUT_HINT_PRIVATE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry),
                         tsn_kiosk_draft_text (self->draft, step->part, step->field));
  gtk_widget_add_css_class (self->entry, "kiosk-entry");
  tsn_kiosk_set_input (self->entry, step->input);
  name (self->entry, K_ (step->question));
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (entered_cb), self);
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_box_append (GTK_BOX (row), self->entry);
  gtk_box_append (GTK_BOX (self), row);
}

static void
picked_cb (TsnKioskPage *self, TsnRecord *place)
{
  if (tsn_kiosk_take_place (self->draft, self->step->part, place))
    g_signal_emit (self, signals[ANSWERED], 0);
}

static void
near_cb (TsnKioskPage *self)
{
  g_signal_emit (self, signals[LOOK_NEAR], 0);
}

static void
found_near (gpointer object, TsnNear *near)
{
  TsnKioskPage *self = object;

  tsn_near_free (self->found);
  self->found = near;
  gtk_widget_set_visible (self->near, TRUE);
}

/* Beside the entry, where it takes no height from the keyboard. */
static void
add_near (TsnKioskPage *self, GtkWidget *row, TsnStation *station)
{
  self->near = tsn_kiosk_button_new (K_ ("Near my home"), "beside", G_CALLBACK (near_cb), self);
  tsn_kiosk_label_read_aloud (self->near);
  gtk_widget_set_visible (self->near, FALSE);
  gtk_box_append (GTK_BOX (row), self->near);
  tsn_kiosk_look_near (station,
                       tsn_kiosk_draft_text (self->draft, TSN_KIOSK_PERSON, TSN_PERSON_POSTCODE),
                       self->step->place_types,
                       G_OBJECT (self),
                       found_near);
}

static void
add_places (TsnKioskPage *self, TsnStation *station)
{
  self->places = tsn_kiosk_place_list_new (station,
                                           self->step->place_types,
                                           GTK_EDITABLE (self->entry));
  g_signal_connect_swapped (self->places, "picked", G_CALLBACK (picked_cb), self);
  gtk_box_append (GTK_BOX (self), self->places);
  add_near (self, gtk_widget_get_parent (self->entry), station);
}

/* -- Life -- */

static void
tsn_kiosk_page_dispose (GObject *object)
{
  g_clear_pointer (&TSN_KIOSK_PAGE (object)->found, tsn_near_free);
  G_OBJECT_CLASS (tsn_kiosk_page_parent_class)->dispose (object);
}

static void
tsn_kiosk_page_class_init (TsnKioskPageClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_kiosk_page_dispose;
  signals[ANSWERED] = g_signal_new ("answered",
                                    TSN_TYPE_KIOSK_PAGE,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    0);
  signals[ENTERED] = g_signal_new ("entered",
                                   TSN_TYPE_KIOSK_PAGE,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
  signals[LOOK_NEAR] = g_signal_new ("look-near",
                                     TSN_TYPE_KIOSK_PAGE,
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
tsn_kiosk_page_init (TsnKioskPage *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 16);
  gtk_widget_add_css_class (GTK_WIDGET (self), "kiosk-page");
}

/* -- Public -- */

GtkWidget *
tsn_kiosk_page_new (const TsnKioskStep *step, TsnKioskDraft *draft, TsnStation *station)
{
  TsnKioskPage *self = g_object_new (TSN_TYPE_KIOSK_PAGE, NULL);

  self->step = step;
  self->draft = draft;
  name (GTK_WIDGET (self), K_ (step->question));
  add_label (self, K_ (step->question), "question");
  if (step->help != NULL)
    self->help = add_label (self, K_ (step->help), "help");
  self->trouble = add_label (self, "", "trouble");
  gtk_widget_set_visible (self->trouble, FALSE);
  if (step->kind == TSN_KIOSK_STEP_CHOICE)
    add_choices (self);
  else if (step->input != TSN_KIOSK_INPUT_NONE)
    add_entry (self);
  if (step->kind == TSN_KIOSK_STEP_ADDRESS)
    tsn_kiosk_look_up_address (station,
                               tsn_kiosk_draft_text (draft, step->part, TSN_PERSON_POSTCODE),
                               GTK_EDITABLE (self->entry));
  else if (step->kind == TSN_KIOSK_STEP_PLACE)
    add_places (self, station);
  return GTK_WIDGET (self);
}

/* What was picked from the directory is no longer what is written: its number is another's. */
static void
forget_pick (TsnKioskPage *self, const char *text)
{
  guint part = self->step->part;

  if (g_str_equal (text, tsn_kiosk_draft_text (self->draft, part, TSN_CONTACT_OFFICE)) ||
      tsn_kiosk_draft_number (self->draft, TSN_KIOSK_ASKED, tsn_kiosk_picked_field (part)) == 0)
    return;
  tsn_kiosk_draft_set_number (self->draft, TSN_KIOSK_ASKED, tsn_kiosk_picked_field (part), 0);
  (void) tsn_kiosk_draft_set_text (self->draft, part, TSN_CONTACT_PHONE_1, "", NULL);
}

static gboolean
take_text (TsnKioskPage *self)
{
  const TsnKioskStep *step = self->step;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GError) error = NULL;

  if (step->kind == TSN_KIOSK_STEP_PLACE)
    forget_pick (self, text);
  if (!tsn_kiosk_draft_set_text (self->draft, step->part, step->field, text, &error))
    say_error (self, error);
  else if (step->must && tsn_kiosk_draft_text (self->draft, step->part, step->field)[0] == '\0')
    say_trouble (self, words_of_model_error (TSN_MODEL_ERROR_REQUIRED));
  else
    return TRUE;
  gtk_widget_grab_focus (self->entry);
  return FALSE;
}

gboolean
tsn_kiosk_page_take (TsnKioskPage *self)
{
  if (self->entry != NULL)
    return take_text (self);
  return self->choices == NULL || !self->step->must ||
         tsn_kiosk_draft_number (self->draft, self->step->part, self->step->field) != 0;
}

void
tsn_kiosk_page_skip (TsnKioskPage *self)
{
  const TsnKioskStep *step = self->step;

  if (self->choices != NULL)
    tsn_kiosk_draft_set_number (self->draft, step->part, step->field, 0);
  if (step->kind == TSN_KIOSK_STEP_PLACE)
    forget_pick (self, "");
  if (self->entry != NULL)
    (void) tsn_kiosk_draft_set_text (self->draft, step->part, step->field, "", NULL);
  /* Nobody there: no number either. */
  if (step->kind == TSN_KIOSK_STEP_PLACE)
    (void) tsn_kiosk_draft_set_text (self->draft, step->part, TSN_CONTACT_PHONE_1, "", NULL);
}

void
tsn_kiosk_page_begin (TsnKioskPage *self)
{
  if (self->entry != NULL)
    gtk_widget_grab_focus (self->entry);
  else if (self->choices != NULL)
    gtk_widget_child_focus (self->choices, GTK_DIR_TAB_FORWARD);
}

TsnKioskPlaceList *
tsn_kiosk_page_get_places (TsnKioskPage *self)
{
  return self->places != NULL ? TSN_KIOSK_PLACE_LIST (self->places) : NULL;
}

TsnNear *
tsn_kiosk_page_take_near (TsnKioskPage *self)
{
  return g_steal_pointer (&self->found);
}

void
tsn_kiosk_page_make_room (TsnKioskPage *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  gtk_box_set_spacing (GTK_BOX (self), 4);
  if (self->help != NULL)
    gtk_widget_set_visible (self->help, FALSE);
  if (self->places != NULL)
    gtk_widget_set_visible (self->places, FALSE);
}

void
tsn_kiosk_set_input (GtkWidget *entry, TsnKioskInput input)
{
  g_object_set_data (G_OBJECT (entry), "kiosk-input", GUINT_TO_POINTER (input));
}

TsnKioskInput
tsn_kiosk_input_of (GtkWidget *widget)
{
  /* The focus is in the text within the entry. */
  GtkWidget *entry = widget != NULL ? gtk_widget_get_ancestor (widget, GTK_TYPE_ENTRY) : NULL;

  return entry != NULL ? GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (entry), "kiosk-input"))
                       : TSN_KIOSK_INPUT_NONE;
}
