import type { RiskEntry } from './entry.js'

const api = 'https://docs.aws.amazon.com'

/** Actions that read content, or copy much of it at once to where others can take it. */
export const dataRisks: readonly RiskEntry[] = [
  ['s3:GetObject', 'reads the content of objects', `${api}/AmazonS3/latest/API/API_GetObject.html`],
  [
    's3:GetObjectVersion',
    'reads the content of objects, also of what was overwritten or deleted',
    `${api}/AmazonS3/latest/API/API_GetObject.html`,
  ],
  [
    's3:PutReplicationConfiguration',
    'copies every new object elsewhere',
    `${api}/AmazonS3/latest/userguide/replication.html`,
  ],
  [
    's3:PutInventoryConfiguration',
    'sends lists of the objects elsewhere',
    `${api}/AmazonS3/latest/userguide/storage-inventory.html`,
  ],
  [
    's3express:CreateSession',
    'reads the content of objects',
    `${api}/AmazonS3/latest/API/API_CreateSession.html`,
  ],
  ['dynamodb:GetItem', 'reads items', `${api}/amazondynamodb/latest/APIReference/API_GetItem.html`],
  ['dynamodb:BatchGetItem', 'reads items', `${api}/amazondynamodb/latest/APIReference/API_BatchGetItem.html`],
  ['dynamodb:Query', 'reads items', `${api}/amazondynamodb/latest/APIReference/API_Query.html`],
  ['dynamodb:Scan', 'reads whole tables', `${api}/amazondynamodb/latest/APIReference/API_Scan.html`],
  ['dynamodb:PartiQLSelect', 'reads items', `${api}/amazondynamodb/latest/developerguide/ql-iam.html`],
  [
    'dynamodb:ExportTableToPointInTime',
    'copies a whole table to a bucket',
    `${api}/amazondynamodb/latest/developerguide/S3DataExport.HowItWorks.html`,
  ],
  [
    'dynamodb:GetRecords',
    'reads every change of a table',
    `${api}/amazondynamodb/latest/APIReference/API_streams_GetRecords.html`,
  ],
  [
    'rds:StartExportTask',
    'copies a database to a bucket',
    `${api}/AmazonRDS/latest/UserGuide/USER_ExportSnapshot.html`,
  ],
  ['rds:CopyDBSnapshot', 'copies a database', `${api}/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html`],
  [
    'rds:DownloadCompleteDBLogFile',
    'reads the logs of a database',
    `${api}/AmazonRDS/latest/UserGuide/DownloadCompleteDBLogFile.html`,
  ],
  [
    'rds-data:ExecuteStatement',
    'runs SQL',
    `${api}/rdsdataservice/latest/APIReference/API_ExecuteStatement.html`,
  ],
  [
    'rds-data:BatchExecuteStatement',
    'runs SQL',
    `${api}/rdsdataservice/latest/APIReference/API_BatchExecuteStatement.html`,
  ],
  [
    'redshift-data:ExecuteStatement',
    'runs SQL',
    `${api}/redshift-data/latest/APIReference/API_ExecuteStatement.html`,
  ],
  [
    'redshift-data:GetStatementResult',
    'reads the result of SQL',
    `${api}/redshift-data/latest/APIReference/API_GetStatementResult.html`,
  ],
  [
    'athena:StartQueryExecution',
    'runs SQL on the data lake and writes the result to a bucket',
    `${api}/athena/latest/APIReference/API_StartQueryExecution.html`,
  ],
  [
    'athena:GetQueryResults',
    'reads the result of SQL',
    `${api}/athena/latest/APIReference/API_GetQueryResults.html`,
  ],
  [
    'timestream:Select',
    'reads tables',
    `${api}/service-authorization/latest/reference/list_amazontimestream.html`,
  ],
  [
    'ebs:GetSnapshotBlock',
    'reads the content of disks',
    `${api}/ebs/latest/APIReference/API_GetSnapshotBlock.html`,
  ],
  ['ec2:CopySnapshot', 'copies a disk', `${api}/AWSEC2/latest/APIReference/API_CopySnapshot.html`],
  ['ec2:CreateSnapshot', 'copies a disk', `${api}/AWSEC2/latest/APIReference/API_CreateSnapshot.html`],
  [
    'ec2:CreateStoreImageTask',
    'copies an image to a bucket',
    `${api}/AWSEC2/latest/APIReference/API_CreateStoreImageTask.html`,
  ],
  [
    'ec2:ExportImage',
    'copies an image to a bucket',
    `${api}/AWSEC2/latest/APIReference/API_ExportImage.html`,
  ],
  [
    'ec2:GetConsoleScreenshot',
    'sees the screen of an instance',
    `${api}/AWSEC2/latest/APIReference/API_GetConsoleScreenshot.html`,
  ],
  [
    'ec2:CreateTrafficMirrorSession',
    'copies network traffic',
    `${api}/vpc/latest/mirroring/what-is-traffic-mirroring.html`,
  ],
  [
    'logs:GetLogEvents',
    'reads logs, in which personal data and tokens turn up',
    `${api}/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html`,
  ],
  [
    'logs:FilterLogEvents',
    'reads logs, in which personal data and tokens turn up',
    `${api}/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html`,
  ],
  [
    'logs:GetQueryResults',
    'reads logs, in which personal data and tokens turn up',
    `${api}/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html`,
  ],
  [
    'logs:CreateExportTask',
    'copies logs to a bucket',
    `${api}/AmazonCloudWatchLogs/latest/APIReference/API_CreateExportTask.html`,
  ],
  [
    'logs:PutSubscriptionFilter',
    'sends logs elsewhere as they come',
    `${api}/AmazonCloudWatchLogs/latest/logs/SubscriptionFilters.html`,
  ],
  [
    'logs:Unmask',
    'reads what a data protection policy hides',
    `${api}/AmazonCloudWatchLogs/latest/logs/mask-sensitive-log-data.html`,
  ],
  [
    'sqs:ReceiveMessage',
    'reads messages',
    `${api}/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html`,
  ],
  ['sns:Subscribe', 'has messages of a topic sent elsewhere', `${api}/sns/latest/api/API_Subscribe.html`],
  ['kinesis:GetRecords', 'reads a stream', `${api}/kinesis/latest/APIReference/API_GetRecords.html`],
  [
    'codecommit:GitPull',
    'reads source code',
    `${api}/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html`,
  ],
  ['codecommit:GetFile', 'reads source code', `${api}/codecommit/latest/APIReference/API_GetFile.html`],
  [
    'ecr:GetDownloadUrlForLayer',
    'reads container images',
    `${api}/AmazonECR/latest/APIReference/API_GetDownloadUrlForLayer.html`,
  ],
  [
    'datasync:CreateTask',
    'copies whole file systems and buckets',
    `${api}/datasync/latest/userguide/API_CreateTask.html`,
  ],
  [
    'dms:CreateReplicationTask',
    'copies whole databases',
    `${api}/dms/latest/APIReference/API_CreateReplicationTask.html`,
  ],
  [
    'backup:StartCopyJob',
    'copies backups, also to other accounts',
    `${api}/aws-backup/latest/devguide/create-cross-account-backup.html`,
  ],
  [
    'workspaces:CreateWorkspaceImage',
    'copies a desktop',
    `${api}/workspaces/latest/api/API_CreateWorkspaceImage.html`,
  ],
]
