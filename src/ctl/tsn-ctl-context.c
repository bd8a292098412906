/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The data folder of a command, the secrets it is opened with, and the two ways to answer: a line
 * (or JSON) on standard output, or one clear line on standard error. Secrets are read into memory
 * of our own that is wiped; they are never taken from the command line, where other users of the
 * machine could see them. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "tsn-ctl.h"
#include "tsn-search.h"
#include "tsn-words.h"

#define SECRET_SIZE 1024 /* bytes a passphrase or recovery key may have */

int
tsn_ctl_refuse (const char *context, const GError *error)
{
  g_autofree char *sentence = tsn_words_error (error);

  if (context != NULL)
    g_printerr ("tsunagictl: %s: %s\n", context, sentence);
  else
    g_printerr ("tsunagictl: %s\n", sentence);
  return TSN_CTL_REFUSED;
}

static void G_GNUC_PRINTF (1, 0) print_complaint (const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  g_printerr ("tsunagictl: %s\n", text);
}

int
tsn_ctl_refuse_text (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  print_complaint (format, arguments);
  va_end (arguments);
  return TSN_CTL_REFUSED;
}

int
tsn_ctl_usage (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  print_complaint (format, arguments);
  va_end (arguments);
  return TSN_CTL_USAGE;
}

gboolean
tsn_ctl_parse (GOptionContext *context, int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;

  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  tsn_ctl_usage ("%s", error->message);
  return FALSE;
}

gboolean
tsn_ctl_parse_options (TsnCtl *ctl, const GOptionEntry *entries, int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (ctl->words);

  g_option_context_set_summary (context, ctl->summary);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return tsn_ctl_parse (context, argc, argv);
}

void
tsn_ctl_print_json (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;

  json_generator_set_root (generator, node);
  text = json_generator_to_data (generator, NULL);
  g_print ("%s\n", text);
  json_node_unref (node);
}

void
tsn_ctl_say (TsnCtl *ctl, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (ctl->json)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%s\n", text);
}

void
tsn_ctl_progress (guint64 done, guint64 total, gpointer user_data)
{
  const TsnCtl *ctl = user_data;

  if (ctl->json || !isatty (STDERR_FILENO))
    return;
  if (total > 0)
    g_printerr ("\r%3u %%", (guint) (done * 100 / total));
  else
    g_printerr ("\r%lu", (gulong) done);
  if (total > 0 && done >= total)
    g_printerr ("\r     \r");
}

/* The first line of @fd, without its end. NULL with errno set. */
static char *
read_line (int fd)
{
  char *secret = g_malloc0 (SECRET_SIZE);
  gsize length = 0;
  gssize n = 1;

  while (length < SECRET_SIZE - 1 && n > 0)
    {
      n = read (fd, secret + length, 1);
      if (n < 0 && errno == EINTR)
        n = 1;
      else if (n < 0)
        {
          tsn_ctl_secret_free (secret);
          return NULL;
        }
      else if (n > 0 && secret[length++] == '\n')
        break;
    }
  while (length > 0 && (secret[length - 1] == '\n' || secret[length - 1] == '\r'))
    secret[--length] = '\0';
  return secret;
}

static char *
read_from_terminal (const char *prompt)
{
  struct termios loud;
  struct termios silent;
  char *secret = NULL;

  if (tcgetattr (STDIN_FILENO, &loud) != 0)
    return NULL;
  silent = loud;
  silent.c_lflag &= ~((tcflag_t) ECHO);
  g_printerr ("%s: ", prompt);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  secret = read_line (STDIN_FILENO);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &loud);
  g_printerr ("\n");
  return secret;
}

char *
tsn_ctl_read_secret (TsnCtl *ctl, const char *path, const char *prompt)
{
  char *secret = NULL;
  int fd = -1;

  if (path == NULL && isatty (STDIN_FILENO))
    return read_from_terminal (prompt);
  if (path == NULL)
    {
      tsn_ctl_refuse_text (_ ("give the passphrase in a file: --passphrase-file FILE"));
      return NULL;
    }
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0)
    {
      secret = read_line (fd);
      close (fd);
    }
  if (secret == NULL)
    tsn_ctl_refuse_text (_ ("the file %s cannot be read"), path);
  return secret;
}

void
tsn_ctl_secret_free (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, SECRET_SIZE);
  g_free (secret);
}

static gboolean
unlock (TsnCtl *ctl)
{
  g_autoptr (GError) error = NULL;
  gboolean recovering = ctl->recovery_key_file != NULL;
  char *secret = tsn_ctl_read_secret (ctl,
                                      recovering ? ctl->recovery_key_file : ctl->passphrase_file,
                                      _ ("Passphrase"));
  gboolean ok = FALSE;

  if (secret == NULL)
    return FALSE;
  ok = recovering ? tsn_vault_unlock_with_recovery_key (ctl->vault, secret, &error)
                  : tsn_vault_unlock (ctl->vault, secret, &error);
  tsn_ctl_secret_free (secret);
  if (!ok && g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_TOO_MANY_TRIES))
    tsn_ctl_refuse_text (_ ("too many wrong tries; try again in %u seconds"),
                         tsn_vault_seconds_to_wait (ctl->vault));
  else if (!ok)
    tsn_ctl_refuse (NULL, error);
  return ok;
}

gboolean
tsn_ctl_open (TsnCtl *ctl, TsnCtlNeed need)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *vault_path = NULL;

  if (ctl->folder == NULL)
    ctl->folder = g_build_filename (g_get_user_data_dir (), "tsunagi", NULL);
  if (need == TSN_CTL_NOTHING)
    return TRUE;
  vault_path = tsn_store_vault_path (ctl->folder);
  if (!g_file_test (vault_path, G_FILE_TEST_EXISTS))
    {
      tsn_ctl_refuse_text (_ ("there is no data folder at %s; make one with tsunagictl init"),
                           ctl->folder);
      return FALSE;
    }
  ctl->vault = tsn_vault_open (vault_path, &error);
  if (ctl->vault != NULL)
    ctl->store = tsn_store_open_sync (ctl->folder, ctl->vault, TSN_STORE_OPEN, &error);
  if (ctl->store == NULL)
    {
      tsn_ctl_refuse (ctl->folder, error);
      return FALSE;
    }
  if (need == TSN_CTL_LOCKED)
    return TRUE;
  if (!unlock (ctl))
    return FALSE;
  if (!tsn_store_unlocked_sync (ctl->store, need == TSN_CTL_SEARCH, NULL, &error))
    {
      tsn_ctl_refuse (ctl->folder, error);
      return FALSE;
    }
  return TRUE;
}

void
tsn_ctl_close (TsnCtl *ctl)
{
  if (ctl->store != NULL)
    tsn_store_close (ctl->store);
  g_clear_object (&ctl->store);
  g_clear_pointer (&ctl->vault, tsn_vault_free);
}

gboolean
tsn_ctl_work (TsnCtl *ctl, TsnStoreMode mode, TsnStoreWork work, gpointer data, const char *context)
{
  g_autoptr (GError) error = NULL;

  if (tsn_store_run_sync (ctl->store, mode, work, data, NULL, &error))
    return TRUE;
  tsn_ctl_refuse (context, error);
  return FALSE;
}

typedef struct
{
  const TsnKind *kind;
  const TsnId *id;
  gboolean found;
} Lookup;

static gboolean
look_up_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Lookup *lookup = data;
  g_autoptr (TsnRecord) record = tsn_session_get (session, lookup->kind, lookup->id, error);

  lookup->found = record != NULL;
  return record != NULL || error == NULL || *error == NULL;
}

gboolean
tsn_ctl_resolve (TsnCtl *ctl, const TsnKind *kind, const char *word, TsnId *id)
{
  g_autoptr (GArray) found = NULL;
  Lookup lookup = { kind, id, FALSE };

  if (tsn_id_parse (word, id))
    {
      if (!tsn_ctl_work (ctl, TSN_STORE_READ, look_up_worker, &lookup, NULL))
        return FALSE;
      if (!lookup.found)
        tsn_ctl_refuse_text (_ ("%s: there is no such record"), tsn_words_kind (kind));
      return lookup.found;
    }
  found = tsn_store_search (ctl->store, kind, word, 2);
  if (found->len == 1)
    *id = g_array_index (found, TsnId, 0);
  else if (found->len == 0)
    tsn_ctl_refuse_text (_ ("%s: nothing matches these words"), tsn_words_kind (kind));
  else
    tsn_ctl_refuse_text (
        _ ("%s: these words match more than one; give the id that \"find\" prints"),
        tsn_words_kind (kind));
  return found->len == 1;
}
