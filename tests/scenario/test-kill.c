/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kill -9 in the middle of 1,000 check-ins, many times.
 *
 * A child process checks people in and writes each participation to a pipe after the store has
 * confirmed it. The parent reads so many of them, spins a little and kills the child. Whatever came
 * through the pipe must be there. All rounds happen in one data folder; the point of the kill is
 * drawn from --seed, and no verdict depends on how quick the machine is. --rounds N does more of
 * them. */

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store-fixture.h"
#include "tsn-reception.h"

#define N_PEOPLE 1000

static guint n_rounds = 25;
static const char *program;

/* -- The child -- */

static gboolean
check_in_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  gpointer *pair = data;

  return tsn_check_in (session, pair[0], pair[1], error);
}

static gboolean
list_people (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_PERSON));
  GPtrArray **people = data;

  query->open_only = TRUE;
  *people = tsn_session_query (session, query, error);
  return *people != NULL;
}

static int
child_main (const char *folder)
{
  g_autofree char *path = tsn_store_vault_path (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVault) vault = tsn_vault_open (path, &error);
  g_autoptr (TsnStore) store = NULL;
  g_autoptr (GPtrArray) people = NULL;
  TsnCheckIn check_in = { .mode = TSN_MODE_ONSITE };
  TsnCheckInResult result;
  gpointer pair[] = { &check_in, &result };

  g_assert_no_error (error);
  tsn_vault_unlock (vault, FIXTURE_PASSPHRASE, &error);
  g_assert_no_error (error);
  store = tsn_store_open_sync (folder, vault, TSN_STORE_OPEN, &error);
  g_assert_no_error (error);
  tsn_store_run_sync (store, TSN_STORE_READ, list_people, &people, NULL, &error);
  g_assert_no_error (error);
  check_in.event = put_event (store, "講演会"); /* a new event in each round */
  for (guint i = 0; i < people->len; i++)
    {
      check_in.person = ((TsnRecord *) g_ptr_array_index (people, i))->id;
      check_in.now_ms = g_get_real_time () / 1000;
      tsn_store_run_sync (store, TSN_STORE_WRITE, check_in_work, pair, NULL, &error);
      g_assert_no_error (error);
      if (write (STDOUT_FILENO, &result.attendance, sizeof (TsnId)) != sizeof (TsnId))
        return 1;
    }
  tsn_store_close (store);
  return 0;
}

/* -- The parent -- */

static int
start_child (const char *folder, GPid *pid)
{
  const char *argv[] = { program, "--child", folder, NULL };
  int output;
  g_autoptr (GError) error = NULL;

  g_spawn_async_with_pipes_and_fds (NULL,
                                    argv,
                                    NULL,
                                    G_SPAWN_DO_NOT_REAP_CHILD,
                                    NULL,
                                    NULL,
                                    -1,
                                    -1,
                                    -1,
                                    NULL,
                                    NULL,
                                    0,
                                    pid,
                                    NULL,
                                    &output,
                                    NULL,
                                    &error);
  g_assert_no_error (error);
  return output;
}

/* The next id from the pipe; FALSE at its end. */
static gboolean
read_id (int fd, TsnId *id)
{
  gsize done = 0;

  while (done < sizeof *id)
    {
      gssize n = read (fd, id->bytes + done, sizeof *id - done);

      if (n <= 0)
        {
          g_assert_cmpint (n, ==, 0);
          g_assert_cmpuint (done, ==, 0); /* a pipe takes 16 bytes whole or not at all */
          return FALSE;
        }
      done += (gsize) n;
    }
  return TRUE;
}

static void
run_round (StoreFixture *f, GArray *confirmed)
{
  guint kill_after = (guint) g_test_rand_int_range (0, N_PEOPLE);
  guint spin = (guint) g_test_rand_int_range (0, 3000000);
  guint before = confirmed->len;
  volatile guint spun = 0;
  GPid pid;
  int status;
  int fd = start_child (f->folder, &pid);
  TsnId id;

  while (confirmed->len - before < kill_after && read_id (fd, &id))
    g_array_append_val (confirmed, id);
  while (spun < spin)
    spun = spun + 1;
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  while (read_id (fd, &id))
    g_array_append_val (confirmed, id);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status) || WEXITSTATUS (status) == 0);
  g_assert_cmpuint (confirmed->len - before, >=, kill_after);
  close (fd);
  g_test_message ("killed after %u and a spin of %u: %u confirmed",
                  kill_after,
                  spin,
                  confirmed->len - before);
}

typedef struct
{
  const GArray *confirmed;
  guint from;
} Question;

static gboolean
ask_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_ATTENDANCE);

  for (guint i = question->from; i < question->confirmed->len; i++)
    {
      const TsnId *id = &g_array_index (question->confirmed, TsnId, i);
      g_autoptr (TsnRecord) record = tsn_session_get (session, kind, id, error);

      if (record == NULL ||
          tsn_record_number (record, TSN_ATTENDANCE_STATUS, 0) != TSN_ATTENDANCE_STATUS_ARRIVED)
        g_error ("check-in %u was confirmed and is not there", i);
    }
  return TRUE;
}

/* Of the people in this round at once, at the end of all. */
static void
must_be_there (StoreFixture *f, const GArray *confirmed, guint from)
{
  Question question = { confirmed, from };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (f->store, TSN_STORE_READ, ask_work, &question, NULL, &error);
  g_assert_no_error (error);
  must_be_clean (f->store);
}

static gboolean
put_people_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      TsnId id = tsn_id_new (g_get_real_time () / 1000);
      g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON),
                                                            &id);

      tsn_change_set_text (change, TSN_PERSON_KANA, CANARY_KANA);
      if (!tsn_session_put (session, change, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static void
test_kill (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GArray) confirmed = g_array_new (FALSE, FALSE, sizeof (TsnId));
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (f->store, TSN_STORE_WRITE, put_people_work, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_rounds; i++)
    {
      guint before = confirmed->len;

      fixture_close (f);
      run_round (f, confirmed);
      /* Half of the rounds are seen first by the next child: a crash after a crash. */
      if (i % 2 == 1)
        {
          run_round (f, confirmed);
          i++;
        }
      fixture_reopen (f);
      must_be_there (f, confirmed, before);
    }
  must_be_there (f, confirmed, 0);
  g_test_message ("%u rounds, %u confirmed check-ins", n_rounds, confirmed->len);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    return child_main (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  for (int i = 1; i + 1 < argc; i++)
    if (g_str_equal (argv[i], "--rounds"))
      n_rounds = (guint) strtoul (argv[i + 1], NULL, 10);
  g_test_add ("/kill", StoreFixture, NULL, fixture_setup, test_kill, fixture_teardown);
  return g_test_run ();
}
