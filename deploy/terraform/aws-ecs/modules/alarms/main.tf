# What somebody should look at. Each says in its description what to look for.
locals {
  topics   = var.topic == "" ? [] : [var.topic]
  balancer = { LoadBalancer = var.load_balancer }
  targets  = { LoadBalancer = var.load_balancer, TargetGroup = var.target_group }
  tasks    = { ClusterName = var.cluster, ServiceName = var.service }
  database = { DBClusterIdentifier = var.database }

  alarms = {
    too-few-replicas = {
      description = "Fewer replicas answer /health/ready than there should be: the events of the ECS service, then the log."
      namespace   = "AWS/ApplicationELB", metric = "HealthyHostCount", dimensions = local.targets
      statistic   = "Minimum", compare = "LessThanThreshold", threshold = var.replicas_at_least, minutes = 5, missing = "breaching"
    }
    failures = {
      description = "The gateway answers with 5xx. Upstreams that fail are 502 to 504: GET /api/audit/calls?outcome= tells which."
      namespace   = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", dimensions = local.targets
      statistic   = "Sum", compare = "GreaterThanThreshold", threshold = 50, minutes = 5, missing = "notBreaching"
    }
    no-replica-answers = {
      description = "The load balancer itself answers with 5xx: no replica took the request."
      namespace   = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", dimensions = local.balancer
      statistic   = "Sum", compare = "GreaterThanThreshold", threshold = 10, minutes = 5, missing = "notBreaching"
    }
    processor = {
      description = "Replicas are busy although scaling has had time: raise replicas.max or cpu."
      namespace   = "AWS/ECS", metric = "CPUUtilization", dimensions = local.tasks
      statistic   = "Average", compare = "GreaterThanThreshold", threshold = 85, minutes = 15, missing = "notBreaching"
    }
    memory = {
      description = "Replicas run out of memory: large catalogues and slow readers need more; see the table of sizes."
      namespace   = "AWS/ECS", metric = "MemoryUtilization", dimensions = local.tasks
      statistic   = "Maximum", compare = "GreaterThanThreshold", threshold = 90, minutes = 10, missing = "notBreaching"
    }
    database-full = {
      description = "The database works at its largest capacity: raise database_capacity.max."
      namespace   = "AWS/RDS", metric = "ServerlessDatabaseCapacity", dimensions = local.database
      statistic   = "Average", compare = "GreaterThanOrEqualToThreshold", threshold = var.database_capacity * 0.95, minutes = 15, missing = "notBreaching"
    }
    database-connections = {
      description = "Each replica holds Storage__MaxConnections (16) at most: something else connects, or there are too many replicas."
      namespace   = "AWS/RDS", metric = "DatabaseConnections", dimensions = local.database
      statistic   = "Maximum", compare = "GreaterThanThreshold", threshold = 180, minutes = 10, missing = var.database_in_standby ? "notBreaching" : "missing"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = each.value.compare
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.minutes
  treat_missing_data  = each.value.missing
  alarm_actions       = local.topics
  ok_actions          = local.topics
}
