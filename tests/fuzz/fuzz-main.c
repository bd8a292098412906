/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fuzz-main: runs one fuzz target without libFuzzer, as a test that always does the same.
 *
 * usage: fuzz-NAME FOLDER [--seed=N] [--rounds=N] [FILE...]
 *
 * First every file of FOLDER (what ./dev fuzz starts from, and whatever once broke the parser) goes
 * through the target, then so many mutations of them. There is no feedback from coverage here: the
 * aim is that a regression fails in ./dev test, with gcc and under the sanitizers, not to find what
 * is new; that is the work of ./dev fuzz. Named FILEs are run alone, which replays a crash.
 *
 * Before each round the input is written to NAME.input beside the program, and removed at
 * the end: after a crash it is there.
 */

#include <gio/gio.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>

#define MAX_BYTES      (64 * 1024) /* bytes; a mutation does not grow beyond it */
#define DEFAULT_ROUNDS 300
#define DEFAULT_SEED   1

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static GPtrArray *inputs; /* GBytes, sorted by file name; never empty */
static int seed = DEFAULT_SEED;
static int rounds = DEFAULT_ROUNDS;
static char **names;
static char *last_input; /* path of the file that holds the input of this round */

static const GOptionEntry options[] = {
  { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "seed of the mutations", "N" },
  { "rounds", 0, 0, G_OPTION_ARG_INT, &rounds, "number of mutations", "N" },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &names, NULL, NULL },
  G_OPTION_ENTRY_NULL,
};

/* A copy of just the right size, so that the sanitizer sees a read beyond the end. */
static void
run_one (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);

  /* libFuzzer gives a valid pointer for an empty input, too. */
  LLVMFuzzerTestOneInput (copy != NULL ? copy : (const guint8 *) "", size);
}

static void
test_files (void)
{
  for (guint i = 0; i < inputs->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (inputs, i), &size);

      run_one (data, size);
    }
}

/* One step of damage, of the kinds that parsers stumble over: bits, lengths, repeated and missing
 * parts. */
static void
mutate (GByteArray *bytes, GRand *rand)
{
  static const guint8 edges[] = {
    0x00, 0x01, 0x7f, 0x80, 0xff, '"', ',', '\n', '\r', '-', '9', 0xe3
  };
  guint at = bytes->len > 0 ? (guint) g_rand_int_range (rand, 0, (gint32) bytes->len) : 0;
  guint length = (guint) g_rand_int_range (rand, 1, 17);
  guint count = MIN (length, bytes->len - at);

  switch (bytes->len > 0 ? g_rand_int_range (rand, 0, 5) : 4)
    {
    case 0:
      bytes->data[at] ^= (guint8) (1u << g_rand_int_range (rand, 0, 8));
      break;
    case 1:
      bytes->data[at] = edges[g_rand_int_range (rand, 0, G_N_ELEMENTS (edges))];
      break;
    case 2:
      g_byte_array_remove_range (bytes, at, count);
      break;
    case 3:
      {
        g_autofree guint8 *part = g_memdup2 (bytes->data + at, count);

        if (bytes->len + count <= MAX_BYTES)
          g_byte_array_append (bytes, part, count);
        break;
      }
    default:
      if (bytes->len < MAX_BYTES)
        g_byte_array_append (bytes, &edges[g_rand_int_range (rand, 0, G_N_ELEMENTS (edges))], 1);
      break;
    }
}

static void
test_mutations (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) seed);

  g_test_message ("--seed=%d --rounds=%d; a crash leaves its input in %s",
                  seed,
                  rounds,
                  last_input);
  for (int round = 0; round < rounds; round++)
    {
      GBytes *origin = g_ptr_array_index (inputs, g_rand_int_range (rand, 0, (gint32) inputs->len));
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GError) error = NULL;

      g_byte_array_append (bytes,
                           g_bytes_get_data (origin, NULL),
                           (guint) g_bytes_get_size (origin));
      for (int steps = g_rand_int_range (rand, 1, 9); steps > 0; steps--)
        mutate (bytes, rand);
      g_file_set_contents_full (last_input,
                                (const char *) bytes->data,
                                (gssize) bytes->len,
                                G_FILE_SET_CONTENTS_NONE,
                                0600,
                                &error);
      g_assert_no_error (error);
      run_one (bytes->data, bytes->len);
    }
  g_unlink (last_input);
}

static void
add_input (const char *path)
{
  char *data;
  gsize size;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  g_ptr_array_add (inputs, g_bytes_new_take (data, size));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* In the order of their names, since the order of a folder is anybody's guess. */
static void
add_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_names);
  for (guint i = 0; i < paths->len; i++)
    add_input (g_ptr_array_index (paths, i));
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FOLDER [FILE...]");
  g_autoptr (GError) error = NULL;
  int result;

  last_input = g_strconcat (argv[0], ".input", NULL);
  g_test_init (&argc, &argv, NULL);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || names == NULL)
    {
      g_printerr ("%s: %s\n",
                  g_get_prgname (),
                  error != NULL ? error->message : "a folder is needed");
      return 2;
    }
  inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (char **name = names + 1; *name != NULL; name++)
    add_input (*name);
  if (inputs->len == 0)
    {
      g_ptr_array_add (inputs, g_bytes_new_static ("", 0));
      add_folder (names[0]);
      g_test_add_func ("/fuzz/mutations", test_mutations);
    }
  g_test_add_func ("/fuzz/files", test_files);
  result = g_test_run ();
  g_ptr_array_unref (inputs);
  g_strfreev (names);
  g_free (last_input);
  return result;
}
