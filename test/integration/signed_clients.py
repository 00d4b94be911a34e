"""A presigned address made by botocore, and requests that expect a wrong clock, against the server; prints JSON."""

import datetime
import json
import sys
import urllib.error
import urllib.request
from unittest import mock

import boto3
import botocore.auth
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

endpoint, key, secret = sys.argv[1:4]


def get(url):
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return [error.code, error.headers["x-amzn-errortype"]]


def presigned(secret_key, seconds):
    request = AWSRequest("GET", f"{endpoint}/policy/generation", params={"principalArn": "arn:aws:iam::111122223333:role/a b+c"})
    SigV4QueryAuth(Credentials(key, secret_key), "access-analyzer", "eu-west-1", expires=seconds).add_auth(request)
    return request.prepare().url


def listed(offset):
    client = boto3.client(
        "accessanalyzer",
        endpoint_url=endpoint,
        region_name="eu-west-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}),
    )
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=offset)
    with mock.patch.object(botocore.auth, "get_current_datetime", return_value=now.replace(tzinfo=None)):
        try:
            return list(client.list_policy_generations(principalArn="arn:aws:iam::111122223333:role/é'(!)*~")["policyGenerations"])
        except client.exceptions.ClientError as caught:
            return caught.response["Error"]


url = presigned(secret, 60)
print(
    json.dumps(
        {
            "presigned": get(url),
            "altered": get(url.replace("role", "user")),
            "forged": get(presigned("guess", 60)),
            "listed": listed(0),
            "slow": listed(-60),
            "fast": listed(60),
        }
    )
)
