# The gateway on Fargate: as many tasks as there is work, each without anything that another needs.
locals {
  port = 7860

  settings = merge({
    PUBLIC_URL      = "https://${var.host}"
    STORAGE_BACKEND = "postgresql"
    # The load balancer's addresses: what it says of clients is believed.
    TRUSTED_PROXIES   = var.vpc_range
    Https__Redirect   = "true"
    Https__HstsMaxAge = "30.00:00:00"
    # The target group asks every 5 s, and takes two failures.
    Drain__Notice = "00:00:12"
    Drain__Calls  = "00:00:25"
  }, var.settings)

  secrets = merge({
    DATABASE_URL   = var.database_url_secret
    SECRET_KEY     = aws_secretsmanager_secret.key.arn
    ADMIN_PASSWORD = aws_secretsmanager_secret.administrator.arn
  }, var.secrets)
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/${var.name}"
  retention_in_days = var.log_days
}

resource "aws_security_group" "task" {
  name_prefix = "${var.name}-task-"
  description = "The gateway's tasks"
  vpc_id      = var.vpc_id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "task" {
  security_group_id            = aws_security_group.task.id
  referenced_security_group_id = aws_security_group.balancer.id
  from_port                    = local.port
  to_port                      = local.port
  ip_protocol                  = "tcp"
}

# MCP servers and identity providers may be anywhere.
resource "aws_vpc_security_group_egress_rule" "task" {
  security_group_id = aws_security_group.task.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  security_group_id            = var.database_security_group_id
  referenced_security_group_id = aws_security_group.task.id
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  volume {
    name = "data"
  }

  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([
    {
      name                   = "gateway"
      image                  = var.image
      essential              = true
      user                   = "10001:10001"
      readonlyRootFilesystem = true
      stopTimeout            = 60
      portMappings           = [{ name = "http", containerPort = local.port, protocol = "tcp" }]
      environment            = [for name in sort(keys(local.settings)) : { name = name, value = local.settings[name] }]
      secrets                = [for name in sort(keys(local.secrets)) : { name = name, valueFrom = local.secrets[name] }]
      mountPoints = [
        { sourceVolume = "data", containerPath = "/data", readOnly = false },
        { sourceVolume = "tmp", containerPath = "/tmp", readOnly = false },
      ]
      ulimits         = [{ name = "nofile", softLimit = 65536, hardLimit = 65536 }]
      linuxParameters = { capabilities = { add = [], drop = ["ALL"] }, initProcessEnabled = false }
      healthCheck = {
        command     = ["CMD", "/app/McpGateway.Host", "health"]
        interval    = 15
        timeout     = 5
        retries     = 3
        startPeriod = 30
      }
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this.name
          awslogs-region        = var.region
          awslogs-stream-prefix = "gateway"
        }
      }
    }
  ])
}

resource "aws_ecs_service" "this" {
  name                               = var.name
  cluster                            = aws_ecs_cluster.this.id
  task_definition                    = aws_ecs_task_definition.this.arn
  desired_count                      = var.replicas.min
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 60
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  # A release that does not get healthy is taken back.
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets         = var.private_subnet_ids
    security_groups = [aws_security_group.task.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this.arn
    container_name   = "gateway"
    container_port   = local.port
  }

  lifecycle {
    # Scaling decides.
    ignore_changes = [desired_count]
  }

  depends_on = [
    aws_lb_listener.https,
    aws_iam_role_policy.secrets,
    aws_iam_role_policy_attachment.execution,
    aws_secretsmanager_secret_version.key,
    aws_secretsmanager_secret_version.administrator,
    aws_vpc_security_group_ingress_rule.database,
  ]
}
