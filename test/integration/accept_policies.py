"""Asks a fake IAM (moto) to create every policy document on standard input (a JSON array of texts).

Prints a JSON array: null for a document that IAM accepts, its error message for any other.
"""

import json
import os
import sys

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="us-east-1",
)


def answer(iam, number, document):
    try:
        iam.create_policy(PolicyName=f"policy-{number}", PolicyDocument=document)
    except ClientError as error:
        return str(error)
    return None


with mock_aws():
    iam = boto3.client("iam")
    documents = json.load(sys.stdin)
    print(json.dumps([answer(iam, number, document) for number, document in enumerate(documents)]))
