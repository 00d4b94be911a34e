import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../build/python')
const packages = ['moto[iam,s3,server]==5.2.1', 'boto3==1.43.11', 'awscli==1.45.11']

/**
 * A Python that has moto, the fake AWS, and the AWS CLI. The machine's own if it has the packages; else a virtual environment under build/,
 * which is made once. Needs `python3` with `venv`, and a package index.
 */
export function pythonWithMoto(): string {
  if (hasMoto('python3')) return 'python3'
  const python = join(folder, 'bin/python')
  if (!existsSync(python)) execFileSync('python3', ['-m', 'venv', folder])
  if (!hasMoto(python))
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'inherit' })
  return python
}

function hasMoto(python: string): boolean {
  return spawnSync(python, ['-c', 'import boto3, moto.s3.models, awscli, flask, flask_cors']).status === 0
}
