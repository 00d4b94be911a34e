import type { ServiceRules } from '../rule.js'

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html: one action to see, one to change. */
const view = [
  'DescribeBudget',
  'DescribeBudgetNotificationsForAccount',
  'DescribeBudgetPerformanceHistory',
  'DescribeBudgets',
  'DescribeNotificationsForBudget',
  'DescribeSubscribersForNotification',
]
const modify = [
  'CreateBudget',
  'CreateNotification',
  'CreateSubscriber',
  'DeleteBudget',
  'DeleteNotification',
  'DeleteSubscriber',
  'UpdateBudget',
  'UpdateNotification',
  'UpdateSubscriber',
]

/** AWS Budgets knows one action to see and one to change. */
export const budgets: ServiceRules = {
  prefix: 'budgets',
  renamed: Object.fromEntries([
    ...view.map((name) => [name, 'ViewBudget']),
    ...modify.map((name) => [name, 'ModifyBudget']),
  ]),
}
