output "cluster" {
  value = aws_ecs_cluster.this.name
}

output "service" {
  value = aws_ecs_service.this.name
}

output "load_balancer" {
  value = aws_lb.this.arn_suffix
}

output "load_balancer_name" {
  value = aws_lb.this.dns_name
}

output "target_group" {
  value = aws_lb_target_group.this.arn_suffix
}

output "administrator_secret" {
  value = aws_secretsmanager_secret.administrator.arn
}

output "key_secret" {
  value = aws_secretsmanager_secret.key.arn
}

output "log_group" {
  value = aws_cloudwatch_log_group.this.name
}
