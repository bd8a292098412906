/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every row of a form has: a title, the value under it, a quiet note, what is wrong, and the
 * other answers (tsn-field-answers.c). How a value is shown and read is the family's
 * (tsn-text-row.c, tsn-choice-row.c
 * ...); when it counts as finished is decided here, once for all of them: Enter, a choice made, the
 * focus leaving the row. Escape brings back what stands.
 *
 * A row knows the value that stands. What differs from it was typed and not yet emitted, so a form
 * that hears of a change elsewhere asks tsn_field_row_is_typing() first.
 *
 * Not here: saving (tsn-record-form.c). */

#include <glib/gi18n.h>

#include "tsn-field-answers.h"
#include "tsn-field-row-private.h"
#include "tsn-readers.h"
#include "tsn-validate.h"
#include "tsn-words.h"

#define NEAR_THE_LIMIT 10 /* characters left when the count begins to show */

typedef struct
{
  TsnStation *station;
  const TsnField *field;
  TsnFieldRowFlags flags;
  TsnValue standing;
  gboolean refused; /* what the row shows was not taken */
  gboolean showing;
  gboolean read_only;
  gboolean unreadable;

  GtkBox *head;
  GtkLabel *title;
  GtkBox *body;
  GtkLabel *reading; /* instead of the body when it can only be read */
  GtkBox *suffixes;
  GtkLabel *note;
  GtkLabel *error;
  TsnFieldAnswers *answers;
  GtkWidget *control; /* borrowed */
} TsnFieldRowPrivate;

enum
{
  PROP_STATION = 1,
  PROP_FIELD,
  PROP_FLAGS,
  N_PROPS
};

enum
{
  EDITED,
  SETTLED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TsnFieldRow, tsn_field_row, ADW_TYPE_PREFERENCES_ROW)

#define PRIVATE(self) ((TsnFieldRowPrivate *) tsn_field_row_get_instance_private (self))

/* -- What it says -- */

static void
set_line (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* The label, and what is wrong or worth knowing, for those who do not see where it stands. */
static void
update_accessible (TsnFieldRow *self)
{
  TsnFieldRowPrivate *priv = PRIVATE (self);
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
  const char *error = gtk_label_get_label (priv->error);
  const char *note = gtk_label_get_label (priv->note);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (priv->control == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->control),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  *error != '\0' ? error : note,
                                  -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (priv->control),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               *error != '\0' ? GTK_ACCESSIBLE_INVALID_TRUE
                                              : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (GTK_IS_DROP_DOWN (priv->control))
    tsn_readers_name_parts (priv->control, title);
}

static void
title_changed_cb (TsnFieldRow *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));

  gtk_label_set_label (PRIVATE (self)->title, title);
  update_accessible (self);
}

void
tsn_field_row_set_error (TsnFieldRow *self, const char *sentence)
{
  TsnFieldRowPrivate *priv = PRIVATE (self);

  set_line (priv->error, sentence);
  if (sentence != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  update_accessible (self);
}

void
tsn_field_row_set_note (TsnFieldRow *self, const char *note)
{
  set_line (PRIVATE (self)->note, note);
  update_accessible (self);
}

char *
tsn_field_row_dup_count_note (TsnFieldRow *self, const char *text)
{
  gint64 max = PRIVATE (self)->field->max;
  gint64 n = (gint64) tsn_count_characters (text, strlen (text));

  if (PRIVATE (self)->field->type != TSN_TYPE_TEXT || max <= NEAR_THE_LIMIT * 2 ||
      n < max - NEAR_THE_LIMIT)
    return NULL;
  return g_strdup_printf (_ ("%d of %d characters"), (int) n, (int) max);
}

/* What can only be read is shown as words; an empty value as a dash, so that the row does not look
 * like an entry that was forgotten. */
static void
update_reading (TsnFieldRow *self)
{
  TsnFieldRowPrivate *priv = PRIVATE (self);
  TsnFieldRowClass *class = TSN_FIELD_ROW_GET_CLASS (self);
  gboolean as_words = priv->unreadable || (priv->read_only && class->set_read_only == NULL);
  g_autofree char *words = NULL;

  if (class->set_read_only != NULL)
    class->set_read_only (self, priv->read_only);
  else if (as_words && !priv->unreadable)
    words = tsn_words_value (priv->field, &priv->standing);
  if (priv->unreadable)
    gtk_label_set_label (priv->reading, _ ("Written, but this device has no key to read it"));
  else
    gtk_label_set_label (priv->reading, words != NULL && *words != '\0' ? words : "—");
  gtk_widget_set_visible (GTK_WIDGET (priv->reading), as_words);
  gtk_widget_set_visible (GTK_WIDGET (priv->body), !as_words);
  gtk_widget_set_visible (GTK_WIDGET (priv->suffixes), !as_words);
}

void
tsn_field_row_set_read_only (TsnFieldRow *self, gboolean read_only)
{
  PRIVATE (self)->read_only = read_only;
  update_reading (self);
}

void
tsn_field_row_set_unreadable (TsnFieldRow *self)
{
  tsn_field_row_set_value (self, NULL);
  PRIVATE (self)->unreadable = TRUE;
  update_reading (self);
}

/* -- The value -- */

static void
show_standing (TsnFieldRow *self)
{
  TsnFieldRowPrivate *priv = PRIVATE (self);

  priv->showing = TRUE;
  TSN_FIELD_ROW_GET_CLASS (self)->show_value (self, &priv->standing);
  priv->showing = FALSE;
  update_reading (self);
}

static void
set_standing (TsnFieldRow *self, const TsnValue *value)
{
  TsnFieldRowPrivate *priv = PRIVATE (self);
  TsnValue copy = value != NULL ? tsn_value_copy (value) : TSN_VALUE_NONE;

  tsn_value_clear (&priv->standing);
  priv->standing = copy;
}

void
tsn_field_row_set_value (TsnFieldRow *self, const TsnValue *value)
{
  TsnFieldRowPrivate *priv = PRIVATE (self);

  set_standing (self, value);
  priv->refused = FALSE;
  priv->unreadable = FALSE;
  tsn_field_row_set_error (self, NULL);
  show_standing (self);
}

static gboolean
is_empty (const TsnValue *value)
{
  return (value->type == TSN_TYPE_TEXT && *value->text == '\0') ||
         (value->type == TSN_TYPE_LIST && value->list->len == 0);
}

static void
say_error (TsnFieldRow *self, const GError *error)
{
  TsnFieldRowClass *class = TSN_FIELD_ROW_GET_CLASS (self);
  g_autofree char *sentence = class->say_error != NULL ? class->say_error (self, error) : NULL;

  if (sentence == NULL)
    sentence = tsn_words_error (error);
  tsn_field_row_set_error (self, sentence);
}

gboolean
tsn_field_row_get_value (TsnFieldRow *self, TsnValue *value, GError **error)
{
  TsnFieldRowPrivate *priv = PRIVATE (self);
  g_auto (TsnValue) read = TSN_VALUE_NONE;
  GError *local = NULL;

  if (priv->read_only || priv->unreadable)
    {
      *value = tsn_value_copy (&priv->standing);
      return TRUE;
    }
  if (TSN_FIELD_ROW_GET_CLASS (self)->read_value (self, &read, &local))
    {
      if (is_empty (&read))
        tsn_value_clear (&read);
      /* What stands may be of a newer version with other rules. */
      if (!tsn_value_equal (&read, &priv->standing))
        (void) tsn_validate_value (priv->field, &read, &local);
    }
  if (local != NULL)
    {
      say_error (self, local);
      g_propagate_error (error, local);
      return FALSE;
    }
  *value = read;
  read = TSN_VALUE_NONE;
  return TRUE;
}

gboolean
tsn_field_row_commit (TsnFieldRow *self)
{
  TsnFieldRowPrivate *priv = PRIVATE (self);
  g_auto (TsnValue) value = TSN_VALUE_NONE;
  gboolean same;

  if (priv->showing || priv->read_only || priv->unreadable)
    return TRUE;
  if (!tsn_field_row_get_value (self, &value, NULL))
    return FALSE;
  same = tsn_value_equal (&value, &priv->standing) && !priv->refused;
  tsn_field_row_set_value (self, &value);
  if (!same)
    g_signal_emit (self, signals[EDITED], 0);
  return TRUE;
}

void
tsn_field_row_refuse (TsnFieldRow *self, const TsnValue *standing, const char *sentence)
{
  set_standing (self, standing);
  PRIVATE (self)->refused = TRUE;
  tsn_field_row_set_error (self, sentence);
}

gboolean
tsn_field_row_is_typing (TsnFieldRow *self)
{
  TsnFieldRowClass *class = TSN_FIELD_ROW_GET_CLASS (self);
  TsnFieldRowPrivate *priv = PRIVATE (self);

  if (priv->read_only || priv->unreadable || priv->control == NULL)
    return FALSE;
  return priv->refused || (class->is_typing != NULL && class->is_typing (self));
}

void
tsn_field_row_finish (TsnFieldRow *self)
{
  if (tsn_field_row_is_typing (self))
    tsn_field_row_commit (self);
}

void
tsn_field_row_typed (TsnFieldRow *self)
{
  TsnFieldRowPrivate *priv = PRIVATE (self);

  if (!priv->showing && gtk_widget_get_visible (GTK_WIDGET (priv->error)))
    tsn_field_row_set_error (self, NULL);
}

void
tsn_field_row_go_on (TsnFieldRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (tsn_field_row_commit (self) && root != NULL)
    gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_FORWARD);
}

/* -- Other answers -- */

static void
chosen_cb (TsnFieldRow *self, const TsnValue *value)
{
  g_signal_emit (self, signals[SETTLED], 0, value);
}

void
tsn_field_row_set_answers (TsnFieldRow *self, const GPtrArray *answers)
{
  tsn_field_answers_show (PRIVATE (self)->answers, answers);
}

/* -- Keys and focus -- */

static gboolean
key_pressed_cb (TsnFieldRow *self, guint key, guint code, GdkModifierType state)
{
  g_auto (TsnValue) standing = TSN_VALUE_NONE;

  if (key != GDK_KEY_Escape || (state & gtk_accelerator_get_default_mod_mask ()) != 0 ||
      !tsn_field_row_is_typing (self))
    return GDK_EVENT_PROPAGATE;
  standing = tsn_value_copy (&PRIVATE (self)->standing);
  tsn_field_row_set_value (self, &standing);
  return GDK_EVENT_STOP;
}

/* Pressed beside the text means the text. */
static void
pressed_cb (TsnFieldRow *self)
{
  TsnFieldRowPrivate *priv = PRIVATE (self);

  if (priv->control != NULL && gtk_widget_get_mapped (priv->control) &&
      (GTK_IS_ENTRY (priv->control) || GTK_IS_TEXT_VIEW (priv->control)) &&
      gtk_widget_get_focus_child (GTK_WIDGET (self)) == NULL)
    gtk_widget_grab_focus (priv->control);
}

/* The row itself is a stop only when nothing in it is: what can only be read. */
static gboolean
tsn_field_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (widget));

  if (gtk_widget_is_focus (widget))
    return FALSE;
  if (gtk_widget_get_focus_child (widget) != NULL)
    return gtk_widget_child_focus (child, direction);
  return gtk_widget_child_focus (child, direction) ||
         GTK_WIDGET_CLASS (tsn_field_row_parent_class)->grab_focus (widget);
}

static gboolean
tsn_field_row_grab_focus (GtkWidget *widget)
{
  TsnFieldRowPrivate *priv = PRIVATE (TSN_FIELD_ROW (widget));

  if (priv->control != NULL && gtk_widget_get_visible (GTK_WIDGET (priv->body)) &&
      gtk_widget_grab_focus (priv->control))
    return TRUE;
  return tsn_field_row_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
add_controllers (TsnFieldRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  /* On the row, so that an input method has given the text what it held. */
  g_signal_connect_object (focus,
                           "leave",
                           G_CALLBACK (tsn_field_row_finish),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect_object (key,
                           "key-pressed",
                           G_CALLBACK (key_pressed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_object (click, "released", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/* -- For the families -- */

const TsnField *
tsn_field_row_get_field (TsnFieldRow *self)
{
  return PRIVATE (self)->field;
}

TsnStation *
tsn_field_row_get_station (TsnFieldRow *self)
{
  return PRIVATE (self)->station;
}

TsnFieldRowFlags
tsn_field_row_get_flags (TsnFieldRow *self)
{
  return PRIVATE (self)->flags;
}

const TsnValue *
tsn_field_row_get_standing (TsnFieldRow *self)
{
  return &PRIVATE (self)->standing;
}

GtkEditable *
tsn_field_row_get_editable (TsnFieldRow *self)
{
  TsnFieldRowClass *class = TSN_FIELD_ROW_GET_CLASS (self);

  return class->get_editable != NULL ? class->get_editable (self) : NULL;
}

gboolean
tsn_field_row_is_showing (TsnFieldRow *self)
{
  return PRIVATE (self)->showing;
}

void
tsn_field_row_add_body (TsnFieldRow *self, GtkWidget *child)
{
  gtk_box_append (PRIVATE (self)->body, child);
}

void
tsn_field_row_add_suffix (TsnFieldRow *self, GtkWidget *child)
{
  gtk_box_append (PRIVATE (self)->suffixes, child);
}

void
tsn_field_row_add_to_head (TsnFieldRow *self, GtkWidget *child)
{
  gtk_box_append (PRIVATE (self)->head, child);
}

void
tsn_field_row_set_control (TsnFieldRow *self, GtkWidget *control)
{
  PRIVATE (self)->control = control;
  update_accessible (self);
}

/* -- Life -- */

static void
tsn_field_row_constructed (GObject *object)
{
  TsnFieldRow *self = TSN_FIELD_ROW (object);

  G_OBJECT_CLASS (tsn_field_row_parent_class)->constructed (object);
  g_signal_connect (self, "notify::title", G_CALLBACK (title_changed_cb), NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 tsn_words_field (PRIVATE (self)->field));
}

static void
tsn_field_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  TsnFieldRowPrivate *priv = PRIVATE (TSN_FIELD_ROW (object));

  switch (id)
    {
    case PROP_STATION:
      priv->station = g_value_dup_object (value);
      break;
    case PROP_FIELD:
      priv->field = g_value_get_pointer (value);
      break;
    case PROP_FLAGS:
      priv->flags = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
tsn_field_row_dispose (GObject *object)
{
  TsnFieldRowPrivate *priv = PRIVATE (TSN_FIELD_ROW (object));

  priv->control = NULL;
  /* gtk_widget_dispose_template() of GTK 4.8 finds no template in a class derived from ours. */
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (object), NULL);
  g_clear_object (&priv->station);
  G_OBJECT_CLASS (tsn_field_row_parent_class)->dispose (object);
}

static void
tsn_field_row_finalize (GObject *object)
{
  TsnFieldRowPrivate *priv = PRIVATE (TSN_FIELD_ROW (object));

  tsn_value_clear (&priv->standing);
  G_OBJECT_CLASS (tsn_field_row_parent_class)->finalize (object);
}

static void
install_signals (void)
{
  signals[EDITED] = g_signal_new ("edited",
                                  TSN_TYPE_FIELD_ROW,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  0);
  signals[SETTLED] = g_signal_new ("settled",
                                   TSN_TYPE_FIELD_ROW,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_POINTER);
}

static void
tsn_field_row_class_init (TsnFieldRowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = tsn_field_row_constructed;
  object_class->set_property = tsn_field_row_set_property;
  object_class->dispose = tsn_field_row_dispose;
  object_class->finalize = tsn_field_row_finalize;
  widget_class->focus = tsn_field_row_focus;
  widget_class->grab_focus = tsn_field_row_grab_focus;
  properties[PROP_STATION] = g_param_spec_object ("station", NULL, NULL, TSN_TYPE_STATION, flags);
  properties[PROP_FIELD] = g_param_spec_pointer ("field", NULL, NULL, flags);
  properties[PROP_FLAGS] = g_param_spec_uint ("flags", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  install_signals ();
  g_type_ensure (TSN_TYPE_FIELD_ANSWERS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/common/tsn-field-row.ui");
  gtk_widget_class_bind_template_child_private (widget_class, TsnFieldRow, head);
  gtk_widget_class_bind_template_child_private (widget_class, TsnFieldRow, title);
  gtk_widget_class_bind_template_child_private (widget_class, TsnFieldRow, body);
  gtk_widget_class_bind_template_child_private (widget_class, TsnFieldRow, reading);
  gtk_widget_class_bind_template_child_private (widget_class, TsnFieldRow, suffixes);
  gtk_widget_class_bind_template_child_private (widget_class, TsnFieldRow, note);
  gtk_widget_class_bind_template_child_private (widget_class, TsnFieldRow, error);
  gtk_widget_class_bind_template_child_private (widget_class, TsnFieldRow, answers);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
tsn_field_row_init (TsnFieldRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_controllers (self);
}
