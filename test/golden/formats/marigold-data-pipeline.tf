# The least that arn:aws:iam::111122223333:role/service-role/marigold-data-pipeline needs, from what it did.
# Logs: 2026-03-02T00:00:04Z to 2026-03-04T23:57:21Z, 442 of 1,964 records. Replay: 525 of 525 permission checks
#   allowed.
# Note: only 3 days of logs: what runs weekly was seen by chance
# Note: the period holds no turn of a month: what runs at the end or the beginning of a month was not seen
# Written by Leastwise. Generate it again rather than editing it.

data "aws_iam_policy_document" "marigold_data_pipeline" {
  # Used 36 times on 3 days, first 2026-03-02T00:00:30Z, last 2026-03-04T22:55:44Z.
  # Why athena:GetQueryExecution, athena:StartQueryExecution: the operation itself; workgroup ARN from workGroup.
  # Risk, data exfiltration: athena:StartQueryExecution runs SQL on the data lake and writes the result to a bucket.
  statement {
    sid    = "AthenaWriteWorkgroup"
    effect = "Allow"
    actions = [
      "athena:GetQueryExecution",
      "athena:StartQueryExecution",
    ]
    resources = ["arn:aws:athena:eu-central-1:111122223333:workgroup/analytics"]
  }

  # Used 18 times on 3 days, first 2026-03-02T00:00:20Z, last 2026-03-04T22:55:27Z.
  # Why dynamodb:BatchWriteItem: the operation itself; tableName.
  statement {
    sid       = "DynamodbBatchWriteItem"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem"]
    resources = ["arn:aws:dynamodb:eu-central-1:111122223333:table/marigold-recommendations"]
  }

  # Used 18 times on 3 days, first 2026-03-02T00:00:21Z, last 2026-03-04T22:55:29Z.
  # Why dynamodb:Query: the operation itself; the ARN in resources[].
  # Risk, data exfiltration: dynamodb:Query reads items.
  statement {
    sid       = "DynamodbQuery"
    effect    = "Allow"
    actions   = ["dynamodb:Query"]
    resources = ["arn:aws:dynamodb:eu-central-1:111122223333:table/marigold-orders"]
  }

  # Used 36 times on 3 days, first 2026-03-02T00:00:26Z, last 2026-03-04T22:55:32Z.
  # Why glue:GetJobRun, glue:StartJobRun: the operation itself; job ARN from jobName.
  statement {
    sid    = "GlueWriteJob"
    effect = "Allow"
    actions = [
      "glue:GetJobRun",
      "glue:StartJobRun",
    ]
    resources = ["arn:aws:glue:eu-central-1:111122223333:job/marigold-orders-etl"]
  }

  # Used 42 times (6 of them failed) on 3 days, first 2026-03-02T00:00:22Z, last 2026-03-04T22:55:36Z.
  # Why glue:GetPartitions, glue:GetTable: the operation itself; the one rootcatalog of the account.
  # Why glue:GetPartitions, glue:GetTable: the operation itself; database ARN from databaseName.
  # Why glue:GetPartitions: the operation itself; table ARN from databaseName, tableName.
  # Why glue:GetTable: the operation itself; table ARN from databaseName, name.
  statement {
    sid    = "GlueRead"
    effect = "Allow"
    actions = [
      "glue:GetPartitions",
      "glue:GetTable",
    ]
    resources = [
      "arn:aws:glue:eu-central-1:111122223333:catalog",
      "arn:aws:glue:eu-central-1:111122223333:database/marigold",
      "arn:aws:glue:eu-central-1:111122223333:table/marigold/orders",
    ]
  }

  # Used 36 times on 3 days, first 2026-03-02T00:00:15Z, last 2026-03-04T22:55:22Z.
  # Why kms:Decrypt: the operation itself; the ARN in resources[].
  # Why kms:GenerateDataKey: the operation itself; the ARN in keyId.
  statement {
    sid    = "KmsWriteKeyViaService"
    effect = "Allow"
    actions = [
      "kms:Decrypt",
      "kms:GenerateDataKey",
    ]
    resources = ["arn:aws:kms:eu-central-1:111122223333:key/5b8e2c94-7f60-4a3d-8d0f-2e9b4a6c1d38"]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.eu-central-1.amazonaws.com"]
    }
  }

  # Used 18 times on 3 days, first 2026-03-02T00:00:32Z, last 2026-03-04T22:55:37Z.
  # Why s3:GetBucketLocation: the operation itself; bucketName.
  statement {
    sid       = "S3GetBucketLocationCalledVia"
    effect    = "Allow"
    actions   = ["s3:GetBucketLocation"]
    resources = ["arn:aws:s3:::marigold-athena-results"]

    condition {
      test     = "ForAnyValue:StringEquals"
      variable = "aws:CalledVia"
      values   = ["athena.amazonaws.com"]
    }
  }

  # Used 36 times on 3 days, first 2026-03-02T00:00:33Z, last 2026-03-04T22:55:38Z.
  # Why s3:GetObject: the operation itself; bucketName and key.
  # Wildcard arn:aws:s3:::marigold-lake/curated/orders/*: more than 20 different names were used under this prefix;
  #   nothing to do, if all of the prefix is meant.
  # Risk, data exfiltration: s3:GetObject reads the content of objects.
  statement {
    sid       = "S3GetObjectCalledVia"
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::marigold-lake/curated/orders/*"]

    condition {
      test     = "ForAnyValue:StringEquals"
      variable = "aws:CalledVia"
      values   = ["athena.amazonaws.com"]
    }
  }

  # Used 51 times (6 of them failed) on 3 days, first 2026-03-02T00:00:15Z, last 2026-03-04T22:55:19Z.
  # Why s3:GetObject: the operation itself; bucketName and key.
  # Wildcard arn:aws:s3:::marigold-lake/raw/orders/*: more than 20 different names were used under this prefix;
  #   nothing to do, if all of the prefix is meant.
  # Risk, data exfiltration: s3:GetObject reads the content of objects.
  statement {
    sid     = "S3GetObject"
    effect  = "Allow"
    actions = ["s3:GetObject"]
    resources = [
      "arn:aws:s3:::marigold-lake/raw/orders/*",
      "arn:aws:s3:::marigold-shared-reference/vat-rates.json",
    ]
  }

  # Used 24 times (6 of them failed) on 3 days, first 2026-03-02T00:00:15Z, last 2026-03-04T22:55:16Z.
  # Why s3:ListBucket: AWS answered NoSuchKey, which it tells only who may list the bucket; bucketName.
  statement {
    sid       = "S3ListBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = ["arn:aws:s3:::marigold-lake"]
  }

  # Used 36 times on 3 days, first 2026-03-02T00:00:36Z, last 2026-03-04T22:55:42Z.
  # Why s3:PutObject: the operation itself; bucketName and key.
  # Wildcard arn:aws:s3:::marigold-athena-results/analytics/*: more than 20 different names were used under this
  #   prefix; nothing to do, if all of the prefix is meant.
  statement {
    sid       = "S3PutObjectCalledVia"
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::marigold-athena-results/analytics/*"]

    condition {
      test     = "ForAnyValue:StringEquals"
      variable = "aws:CalledVia"
      values   = ["athena.amazonaws.com"]
    }
  }

  # Used 72 times on 3 days, first 2026-03-02T00:00:15Z, last 2026-03-04T22:55:25Z.
  # Why s3:PutObject: CompleteMultipartUpload is authorized as PutObject; bucketName and key.
  # Wildcard arn:aws:s3:::marigold-lake/curated/orders/*: more than 20 different names were used under this prefix;
  #   nothing to do, if all of the prefix is meant.
  statement {
    sid       = "S3PutObject"
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::marigold-lake/curated/orders/*"]
  }

  # Used 18 times on 3 days, first 2026-03-02T00:00:39Z, last 2026-03-04T22:55:48Z.
  # Why states:StartExecution: the operation itself; the ARN in stateMachineArn.
  statement {
    sid       = "StatesStartExecution"
    effect    = "Allow"
    actions   = ["states:StartExecution"]
    resources = ["arn:aws:states:eu-central-1:111122223333:stateMachine:marigold-nightly-orders"]
  }
}

resource "aws_iam_policy" "marigold_data_pipeline" {
  name        = "marigold-data-pipeline"
  description = "The least that marigold-data-pipeline needs"
  policy      = data.aws_iam_policy_document.marigold_data_pipeline.json
}
