"""Reads digests as JSON lines and says of each whether the AWS CLI's own validator accepts its signature."""
import json
import sys

from awscli.customizations.cloudtrail.validation import DigestSignatureError, Sha256RSADigestValidator

validator = Sha256RSADigestValidator()
answers = []
for one in json.load(sys.stdin):
    digest = json.loads(one["text"])
    digest["_signature"] = one["signature"]
    try:
        validator.validate(
            digest["digestS3Bucket"], digest["digestS3Object"], one["key"], digest, one["text"].encode()
        )
        answers.append(True)
    except DigestSignatureError:
        answers.append(False)
print(json.dumps(answers))
