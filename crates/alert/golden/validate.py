"""Checks the CAP messages beside this file, which a test holds the program to,
with three independent readers, and the signature of a webhook with a fourth.

Run: python validate.py
Needs lxml (6.1.3 was used), xmlschema (4.3.2), cap-tools (3.1.1, whose classes
are generated from the schema that OASIS publishes) and standardwebhooks (1.1.0).
"""

import datetime
import re
import sys
from importlib.metadata import version
from pathlib import Path

import xmlschema
from cap_tools.models import Alert
from lxml import etree
from standardwebhooks import Webhook
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

HERE = Path(__file__).parent
schema = etree.XMLSchema(etree.parse(HERE / "cap-1.2.xsd"))
second = xmlschema.XMLSchema(str(HERE / "cap-1.2.xsd"))
strict = XmlParser(config=ParserConfig(fail_on_unknown_properties=True, fail_on_converter_warnings=True))

for path in sorted(HERE.glob("*.xml")):
    schema.assertValid(etree.parse(path))
    second.validate(str(path))
    alert = strict.from_path(path, Alert)
    print(path.name, "valid:", alert.identifier, alert.status.value, alert.msg_type.value)

# A message that breaks the rules must be refused, or nothing was checked.
whole = (HERE / "raised.xml").read_text()
for old, new in [
    (r"<status>\w+</status>", "<status>Earnest</status>"),
    (r"(<sent>[^<]+)\+09:00", r"\1Z"),
    (r"<urgency>\w+</urgency>", ""),
    (r"(<identifier>)", r"\1a b"),
]:
    broken = re.sub(old, new, whole)
    assert broken != whole
    assert not schema.validate(etree.fromstring(broken.encode())), old

body = (HERE / "signed.json").read_text()
at = datetime.datetime.fromtimestamp(1726498799, datetime.timezone.utc)
signature = Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign("foreshock-1", at, body)
assert signature == (HERE / "signed.txt").read_text().strip(), signature
print("signature", signature)
print({name: version(name) for name in ["lxml", "xmlschema", "cap-tools", "standardwebhooks"]}, file=sys.stderr)
