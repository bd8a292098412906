/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-notifier.h"

struct _TsnNotifier
{
  GMainContext *context; /* of whoever is told */

  GMutex lock;          /* what follows */
  TsnNotifierFunc func; /* closed: of the end; NULL: nobody wants to know */
  gpointer user_data;
  GSource *source; /* NULL: nothing is on its way */
  gboolean closed;
};

TsnNotifier *
tsn_notifier_new (TsnNotifierFunc func, gpointer user_data)
{
  TsnNotifier *self = g_new0 (TsnNotifier, 1);

  self->func = func;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->lock);
  return self;
}

/* With the lock. */
static void
forget (TsnNotifier *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

void
tsn_notifier_free (TsnNotifier *self)
{
  if (self == NULL)
    return;
  forget (self);
  g_mutex_clear (&self->lock);
  g_main_context_unref (self->context);
  g_free (self);
}

/* What is called may free the notifier. */
static gboolean
source_cb (gpointer data)
{
  TsnNotifier *self = data;
  TsnNotifierFunc func;
  gpointer user_data;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->source, g_source_unref);
  func = self->func;
  user_data = self->user_data;
  g_mutex_unlock (&self->lock);
  func (user_data);
  return G_SOURCE_REMOVE;
}

/* With the lock. */
static void
send (TsnNotifier *self)
{
  self->source = g_idle_source_new ();
  g_source_set_callback (self->source, source_cb, self, NULL);
  g_source_attach (self->source, self->context);
}

void
tsn_notifier_notify (TsnNotifier *self)
{
  g_mutex_lock (&self->lock);
  if (!self->closed && self->source == NULL)
    send (self);
  g_mutex_unlock (&self->lock);
}

void
tsn_notifier_close (TsnNotifier *self, TsnNotifierFunc ended, gpointer user_data)
{
  g_mutex_lock (&self->lock);
  if (!self->closed)
    {
      self->closed = TRUE;
      self->func = ended;
      self->user_data = user_data;
      forget (self);
    }
  g_mutex_unlock (&self->lock);
}

gboolean
tsn_notifier_is_closed (TsnNotifier *self)
{
  gboolean closed;

  g_mutex_lock (&self->lock);
  closed = self->closed;
  g_mutex_unlock (&self->lock);
  return closed;
}

void
tsn_notifier_end (TsnNotifier *self)
{
  g_mutex_lock (&self->lock);
  if (self->closed && self->func != NULL)
    send (self);
  g_mutex_unlock (&self->lock);
}
