// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// All tests of the page's modules as one program, which phone/build.js bundles as it bundles the page.

import "./test-card.js";
import "./test-enrol.js";
import "./test-trust.js";
import "./test-words.js";
