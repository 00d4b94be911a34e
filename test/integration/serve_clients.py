"""The whole flow of the Access Analyzer API by boto3 against the server at the given endpoint; prints JSON."""

import json
import sys
import time

import boto3
from botocore.config import Config

endpoint, trail, role, policy = sys.argv[1:5]
client = boto3.client(
    "accessanalyzer",
    endpoint_url=endpoint,
    region_name="eu-west-1",
    aws_access_key_id="AKIDEXAMPLE",
    aws_secret_access_key="secret",
    config=Config(retries={"total_max_attempts": 1}),
)
access_role = "arn:aws:iam::111122223333:role/service-role/AccessAnalyzerMonitorServiceRole"


def details(arn=trail, **changes):
    return {
        "trails": [{"cloudTrailArn": arn, "allRegions": True}],
        "accessRole": access_role,
        "startTime": "2026-05-01T00:00:00Z",
        "endTime": "2026-05-11T00:00:00Z",
        **changes,
    }


def start(principal=role, **more):
    return client.start_policy_generation(policyGenerationDetails={"principalArn": principal}, **more)["jobId"]


def ended(job, **flags):
    for _ in range(300):
        answer = client.get_generated_policy(jobId=job, **flags)
        if answer["jobDetails"]["status"] != "IN_PROGRESS":
            answer.pop("ResponseMetadata")
            return answer
        time.sleep(0.2)
    raise TimeoutError(job)


def error(call):
    """The class, code and members that boto3 makes of an error."""
    try:
        call()
    except client.exceptions.ClientError as caught:
        kind = type(caught).__name__
        modelled = isinstance(caught, getattr(client.exceptions, kind, ()))
        response = caught.response
        members = {key: value for key, value in response.items() if key not in ("Error", "ResponseMetadata")}
        metadata = response["ResponseMetadata"]
        return {
            "class": kind,
            "modelled": modelled,
            "code": response["Error"]["Code"],
            "status": metadata["HTTPStatusCode"],
            "requestId": metadata.get("RequestId", ""),
            **members,
        }
    return None


job = start(cloudTrailDetails=details(), clientToken="boto3-token")
again = start(cloudTrailDetails=details(), clientToken="boto3-token")
answer = ended(job, includeResourcePlaceholders=True)
for _ in range(4):
    start()
unknown = ended(start(cloudTrailDetails=details(trail + "-other")))
generations = client.get_paginator("list_policy_generations")
findings = client.get_paginator("validate_policy")
listed = [
    [one["jobId"] for one in page["policyGenerations"]]
    for page in generations.paginate(principalArn=role, PaginationConfig={"PageSize": 2})
]
found = [
    [one["issueCode"] for one in page["findings"]]
    for page in findings.paginate(policyDocument=policy, policyType="IDENTITY_POLICY", PaginationConfig={"PageSize": 2})
]
result = {
    "job": job,
    "again": again,
    "answer": answer,
    "unknown": unknown,
    "listed": listed,
    "found": found,
    "finding": client.validate_policy(policyDocument=policy, policyType="IDENTITY_POLICY")["findings"][0],
    "waiters": client.waiter_names,
    "errors": {
        "job": error(lambda: client.get_generated_policy(jobId="nope")),
        "cancel": error(lambda: client.cancel_policy_generation(jobId=job)),
        "arn": error(lambda: start("arn:aws:iam::111122223333:group/g")),
        "time": error(lambda: start(cloudTrailDetails=details(endTime="2026-04-01T00:00:00Z"))),
        "conflict": error(lambda: start(clientToken="boto3-token")),
        "token": error(lambda: client.list_policy_generations(nextToken="x")),
        "later": error(lambda: client.list_analyzers()),
        "refused": error(lambda: client.create_service_linked_analyzer(type="ACCOUNT")),
    },
}
print(json.dumps(result, default=lambda value: value.isoformat()))
