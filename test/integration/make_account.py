"""Makes an organization with a member account, with the real API of AWS, in the fake AWS at the endpoint given.

Prints the member account's ID and credentials as JSON.
"""

import json
import sys

import boto3


def client(service, **credentials):
    keys = credentials or {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, endpoint_url=sys.argv[1], region_name="us-east-1", **keys)


def statement(effect, actions, resource="*", **more):
    return {"Effect": effect, "Action": actions, "Resource": resource, **more}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def organization():
    organizations = client("organizations")
    management = organizations.create_organization(FeatureSet="ALL")["Organization"]["MasterAccountId"]
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    unit = organizations.create_organizational_unit(ParentId=root, Name="Workloads")["OrganizationalUnit"]["Id"]
    created = organizations.create_account(Email="shop@example.com", AccountName="shop")
    account = created["CreateAccountStatus"]["AccountId"]
    organizations.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)
    policy = organizations.create_policy(
        Name="no-users",
        Description="Nobody makes users",
        Type="SERVICE_CONTROL_POLICY",
        Content=document(statement("Deny", ["iam:CreateUser", "iam:CreateAccessKey"])),
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=unit)
    return management, account


def members_keys(account):
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    keys = client("sts").assume_role(RoleArn=role, RoleSessionName="admin")["Credentials"]
    return {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }


def managed(iam, name, *statements):
    return iam.create_policy(PolicyName=name, PolicyDocument=document(*statements))["Policy"]["Arn"]


def fill(iam):
    objects = "arn:aws:s3:::release-bucket/*"
    # The first version is not the one in force.
    app = managed(iam, "app", statement("Allow", "ec2:*"))
    iam.create_policy_version(
        PolicyArn=app,
        SetAsDefault=True,
        PolicyDocument=document(
            statement("Allow", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], objects),
            statement("Allow", ["iam:CreateAccessKey", "iam:AttachRolePolicy", "iam:ListUsers"]),
        ),
    )
    boundary = managed(
        iam, "limit", statement("Allow", ["s3:*", "logs:*", "iam:List*"]), statement("Deny", "s3:PutObject")
    )
    iam.create_group(GroupName="readers")
    iam.put_group_policy(
        GroupName="readers",
        PolicyName="logs",
        PolicyDocument=document(
            statement(
                "Allow",
                ["logs:DescribeLogStreams", "logs:GetLogEvents"],
                "arn:aws:logs:us-east-1:*:log-group:/shop/${aws:username}:*",
            )
        ),
    )
    iam.create_user(UserName="alice", Path="/team/")
    iam.attach_user_policy(UserName="alice", PolicyArn=app)
    iam.add_user_to_group(GroupName="readers", UserName="alice")
    iam.put_user_policy(
        UserName="alice",
        PolicyName="own",
        PolicyDocument=document(statement("Allow", "dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/orders")),
    )
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    for name, path in (("Deploy", "/ci/"), ("Idle", "/")):
        iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=document(trust))
    iam.create_role(RoleName="Bounded", AssumeRolePolicyDocument=document(trust), PermissionsBoundary=boundary)
    iam.attach_role_policy(RoleName="Bounded", PolicyArn=app)
    iam.attach_role_policy(RoleName="Deploy", PolicyArn=app)
    iam.attach_role_policy(RoleName="Deploy", PolicyArn="arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess")
    iam.put_role_policy(
        RoleName="Deploy", PolicyName="keep", PolicyDocument=document(statement("Deny", "s3:DeleteObject"))
    )
    iam.put_role_policy(
        RoleName="Idle",
        PolicyName="idle",
        PolicyDocument=document(
            statement("Allow", "sqs:SendMessage", "arn:aws:sqs:us-east-1:*:orders"),
            # Names a bucket where the action needs an object: allows nothing.
            statement("Allow", "s3:GetObjectTagging", "arn:aws:s3:::release-bucket"),
            statement("Allow", "iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}),
        ),
    )


management, account = organization()
keys = members_keys(account)
fill(client("iam", **keys))
print(json.dumps({"management": management, "account": account, "keys": keys}))
