/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-notifier.h: a thread tells the one that started it that something is different now.
 *
 * However often it says so before the other gets to it, the other is called once. What is different
 * the two keep elsewhere, under a lock of their own.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TsnNotifier TsnNotifier;
typedef void (*TsnNotifierFunc) (gpointer user_data);

/* @func: called in the thread-default main context of whoever calls this */
TsnNotifier *tsn_notifier_new (TsnNotifierFunc func, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void tsn_notifier_free (TsnNotifier *self); /* after the thread has ended; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnNotifier, tsn_notifier_free)

/* From any thread. Nothing once it is closed. */
void tsn_notifier_notify (TsnNotifier *self);

/* In the thread that is told: @func is not called any more. @ended (nullable) is, in its place,
 * when the other has said its last. Closing again changes nothing. */
void tsn_notifier_close (TsnNotifier *self, TsnNotifierFunc ended, gpointer user_data);

/* From any thread: whether the other is to come to an end. */
gboolean tsn_notifier_is_closed (TsnNotifier *self);

/* The last that a thread says. */
void tsn_notifier_end (TsnNotifier *self);

G_END_DECLS
