/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The key controller sits in the capture phase, before any entry and before its input method. The
 * decision is tsn-scan-burst's. Two or three characters have reached the focus by the time a burst
 * is recognised; they are taken back by what is remembered of the place where they went. */

#include "tsn-scanner-keys.h"

#include "tsn-activity.h"
#include "tsn-scan-burst.h"

#define EXPIRE_MS 150

typedef struct
{
  TsnScanWanted wanted;
  TsnScanned scanned;
  gpointer object;

  GtkWindow *window; /* borrowed: owns the controller, which owns this */
  TsnScanBurst burst;
  guint expiring; /* source id */

  /* Where the burst began. */
  GtkWidget *place; /* weak: a GtkText or GtkTextView */
  int start;        /* of the selection, in characters */
  char *replaced;   /* (nullable): what was selected there */
} ScannerKeys;

static void
set_place (ScannerKeys *keys, GtkWidget *place)
{
  g_set_weak_pointer (&keys->place, place);
  g_clear_pointer (&keys->replaced, g_free);
  keys->start = 0;
}

static void
scanner_keys_free (gpointer data, GClosure *closure)
{
  ScannerKeys *keys = data;

  g_clear_handle_id (&keys->expiring, g_source_remove);
  set_place (keys, NULL);
  tsn_scan_burst_clear (&keys->burst);
  g_free (keys);
}

/* -- The place -- */

static void
remember_entry (ScannerKeys *keys, GtkEditable *entry)
{
  int start, end;

  gtk_editable_get_selection_bounds (entry, &start, &end);
  keys->start = start;
  if (start < end)
    keys->replaced = gtk_editable_get_chars (entry, start, end);
}

static void
remember_view (ScannerKeys *keys, GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start, end;

  if (gtk_text_buffer_get_selection_bounds (buffer, &start, &end))
    keys->replaced = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  keys->start = gtk_text_iter_get_offset (&start);
}

static void
remember_place (ScannerKeys *keys)
{
  GtkWidget *focus = gtk_window_get_focus (keys->window);

  set_place (keys, focus);
  if (GTK_IS_EDITABLE (focus))
    remember_entry (keys, GTK_EDITABLE (focus));
  else if (GTK_IS_TEXT_VIEW (focus))
    remember_view (keys, GTK_TEXT_VIEW (focus));
}

/* Moving the cursor resets the input method: what it had not committed yet is gone. */
static void
take_back_from_entry (ScannerKeys *keys, GtkEditable *entry)
{
  int start = keys->start, end = gtk_editable_get_position (entry);

  if (end > start)
    gtk_editable_delete_text (entry, start, end);
  if (keys->replaced != NULL)
    gtk_editable_insert_text (entry, keys->replaced, -1, &start);
  gtk_editable_set_position (entry, 0);
  gtk_editable_set_position (entry, start);
}

static void
take_back_from_view (ScannerKeys *keys, GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start, end;

  gtk_text_view_reset_im_context (view);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, keys->start);
  gtk_text_buffer_get_iter_at_mark (buffer, &end, gtk_text_buffer_get_insert (buffer));
  if (gtk_text_iter_compare (&start, &end) < 0)
    gtk_text_buffer_delete (buffer, &start, &end);
  if (keys->replaced != NULL)
    gtk_text_buffer_insert (buffer, &start, keys->replaced, -1);
}

static void
take_back (ScannerKeys *keys)
{
  if (keys->place == NULL || keys->place != gtk_window_get_focus (keys->window))
    return;
  if (GTK_IS_EDITABLE (keys->place))
    take_back_from_entry (keys, GTK_EDITABLE (keys->place));
  else if (GTK_IS_TEXT_VIEW (keys->place))
    take_back_from_view (keys, GTK_TEXT_VIEW (keys->place));
}

static void
give_back (ScannerKeys *keys)
{
  const char *text = keys->burst.text->str;
  int position;

  if (keys->place == NULL)
    return;
  if (GTK_IS_EDITABLE (keys->place))
    {
      GtkEditable *entry = GTK_EDITABLE (keys->place);

      position = gtk_editable_get_position (entry);
      gtk_editable_insert_text (entry, text, -1, &position);
      gtk_editable_set_position (entry, position);
    }
  else if (GTK_IS_TEXT_VIEW (keys->place))
    gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (keys->place)),
                                      text,
                                      -1);
}

/* -- Keys -- */

static gboolean
expired_cb (gpointer user_data)
{
  ScannerKeys *keys = user_data;

  keys->expiring = 0;
  if (tsn_scan_burst_expire (&keys->burst))
    give_back (keys);
  return G_SOURCE_REMOVE;
}

static gboolean
is_modifier (guint keyval)
{
  return (keyval >= GDK_KEY_Shift_L && keyval <= GDK_KEY_Hyper_R) ||
         keyval == GDK_KEY_ISO_Level3_Shift;
}

static gunichar
character_of (guint keyval, GdkModifierType state)
{
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_Linefeed)
    return '\r';
  if (keyval == GDK_KEY_Tab)
    return '\t';
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return 0;
  return gdk_keyval_to_unicode (keyval);
}

static gboolean
is_secret (GtkWidget *focus)
{
  return GTK_IS_TEXT (focus) && !gtk_text_get_visibility (GTK_TEXT (focus));
}

static gboolean
take_step (ScannerKeys *keys, TsnScanStep step)
{
  g_clear_handle_id (&keys->expiring, g_source_remove);
  switch (step)
    {
    case TSN_SCAN_BEGIN:
      remember_place (keys);
      return GDK_EVENT_PROPAGATE;
    case TSN_SCAN_RECOGNISED_NOW:
      take_back (keys);
      break;
    case TSN_SCAN_DONE:
      tsn_activity_touch ();
      keys->scanned (keys->object, keys->burst.text->str);
      return GDK_EVENT_STOP;
    case TSN_SCAN_GIVE_BACK:
      give_back (keys);
      return GDK_EVENT_PROPAGATE;
    case TSN_SCAN_HOLD:
      break;
    case TSN_SCAN_PASS:
    default:
      return GDK_EVENT_PROPAGATE;
    }
  /* Behind the keys that have come in the meantime, however busy the main loop was. */
  keys->expiring = g_timeout_add_full (G_PRIORITY_LOW, EXPIRE_MS, expired_cb, keys, NULL);
  return GDK_EVENT_STOP;
}

static gboolean
pressed_cb (GtkEventController *controller,
            guint keyval,
            guint keycode,
            GdkModifierType state,
            ScannerKeys *keys)
{
  guint32 time = gtk_event_controller_get_current_event_time (controller);

  if (is_modifier (keyval) || !keys->wanted (keys->object) ||
      is_secret (gtk_window_get_focus (keys->window)))
    return GDK_EVENT_PROPAGATE;
  return take_step (
      keys,
      tsn_scan_burst_press (&keys->burst, character_of (keyval, state), keycode, time));
}

static void
released_cb (GtkEventController *controller,
             guint keyval,
             guint keycode,
             GdkModifierType state,
             ScannerKeys *keys)
{
  tsn_scan_burst_release (&keys->burst, keycode);
}

void
tsn_scanner_keys_watch (GtkWindow *window,
                        TsnScanWanted wanted,
                        TsnScanned scanned,
                        gpointer object)
{
  GtkEventController *controller = gtk_event_controller_key_new ();
  ScannerKeys *keys = g_new0 (ScannerKeys, 1);

  keys->wanted = wanted;
  keys->scanned = scanned;
  keys->object = object;
  keys->window = window;
  tsn_scan_burst_init (&keys->burst);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_data (controller,
                         "key-pressed",
                         G_CALLBACK (pressed_cb),
                         keys,
                         scanner_keys_free,
                         0);
  g_signal_connect (controller, "key-released", G_CALLBACK (released_cb), keys);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}
