/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Errors in sentences: what is wrong, and what to do about it.
 *
 * The folders below report domain and code with an English message for developers. Here each pair
 * that a person can meet has one sentence. What is not in the table is said with the library's own
 * message, which names no personal data either.
 */

#include <glib/gi18n-lib.h>

#include "tsn-card-code.h"
#include "tsn-csv.h"
#include "tsn-exchange.h"
#include "tsn-scan-error.h"
#include "tsn-store.h"
#include "tsn-sync-error.h"
#include "tsn-trust-file.h"
#include "tsn-validate.h"
#include "tsn-vault.h"
#include "tsn-words.h"
#include "tsn-work.h"

typedef struct
{
  GQuark (*domain) (void);
  int code;
  const char *sentence; /* translatable, a whole sentence without a full stop */
} Sentence;

static const Sentence SENTENCES[] = {
  /* The model: what was typed. */
  { tsn_model_error_quark, TSN_MODEL_ERROR_MALFORMED, N_ ("The data is damaged") },
  { tsn_model_error_quark, TSN_MODEL_ERROR_REQUIRED, N_ ("This must be filled in") },
  { tsn_model_error_quark, TSN_MODEL_ERROR_TOO_LONG, N_ ("This is too long") },
  { tsn_model_error_quark,
    TSN_MODEL_ERROR_OUT_OF_RANGE,
    N_ ("This is outside of what is possible here") },
  { tsn_model_error_quark, TSN_MODEL_ERROR_NOT_A_NUMBER, N_ ("This is not a whole number") },
  { tsn_model_error_quark,
    TSN_MODEL_ERROR_NOT_A_DATE,
    N_ ("This is not a date; write it like S15.3.2 or 1940-03-02") },
  { tsn_model_error_quark,
    TSN_MODEL_ERROR_NOT_A_TIME,
    N_ ("This is not a time; write it like 9:30") },
  { tsn_model_error_quark, TSN_MODEL_ERROR_NOT_A_BOOLEAN, N_ ("Answer with yes or no") },
  { tsn_model_error_quark, TSN_MODEL_ERROR_UNKNOWN_CODE, N_ ("This is not one of the choices") },
  { tsn_model_error_quark, TSN_MODEL_ERROR_NOT_A_REFERENCE, N_ ("This is not the id of a record") },
  { tsn_model_error_quark,
    TSN_MODEL_ERROR_NOT_KANA,
    N_ ("Write the reading in hiragana or katakana") },
  { tsn_model_error_quark,
    TSN_MODEL_ERROR_NOT_A_PHONE,
    N_ ("This is not a telephone number; write 10 or 11 digits") },
  { tsn_model_error_quark,
    TSN_MODEL_ERROR_NOT_A_POSTCODE,
    N_ ("This is not a postal code; write seven digits") },
  { tsn_model_error_quark,
    TSN_MODEL_ERROR_BAD_TEXT,
    N_ ("The text has a character that cannot be kept (a control character, or one of a private font)") },
  { tsn_model_error_quark, TSN_MODEL_ERROR_LINE_BREAK, N_ ("This takes one line only") },
  { tsn_model_error_quark, TSN_MODEL_ERROR_UNKNOWN_FIELD, N_ ("There is no such field") },
  { tsn_model_error_quark,
    TSN_MODEL_ERROR_NOT_A_MUNICIPALITY,
    N_ ("This is not a municipality code; write five digits, or six with the check digit") },
  { tsn_model_error_quark,
    TSN_MODEL_ERROR_TOO_NEW,
    N_ ("This was written by a newer version; update this program") },
  { tsn_model_error_quark,
    TSN_MODEL_ERROR_APPEND_ONLY,
    N_ ("What was recorded here is never changed; add a new record instead") },

  /* The vault: keys and passphrases. */
  { tsn_vault_error_quark,
    TSN_VAULT_ERROR_WRONG_SECRET,
    N_ ("The passphrase or recovery key is wrong") },
  { tsn_vault_error_quark,
    TSN_VAULT_ERROR_TOO_MANY_TRIES,
    N_ ("Too many wrong tries; wait a moment and try again") },
  { tsn_vault_error_quark, TSN_VAULT_ERROR_LOCKED, N_ ("The data is locked; give the passphrase") },
  { tsn_vault_error_quark,
    TSN_VAULT_ERROR_NO_KEY,
    N_ ("This device does not hold the key for that") },
  { tsn_vault_error_quark,
    TSN_VAULT_ERROR_WEAK,
    N_ ("The passphrase is too weak; take ten characters or more that are hard to guess") },
  { tsn_vault_error_quark,
    TSN_VAULT_ERROR_DAMAGED,
    N_ ("The key file is damaged; restore a backup or use the recovery key") },
  { tsn_vault_error_quark,
    TSN_VAULT_ERROR_TOO_NEW,
    N_ ("The key file was written by a newer version; update this program") },
  { tsn_vault_error_quark,
    TSN_VAULT_ERROR_EXISTS,
    N_ ("There are keys already; they are never overwritten") },

  { tsn_vault_error_quark,
    TSN_VAULT_ERROR_MISTYPED,
    N_ ("The recovery key has a typing error; compare it with the paper group by group") },
  { tsn_vault_error_quark,
    TSN_VAULT_ERROR_OTHER_OPERATOR,
    N_ ("This is another person's passphrase; they change it themselves after unlocking with it") },
  { tsn_vault_error_quark,
    TSN_VAULT_ERROR_LAST_OPERATOR,
    N_ ("This is the last operator; add another one first") },
  { tsn_vault_error_quark, TSN_VAULT_ERROR_NO_OPERATOR, N_ ("There is no such operator") },
  { tsn_vault_error_quark,
    TSN_VAULT_ERROR_FORGED,
    N_ ("What came does not belong to this invitation; make a new one and do not approve this one") },

  /* The store. */
  { tsn_store_error_quark,
    TSN_STORE_ERROR_BUSY,
    N_ ("Another program is using the data; close it or try again") },
  { tsn_store_error_quark,
    TSN_STORE_ERROR_CORRUPT,
    N_ ("The database is damaged; it was left as it is: restore a backup into another folder") },
  { tsn_store_error_quark,
    TSN_STORE_ERROR_NOT_A_STORE,
    N_ ("There is a file in its place that is not a Tsunagi database; nothing was changed") },
  { tsn_store_error_quark,
    TSN_STORE_ERROR_TOO_NEW,
    N_ ("The database was written by a newer version; update this program") },
  { tsn_store_error_quark, TSN_STORE_ERROR_NOT_FOUND, N_ ("It was not found") },
  { tsn_store_error_quark,
    TSN_STORE_ERROR_READ_ONLY,
    N_ ("The data folder cannot be written to; check its permissions or the disk") },
  { tsn_store_error_quark,
    TSN_STORE_ERROR_NO_SPACE,
    N_ ("The disk is full; nothing was saved: make room and try again") },
  { tsn_store_error_quark,
    TSN_STORE_ERROR_IO,
    N_ ("The disk reported an error; nothing was saved: try again or take another disk") },
  { tsn_store_error_quark,
    TSN_STORE_ERROR_EXISTS,
    N_ ("There is something already; it is never overwritten") },
  { tsn_store_error_quark,
    TSN_STORE_ERROR_ERASED,
    N_ ("The record was erased; it takes no changes any more") },
  { tsn_store_error_quark,
    TSN_STORE_ERROR_NETWORK_DISK,
    N_ ("The data folder is on a network disk; take a disk of this machine") },
  { tsn_store_error_quark,
    TSN_STORE_ERROR_WRONG_VAULT,
    N_ ("The database and the key file beside it belong to different devices") },

  /* Files in and out. */
  { tsn_exchange_error_quark,
    TSN_EXCHANGE_ERROR_NOT_TEXT,
    N_ ("This is not a text file in UTF-8 or Shift_JIS. Save the table as CSV again") },
  { tsn_exchange_error_quark, TSN_EXCHANGE_ERROR_EMPTY, N_ ("The file has no rows") },
  { tsn_exchange_error_quark,
    TSN_EXCHANGE_ERROR_NO_COLUMNS,
    N_ ("The first row names no column that is known here, or lacks one that is needed") },
  { tsn_exchange_error_quark,
    TSN_EXCHANGE_ERROR_UNKNOWN_FILE,
    N_ ("This is none of the files that are known here") },
  { tsn_exchange_error_quark,
    TSN_EXCHANGE_ERROR_MALFORMED,
    N_ ("This is not a table: a quotation mark is open, or a cell is far too long") },
  { tsn_exchange_error_quark,
    TSN_EXCHANGE_ERROR_WRONG_ROW,
    N_ ("The row has too few columns, or the id of another row") },

  { tsn_csv_error_quark,
    TSN_CSV_ERROR_ENCODING,
    N_ ("The row has a character that is neither UTF-8 nor Shift_JIS") },
  { tsn_csv_error_quark,
    TSN_CSV_ERROR_QUOTE,
    N_ ("There is text behind a closing quotation mark") },
  { tsn_csv_error_quark, TSN_CSV_ERROR_UNTERMINATED, N_ ("A quotation mark is never closed") },
  { tsn_csv_error_quark, TSN_CSV_ERROR_CELL_TOO_LONG, N_ ("A cell is far too long") },
  { tsn_csv_error_quark, TSN_CSV_ERROR_TOO_MANY_COLUMNS, N_ ("There are far too many columns") },

  /* Cards. */
  { tsn_trust_error_quark,
    TSN_TRUST_ERROR_FORGED,
    N_ ("This trust file was altered, or is not by that municipality's coordinators; do not use it") },
  { tsn_trust_error_quark,
    TSN_TRUST_ERROR_GAP,
    N_ ("This trust file goes on from another that is not here; take the whole one") },
  { tsn_trust_error_quark,
    TSN_TRUST_ERROR_DAMAGED,
    N_ ("This is no trust file, or it breaks off; copy it once more") },
  { tsn_trust_error_quark,
    TSN_TRUST_ERROR_TOO_NEW,
    N_ ("This was written by a newer version; update this program") },
  { tsn_trust_error_quark,
    TSN_TRUST_ERROR_NOT_A_COORDINATOR,
    N_ ("Only a coordinator's device writes trust files; do it there") },
  { tsn_trust_error_quark,
    TSN_TRUST_ERROR_NOT_A_CREW,
    N_ ("This is not of a crew's device; only those ask for the keys of cards") },
  { tsn_card_error_quark, TSN_CARD_ERROR_INVALID, N_ ("A value has the wrong form for a card") },
  { tsn_card_error_quark, TSN_CARD_ERROR_TOO_LONG, N_ ("A text is too long for a card") },
  { tsn_card_error_quark,
    TSN_CARD_ERROR_WISH,
    N_ ("Words about resuscitation belong into a conversation, never on a card") },
  { tsn_card_error_quark,
    TSN_CARD_ERROR_MISSING,
    N_ ("A card needs a name or a reading, the municipality and the date") },
  { tsn_card_error_quark,
    TSN_CARD_ERROR_TOO_LARGE,
    N_ ("The code would be too fine to be read on this paper; take a larger layout") },
  { tsn_card_error_quark,
    TSN_CARD_ERROR_UNREADABLE,
    N_ ("The printed code was not read back; nothing was printed: try again") },

  /* Pictures. */
  { tsn_scan_error_quark, TSN_SCAN_ERROR_NOT_AN_IMAGE, N_ ("This is not a picture or a PDF") },
  { tsn_scan_error_quark,
    TSN_SCAN_ERROR_UNSUPPORTED,
    N_ ("This kind of picture is not known; take PNG, JPEG or PDF") },
  { tsn_scan_error_quark, TSN_SCAN_ERROR_TOO_LARGE, N_ ("The picture is too large") },
  { tsn_scan_error_quark, TSN_SCAN_ERROR_DAMAGED, N_ ("The file is damaged") },
  { tsn_scan_error_quark, TSN_SCAN_ERROR_EMPTY, N_ ("The file is empty") },
  { tsn_scan_error_quark, TSN_SCAN_ERROR_ENCRYPTED, N_ ("The PDF is locked with a password") },
  { tsn_scan_error_quark, TSN_SCAN_ERROR_IO, N_ ("The file cannot be read") },

  /* The field day. */
  { tsn_work_error_quark, TSN_WORK_ERROR_NOT_FOUND, N_ ("It was not found") },
  { tsn_work_error_quark, TSN_WORK_ERROR_CANCELLED, N_ ("The event was cancelled") },
  { tsn_work_error_quark,
    TSN_WORK_ERROR_NO_CONSENT,
    N_ ("The person does not agree to that; ask first and record the consent") },
  { tsn_work_error_quark,
    TSN_WORK_ERROR_BELOW_ZERO,
    N_ ("A count cannot become less than nothing") },

  /* The server. */
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_MALFORMED,
    N_ ("The server's answer cannot be understood; update this program and the server") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_BAD_LINE,
    N_ ("This is not the line that the server printed; copy all of it") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_NO_SERVER,
    N_ ("No server is registered on this device yet") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_UNREACHABLE,
    N_ ("The server cannot be reached; nothing is lost: try again when the network is there") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_WRONG_SERVER,
    N_ ("Somebody else answers in the server's place; nothing was sent: ask who runs the server") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_UNKNOWN_DEVICE,
    N_ ("The server does not know this device; a coordinator must enrol it") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_SHUT_OUT,
    N_ ("This device was shut out from the server; its data stays here: ask a coordinator") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_BAD_TOKEN,
    N_ ("The server does not take this line any more; have it print a new one") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_BUSY,
    N_ ("The server is busy; nothing is lost: try again in a moment") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_SERVER_FAILED,
    N_ ("The server has failed; nothing is lost: tell who runs it, and try again later") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_REFUSED,
    N_ ("The server does not take what this program sends; update both of them") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_BAD_INVITATION,
    N_ ("This is not the line of an invitation; copy all of it") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_STALE,
    N_ ("The invitation is unknown or too old; have the coordinator make a new one") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_TAKEN,
    N_ ("Another device has used this invitation; tell the coordinator to approve none, and have a new one made") },
  { tsn_sync_error_quark, TSN_SYNC_ERROR_NOT_ASKED, N_ ("No such device waits to be let in") },
  { tsn_sync_error_quark, TSN_SYNC_ERROR_APPROVED, N_ ("The device was let in before") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_WRONG_CODE,
    N_ ("This is not the code of that device; look at its screen again, and if it differs do not let it in") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_NOTHING_KEPT,
    N_ ("The server has nothing for this recovery key; see whether sheet and code are those of this municipality, and whether it is the right server") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_OWN_DEVICE,
    N_ ("This is the device you are at; revoke it from another coordinator's device") },

  /* Bundles. */
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_NO_BUNDLE,
    N_ ("This file is no bundle of this program; nothing was taken in") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_CUT_OFF,
    N_ ("The bundle ends too early; nothing was taken in: copy the file again") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_ALTERED,
    N_ ("The bundle is damaged or was altered; nothing was taken in: copy it again or have a new "
        "one made") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_FOREIGN,
    N_ ("The bundle is of another municipality; nothing was taken in") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_REVOKED,
    N_ ("The bundle was made by a device that was shut out; nothing was taken in: tell a "
        "coordinator") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_GAP,
    N_ ("The bundle goes on from another one that was not read here; nothing was taken in: read "
        "that one first, or have one made that holds everything") },
  { tsn_sync_error_quark,
    TSN_SYNC_ERROR_TOO_NEW,
    N_ ("The bundle was made by a newer version; nothing was taken in: update this program") },
};

static const char *const REFUSALS[] = {
  N_ ("The server can't use it. Update this program and the server; then send it again."),
  N_ ("The server can't verify it. Send it again; if that does not help, update this program."),
  N_ ("The server does not know the device that wrote it yet. Send it again when that device has "
      "synced."),
  N_ ("The device that wrote it is revoked. Write it anew on a device that is let in."),
  N_ ("What this device is for does not include writing that. Have a coordinator write it."),
  N_ ("Another machine works as this device, with a copy of its disk. Tell whoever looks after the "
      "machines; one of the two has to be let in anew."),
  N_ ("The server is too old for it. Have the server updated; then send it again."),
  N_ ("It was written with a clock that was far ahead. Put the clock right, and write it anew."),
};

const char *
tsn_words_refusal (guint reason)
{
  return tsn_words_translate (REFUSALS[reason < G_N_ELEMENTS (REFUSALS) ? reason : 0]);
}

/* What the front ends say for errors of the system that people do meet. */
static const char *
system_sentence (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return _ ("Stopped; nothing was changed");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
      g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return _ ("There is no such file");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ||
      g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
    return _ ("The disk is full; nothing was saved: make room and try again");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
      g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ACCES))
    return _ ("The file may not be read or written; check its permissions");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY) ||
      g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ROFS))
    return _ (
        "Nothing can be written there: it is for reading only. Choose another folder, or "
        "unlock the USB stick");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS) ||
      g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_EXIST))
    return _ ("There is something already; it is never overwritten");
  return NULL;
}

char *
tsn_words_error (const GError *error)
{
  const char *sentence = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (SENTENCES); i++)
    if (error->domain == SENTENCES[i].domain () && error->code == SENTENCES[i].code)
      return g_strdup (tsn_words_translate (SENTENCES[i].sentence));
  sentence = system_sentence (error);
  return g_strdup (sentence != NULL ? sentence : error->message);
}
