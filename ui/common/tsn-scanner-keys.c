/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The key controller sits in the capture phase, before any entry and before its input method. The
 * decision whether a burst of keys is a scan is tsn-scan-burst's.
 *
 * Where the focus takes text, keys go through until a burst is recognised, so that typing and the
 * input method never wait; the three characters that have come in by then are taken back by what is
 * remembered of the place. Where it takes none, a key does something that cannot be taken back
 * (counts a head, presses a button), so a key that could begin a scan waits until the next one
 * would have come. Whatever was held back and is no scan is handled then as if it came now. */

#include "tsn-scanner-keys.h"

#include "tsn-activity.h"
#include "tsn-scan-burst.h"

/* Until no key of a scanner can follow any more, and no key of a burst that was recognised. */
#define TELL_MS   50
#define EXPIRE_MS 150

typedef struct
{
  TsnScanWanted wanted;
  TsnScanned scanned;
  gpointer object;

  GtkWindow *window; /* borrowed: owns the controller, which owns this */
  TsnScanBurst burst;
  guint expiring; /* source id */

  GPtrArray *events;  /* of GdkEvent: the presses of the burst */
  gboolean holding;   /* nobody has had them yet */
  gboolean replaying; /* somebody gets them now */

  /* Where the burst began. */
  GtkWidget *place;    /* weak */
  gboolean takes_text; /* it is a GtkText or GtkTextView that can be written to */
  int start;           /* of the selection, in characters */
  char *replaced;      /* (nullable): what was selected there */
} ScannerKeys;

static void
set_place (ScannerKeys *keys, GtkWidget *place)
{
  g_set_weak_pointer (&keys->place, place);
  g_clear_pointer (&keys->replaced, g_free);
  keys->takes_text = FALSE;
  keys->start = 0;
}

static void
scanner_keys_free (gpointer data, GClosure *closure)
{
  ScannerKeys *keys = data;

  g_clear_handle_id (&keys->expiring, g_source_remove);
  set_place (keys, NULL);
  tsn_scan_burst_clear (&keys->burst);
  g_ptr_array_unref (keys->events);
  g_free (keys);
}

/* -- The place -- */

static void
remember_entry (ScannerKeys *keys, GtkEditable *entry)
{
  int start, end;

  keys->takes_text = gtk_editable_get_editable (entry);
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

  keys->takes_text = gtk_text_view_get_editable (view);
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
  end = start;
  if (keys->replaced != NULL)
    gtk_editable_insert_text (entry, keys->replaced, -1, &end);
  gtk_editable_set_position (entry, 0);
  gtk_editable_select_region (entry, start, end);
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
  if (keys->replaced == NULL)
    return;
  gtk_text_buffer_insert (buffer, &start, keys->replaced, -1);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, keys->start);
  gtk_text_buffer_select_range (buffer, &start, &end);
}

/* FALSE: the focus has moved on meanwhile. */
static gboolean
take_back (ScannerKeys *keys)
{
  if (keys->place == NULL || keys->place != gtk_window_get_focus (keys->window))
    return FALSE;
  if (GTK_IS_EDITABLE (keys->place))
    take_back_from_entry (keys, GTK_EDITABLE (keys->place));
  else
    take_back_from_view (keys, GTK_TEXT_VIEW (keys->place));
  return TRUE;
}

/* -- What is held back -- */

static void
forget_events (ScannerKeys *keys)
{
  g_ptr_array_set_size (keys->events, 0);
  keys->holding = FALSE;
}

/* It was no scan: whoever has the focus gets it, as if it came now. */
static void
give_back (ScannerKeys *keys)
{
  g_autoptr (GPtrArray) events = g_steal_pointer (&keys->events);
  GtkWindow *window = g_object_ref (keys->window); /* a key may close it */
  gboolean holding = keys->holding && keys->wanted (keys->object);

  keys->events = g_ptr_array_new_with_free_func ((GDestroyNotify) gdk_event_unref);
  keys->holding = FALSE;
  keys->replaying = TRUE;
  for (guint i = 0; holding && i < events->len; i++)
    {
      GdkEvent *event = g_ptr_array_index (events, i);
      gboolean handled = FALSE;

      g_signal_emit_by_name (gdk_event_get_surface (event), "event", event, &handled);
    }
  keys->replaying = FALSE;
  g_object_unref (window);
}

static gboolean
expired_cb (gpointer user_data)
{
  ScannerKeys *keys = user_data;

  keys->expiring = 0;
  tsn_scan_burst_expire (&keys->burst);
  give_back (keys);
  return G_SOURCE_REMOVE;
}

/* The last press is part of no burst: it comes after those that wait, or goes on by itself. */
static gboolean
pass (ScannerKeys *keys)
{
  gboolean waited = keys->holding;

  give_back (keys);
  return waited ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

/* Behind the keys that have come in the meantime, however busy the main loop was. */
static gboolean
hold_back (ScannerKeys *keys, guint milliseconds)
{
  keys->holding = TRUE;
  keys->expiring = g_timeout_add_full (G_PRIORITY_LOW, milliseconds, expired_cb, keys, NULL);
  return GDK_EVENT_STOP;
}

/* -- Keys -- */

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
take_step (ScannerKeys *keys, TsnScanStep step, GdkEvent *press)
{
  g_clear_handle_id (&keys->expiring, g_source_remove);
  if (step == TSN_SCAN_DONE)
    {
      forget_events (keys);
      tsn_activity_touch ();
      keys->scanned (keys->object, keys->burst.text->str);
      return GDK_EVENT_STOP;
    }
  if (step == TSN_SCAN_BEGIN)
    {
      give_back (keys);
      remember_place (keys);
    }
  else if (step == TSN_SCAN_RECOGNISED && !keys->holding && !take_back (keys))
    forget_events (keys); /* they are somewhere, once */
  g_ptr_array_add (keys->events, gdk_event_ref (press));
  if (step == TSN_SCAN_RECOGNISED || step == TSN_SCAN_HOLD)
    return hold_back (keys, EXPIRE_MS);
  if (step != TSN_SCAN_PASS && !keys->takes_text)
    return hold_back (keys, TELL_MS);
  if (step != TSN_SCAN_PASS)
    return GDK_EVENT_PROPAGATE;
  return pass (keys);
}

static gboolean
pressed_cb (GtkEventController *controller,
            guint keyval,
            guint keycode,
            GdkModifierType state,
            ScannerKeys *keys)
{
  GdkEvent *press = gtk_event_controller_get_current_event (controller);
  TsnScanStep step;

  if (keys->replaying || is_modifier (keyval) || !keys->wanted (keys->object) ||
      is_secret (gtk_window_get_focus (keys->window)))
    return GDK_EVENT_PROPAGATE;
  step = tsn_scan_burst_press (&keys->burst,
                               character_of (keyval, state),
                               keycode,
                               gdk_event_get_time (press));
  return take_step (keys, step, press);
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
  keys->events = g_ptr_array_new_with_free_func ((GDestroyNotify) gdk_event_unref);
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
