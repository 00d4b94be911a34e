import type { Company } from './company.js'
import { awsServices } from './principals/aws-services.js'
import { backupUser } from './principals/backup-user.js'
import { cloudFormationExecution } from './principals/cloudformation-execution.js'
import { continuousIntegration } from './principals/continuous-integration.js'
import { dataPipeline } from './principals/data-pipeline.js'
import { developer } from './principals/developer.js'
import { releaseRecorder } from './principals/release-recorder.js'
import { signIn } from './principals/sign-in.js'
import { stackDeployer } from './principals/stack-deployer.js'
import { webApplication } from './principals/web-application.js'
import type { Principal, Routine } from './workload.js'

/** The identities of the company that get a policy. */
export function principals(company: Company): readonly Principal[] {
  return [
    webApplication(company),
    dataPipeline(company),
    stackDeployer(company),
    cloudFormationExecution(company),
    developer(company),
    continuousIntegration(company),
    releaseRecorder(company),
    backupUser(company),
  ]
}

/** Everything that leaves records: the principals, and what AWS and the sign-in page add. */
export function routines(company: Company): readonly Routine[] {
  return [...principals(company), ...awsServices(company), signIn(company)]
}
