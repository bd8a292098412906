/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The entry keeps the focus all the time; the keys that choose in the list are caught on their way
 * to it.
 *
 * Whoever types faster than the store answers and presses Enter checks in the first of the answer
 * that is still to come, not of the one on the screen. */

#include "tsn-door-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tsn-door-sign.h"
#include "tsn-guest-list.h"
#include "tsn-stack.h"
#include "tsn-time.h"
#include "tsn-tone.h"
#include "tsn-walk-in-draft.h"
#include "tsn-walk-in-form.h"

#define APP_ID      "jp.tsunagi.Tsunagi"
#define CARD_PREFIX "TSN1:"

struct _TsnDoorView
{
  AdwBin parent_instance;

  TsnDoor *door;
  GSettings *settings;
  char *preedit;          /* (nullable): what the input method shows in the entry */
  gboolean searching;     /* an answer is to come */
  gboolean enter_pressed; /* ... and its first is to be checked in */

  GtkStack *stack;
  AdwStatusPage *closed;
  GtkEntry *entry;
  TsnDoorSign *sign;
  TsnGuestList *guests;
  TsnWalkInForm *form;
  GtkWidget *uncover;
};

G_DEFINE_FINAL_TYPE (TsnDoorView, tsn_door_view, ADW_TYPE_BIN)

/* -- What is typed -- */

static gboolean
is_latin (gunichar character)
{
  return g_unichar_isalpha (character) &&
         g_unichar_get_script (character) == G_UNICODE_SCRIPT_LATIN;
}

char *
tsn_door_view_searchable_preedit (const char *preedit)
{
  const char *end = preedit + strlen (preedit);

  while (end > preedit && is_latin (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  return g_strndup (preedit, (gsize) (end - preedit));
}

static char *
dup_typed (TsnDoorView *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  return g_strstrip (g_strconcat (text, self->preedit != NULL ? self->preedit : "", NULL));
}

static gboolean
is_composing (TsnDoorView *self)
{
  return self->preedit != NULL && self->preedit[0] != '\0';
}

static gboolean
is_showing (TsnDoorView *self, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0;
}

static void
show_nobody (TsnDoorView *self)
{
  tsn_door_sign_show (self->sign,
                      TSN_SIGN_NOBODY,
                      _ ("Nobody found"),
                      _ ("Enter begins a walk-in with what was typed."),
                      _ ("_Walk-in"),
                      "door.walk-in");
}

/* -- Checking in -- */

static void
clear_entry (TsnDoorView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
check_in (TsnDoorView *self, TsnRecord *person)
{
  tsn_door_check_in (self->door, person);
  clear_entry (self);
}

static void
check_in_chosen (TsnDoorView *self)
{
  TsnRecord *person = tsn_guest_list_get_chosen (self->guests);

  if (person != NULL)
    check_in (self, person);
  else
    tsn_door_view_begin_walk_in (self);
}

static void
found_cb (TsnDoorView *self, const TsnGuestSearch *search)
{
  self->searching = FALSE;
  if (tsn_guest_list_show (self->guests, search))
    tsn_door_sign_clear (self->sign);
  else
    show_nobody (self);
  if (self->enter_pressed)
    {
      self->enter_pressed = FALSE;
      check_in_chosen (self);
    }
}

static void
search_typed (TsnDoorView *self)
{
  g_autofree char *typed = dup_typed (self);

  self->enter_pressed = FALSE;
  self->searching = typed[0] != '\0';
  tsn_door_search (self->door, typed);
  if (!self->searching)
    tsn_guest_list_clear (self->guests);
}

static void
entry_changed_cb (TsnDoorView *self)
{
  search_typed (self);
}

static void
preedit_changed_cb (GtkText *text, const char *preedit, TsnDoorView *self)
{
  g_autofree char *searchable = tsn_door_view_searchable_preedit (preedit);

  if (g_strcmp0 (searchable, self->preedit) == 0)
    return;
  g_free (self->preedit);
  self->preedit = g_steal_pointer (&searchable);
  search_typed (self);
}

static void
entry_activated_cb (TsnDoorView *self)
{
  g_autofree char *typed = dup_typed (self);

  if (typed[0] == '\0')
    return;
  if (g_ascii_strncasecmp (typed, CARD_PREFIX, strlen (CARD_PREFIX)) == 0)
    {
      tsn_door_scan (self->door, typed);
      clear_entry (self);
    }
  else if (self->searching)
    self->enter_pressed = TRUE;
  else
    check_in_chosen (self);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                TsnDoorView *self)
{
  /* The entry has an undo of its own, which would swallow this one. */
  if ((key == GDK_KEY_z || key == GDK_KEY_Z) && (state & GDK_CONTROL_MASK) != 0)
    return gtk_widget_activate_action (GTK_WIDGET (self), "door.undo", NULL);
  /* They are the input method's while it composes. */
  if (is_composing (self) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      tsn_guest_list_move (self->guests, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      tsn_guest_list_move (self->guests, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      clear_entry (self);
      tsn_door_sign_clear (self->sign);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
guest_activated_cb (TsnDoorView *self, TsnRecord *person)
{
  check_in (self, person);
  tsn_door_view_focus (self);
}

/* -- The answer -- */

static void
sound (TsnDoorView *self, TsnTone tone)
{
  if (g_settings_get_boolean (self->settings, "sound"))
    tsn_tone_play (tone, GTK_WIDGET (self));
}

static void
show_answer (TsnDoorView *self, const TsnDoorAnswer *answer)
{
  const char *name = answer->name != NULL ? answer->name : "";
  /* Translators: how a person is addressed, "Mr or Ms %s" */
  g_autofree char *addressed = g_strdup_printf (C_ ("polite", "%s"), name);
  g_autofree char *title = NULL;
  char time[TSN_TIME_SIZE];

  tsn_time_format (tsn_time_from_unix_ms (answer->arrived_ms), time);
  switch (answer->verdict)
    {
    case TSN_DOOR_ARRIVED:
      title = g_strdup_printf (_ ("Checked in: %s"), name);
      tsn_door_sign_show (self->sign, TSN_SIGN_GOOD, title, NULL, _ ("_Undo"), "door.undo");
      break;
    case TSN_DOOR_ALREADY:
      title = g_strdup_printf (_ ("Already checked in at %s"), time);
      tsn_door_sign_show (self->sign, TSN_SIGN_CAUTION, title, addressed, NULL, NULL);
      break;
    case TSN_DOOR_FULL:
      title = g_strdup_printf (_ ("%s has not signed up, and every place is taken."), name);
      tsn_door_sign_show (self->sign,
                          TSN_SIGN_BAD,
                          _ ("Full"),
                          title,
                          _ ("Check in _anyway"),
                          "door.overrule");
      break;
    case TSN_DOOR_UNDONE:
      tsn_door_sign_show (self->sign,
                          TSN_SIGN_UNDONE,
                          _ ("Check-in taken back"),
                          addressed,
                          NULL,
                          NULL);
      break;
    case TSN_DOOR_REFUSED:
    default:
      tsn_door_sign_show (self->sign,
                          TSN_SIGN_BAD,
                          _ ("Not checked in"),
                          answer->sentence,
                          NULL,
                          NULL);
      break;
    }
}

static void form_closed_cb (TsnDoorView *self);

static void
answered_cb (TsnDoorView *self, const TsnDoorAnswer *answer)
{
  static const TsnTone tones[] = {
    [TSN_DOOR_ARRIVED] = TSN_TONE_GOOD, [TSN_DOOR_ALREADY] = TSN_TONE_NOTE,
    [TSN_DOOR_FULL] = TSN_TONE_BAD,     [TSN_DOOR_UNDONE] = TSN_TONE_NOTE,
    [TSN_DOOR_REFUSED] = TSN_TONE_BAD,
  };

  sound (self, tones[answer->verdict]);
  if (answer->verdict == TSN_DOOR_REFUSED && is_showing (self, "walk-in"))
    {
      tsn_walk_in_form_refused (self->form, answer->sentence);
      return;
    }
  show_answer (self, answer);
  if (is_showing (self, "walk-in"))
    form_closed_cb (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "door.undo", tsn_door_can_undo (self->door));
}

/* -- The event -- */

static void
event_changed_cb (TsnDoorView *self)
{
  TsnRecord *event = tsn_door_get_event (self->door);
  gboolean open = tsn_door_is_open (self->door);

  if (open && is_showing (self, "closed"))
    {
      gtk_stack_set_visible_child_name (self->stack, "desk");
      if (gtk_widget_get_mapped (GTK_WIDGET (self)))
        tsn_door_view_focus (self);
    }
  if (!open)
    {
      adw_status_page_set_title (self->closed,
                                 event != NULL ? _ ("The event was cancelled")
                                               : _ ("No event chosen"));
      adw_status_page_set_description (
          self->closed,
          event != NULL
              ? _ ("Nobody can be checked in. Choose another event above, or open this one.")
              : _ ("Choose an event above, or make one for today."));
      gtk_stack_set_visible_child_name (self->stack, "closed");
    }
  clear_entry (self);
  tsn_door_sign_clear (self->sign);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "door.undo", tsn_door_can_undo (self->door));
}

/* -- Actions -- */

static void
undo_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TsnDoorView *self = TSN_DOOR_VIEW (widget);

  tsn_door_undo (self->door);
  tsn_door_view_focus (self);
}

static void
overrule_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TsnDoorView *self = TSN_DOOR_VIEW (widget);

  tsn_door_overrule (self->door);
  tsn_door_view_focus (self);
}

static void
walk_in_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tsn_door_view_begin_walk_in (TSN_DOOR_VIEW (widget));
}

static void
events_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TsnRecord *event = tsn_door_get_event (TSN_DOOR_VIEW (widget)->door);
  char id[TSN_ID_TEXT_SIZE];

  gtk_widget_activate_action (widget,
                              "win.show",
                              "(ss)",
                              "events",
                              event != NULL ? tsn_id_format (&event->id, id) : "");
}

/* -- Walk-ins -- */

static TsnChange *
copy_draft (const TsnChange *draft)
{
  TsnChange *copy = tsn_change_new_create (draft->kind, &draft->record);

  for (guint i = 0; i < draft->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (draft->items, TsnChangeItem, i);

      tsn_change_take (copy, item->field, tsn_value_copy (&item->value));
    }
  return copy;
}

static void
form_closed_cb (TsnDoorView *self)
{
  gtk_stack_set_visible_child_name (self->stack, "desk");
  tsn_door_view_focus (self);
}

static void
uncover_cb (TsnDoorView *self)
{
  gtk_stack_set_visible_child_name (self->stack, "walk-in");
  tsn_door_view_focus (self);
}

static gboolean
cover_key_pressed_cb (GtkEventControllerKey *controller,
                      guint key,
                      guint code,
                      GdkModifierType state,
                      TsnDoorView *self)
{
  uncover_cb (self);
  return GDK_EVENT_STOP;
}

/* -- For the page -- */

static void
begin_walk_in (TsnDoorView *self, TsnChange *draft)
{
  clear_entry (self);
  tsn_door_sign_clear (self->sign);
  gtk_stack_set_visible_child_name (self->stack, "walk-in");
  tsn_walk_in_form_begin (self->form, draft);
  tsn_walk_in_form_focus (self->form);
}

void
tsn_door_view_begin_walk_in (TsnDoorView *self)
{
  g_autofree char *typed = dup_typed (self);

  if (tsn_door_is_open (self->door) && is_showing (self, "desk"))
    begin_walk_in (self, tsn_walk_in_draft (typed, g_get_real_time () / 1000));
}

static void
stranger_cb (TsnDoorView *self, const TsnChange *draft)
{
  begin_walk_in (self, copy_draft (draft));
}

void
tsn_door_view_focus (TsnDoorView *self)
{
  if (is_showing (self, "desk"))
    gtk_entry_grab_focus_without_selecting (self->entry);
  else if (is_showing (self, "walk-in"))
    tsn_walk_in_form_focus (self->form);
  else if (is_showing (self, "covered"))
    gtk_widget_grab_focus (self->uncover);
}

void
tsn_door_view_hide (TsnDoorView *self)
{
  clear_entry (self);
  tsn_door_sign_clear (self->sign);
  if (is_showing (self, "walk-in"))
    {
      gtk_stack_set_visible_child_name (self->stack, "covered");
      gtk_widget_grab_focus (self->uncover);
    }
}

void
tsn_door_view_set_door (TsnDoorView *self, TsnDoor *door)
{
  const struct
  {
    const char *signal;
    GCallback callback;
  } handlers[] = {
    { "event-changed", G_CALLBACK (event_changed_cb) },
    { "found", G_CALLBACK (found_cb) },
    { "answered", G_CALLBACK (answered_cb) },
    { "stranger", G_CALLBACK (stranger_cb) },
  };

  self->door = g_object_ref (door);
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (door,
                             handlers[i].signal,
                             handlers[i].callback,
                             self,
                             G_CONNECT_SWAPPED);
  tsn_walk_in_form_set_door (self->form, door);
  event_changed_cb (self);
}

/* -- Life -- */

static void
tsn_door_view_dispose (GObject *object)
{
  TsnDoorView *self = TSN_DOOR_VIEW (object);

  g_clear_object (&self->door);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->preedit, g_free);
  /* Else the bin unparents what disposing of the template has freed. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_DOOR_VIEW);
  G_OBJECT_CLASS (tsn_door_view_parent_class)->dispose (object);
}

static void
tsn_door_view_class_init (TsnDoorViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_door_view_dispose;
  g_type_ensure (TSN_TYPE_DOOR_SIGN);
  g_type_ensure (TSN_TYPE_GUEST_LIST);
  g_type_ensure (TSN_TYPE_WALK_IN_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/reception/tsn-door-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnDoorView, stack);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorView, closed);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorView, entry);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorView, sign);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorView, guests);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorView, form);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorView, uncover);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, guest_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, cover_key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, uncover_cb);
  gtk_widget_class_install_action (widget_class, "door.undo", NULL, undo_activated);
  gtk_widget_class_install_action (widget_class, "door.overrule", NULL, overrule_activated);
  gtk_widget_class_install_action (widget_class, "door.walk-in", NULL, walk_in_activated);
  gtk_widget_class_install_action (widget_class, "door.events", NULL, events_activated);
}

static void
tsn_door_view_init (TsnDoorView *self)
{
  GtkEditable *text;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (APP_ID);
  /* Ctrl+Z takes check-ins back, not letters of a name that is long checked in. */
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->entry), FALSE);
  text = gtk_editable_get_delegate (GTK_EDITABLE (self->entry));
  g_signal_connect (text, "preedit-changed", G_CALLBACK (preedit_changed_cb), self);
  tsn_stack_tell_readers (GTK_WIDGET (self->stack));
}
